import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })

/** What a member that owes can be kept from, until it has paid. */
export const MEMBER_LIMITS = ['certificate', 'directory'] as const
export type MemberLimit = (typeof MEMBER_LIMITS)[number]

/**
 * What the charter lets follow from unpaid dues. Nothing of it happens by itself: a person issues the notice, waits its days, and decides.
 */
export const ArrearsRule = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    /** In lists: 连续两年未缴会费. */
    name: Text,
    /** Either: so many days after the day to pay … */
    afterDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 1095 })),
    /** … or: so many whole years without paying, one after another. */
    years: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
    /** limit: some things wait until it has paid; lapse: the membership ends (视为自动退会). */
    act: Type.Enum(['limit', 'lapse']),
    limits: Type.Optional(Type.Array(Type.Enum([...MEMBER_LIMITS]), { minItems: 1, uniqueItems: true })),
    /** 章程第十一条 */
    basis: Text,
    notice: Type.Object(
      {
        /** From the day it reached the member to the first day on which one may decide. */
        days: Type.Integer({ minimum: 1, maximum: 366 }),
        by: Type.Array(Type.Enum(['sms', 'mail', 'portal']), { minItems: 1, uniqueItems: true }),
        /** Words of its own for SMS and mail; left out: the message arrears-notice. */
        text: Type.Optional(Text),
        templateCodes: Type.Optional(Type.Record(Type.String(), Text)),
      },
      closed,
    ),
    /** Whose vote it needs: 理事会. Its resolution is asked for when one decides. */
    decidedBy: Type.Optional(Text),
    /** Where one may object, as the charter has it; a sentence for the member. */
    appeal: Type.Optional(Text),
  },
  closed,
)
export type ArrearsRule = Static<typeof ArrearsRule>
