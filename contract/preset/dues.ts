import { type Static, Type } from 'typebox'
import { Condition } from '../forms/schema.ts'
import { ArrearsRule } from './arrears.ts'
import { ReminderHours, ReminderStep } from './reminders.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Count = Type.Integer({ minimum: 0 })

/**
 * What made a standard lawful: adopted by the general assembly, two thirds present, more than half of those for it,
 * by secret ballot, published within 30 days (民发〔2014〕166号).
 */
export const Resolution = Type.Object(
  {
    assembly: Text,
    date: Day,
    attendance: Type.Object({ present: Count, total: Type.Integer({ minimum: 1 }) }, closed),
    votes: Type.Object({ for: Count, against: Count, abstain: Count }, closed),
    secretBallot: Type.Boolean(),
    publishedOn: Type.Optional(Day),
    number: Type.Optional(Text),
    file: Type.Optional(Text),
    /** How amounts float (a share of turnover, say), where the assembly adopted it so: the law wants them fixed. */
    floating: Type.Optional(Text),
  },
  closed,
)
export type Resolution = Static<typeof Resolution>

/** The columns that the member's list of dues may have. */
export const DUES_COLUMNS = [
  'at',
  'unit',
  'branch',
  'year',
  'state',
  'amount',
  'method',
  'paidOn',
  'step',
  'voucher',
  'receipt',
  'act',
] as const
export const DuesColumn = Type.Object({ id: Type.Enum([...DUES_COLUMNS]), label: Text }, closed)
export type DuesColumn = Static<typeof DuesColumn>

/** How many years go into one order at once. */
const YearsAtOnce = Type.Array(Type.Integer({ minimum: 1, maximum: 5 }), { minItems: 1, maxItems: 5, uniqueItems: true })

const PayMethod = Type.Enum(['transfer', 'alipay', 'wechat'])

/**
 * Something besides dues that members are charged for: 会务费, 培训费, 赞助费. It is paid against a tax invoice, because the fiscal receipt of dues may
 * not be used for it. `taxItem` and `taxRate` stand on the invoice as the tax system writes them; without a rate the clerk fills it in there.
 */
const Service = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    name: Type.String({ minLength: 2, maxLength: 20 }),
    taxItem: Type.String({ pattern: '^\\*[^*]+\\*.+$' }),
    taxRate: Type.Optional(Type.Enum(['免税', '不征税', '1%', '3%', '6%', '9%', '13%'])),
  },
  closed,
)

export const DuesRules = Type.Object(
  {
    /** The membership year: 1 Jan – 31 Dec, or a year from the day of payment. */
    year: Type.Enum(['calendar', 'rolling']),
    /** What a part of a calendar year costs. */
    partYear: Type.Enum(['whole', 'half-from-july', 'by-month']),
    /** Who pays nothing for a year: the first rule that holds says why. It may ask fields of the member's own form, and `member.*` facts. */
    exempt: Type.Optional(Type.Array(Type.Object({ when: Condition, reason: Text }, closed), { minItems: 1 })),
    /**
     * A level that changes within a year: nothing of what is charged changes but the price of what is not ordered yet; the difference is
     * charged when it rises; or the new level counts from the next year on.
     */
    levelChange: Type.Optional(Type.Enum(['nothing', 'difference', 'next-year'])),
    /** The level one joins at: one for all, or one for each kind of member. */
    joiningLevel: Type.Union([Text, Type.Object({ unit: Text, person: Text }, closed)]),
    /** Who pays for individuals: the unit they work for. Left out: they themselves. */
    peoplePaidBy: Type.Optional(Type.Enum(['employer'])),
    /** Years that may be paid at once, beyond those that are charged; left out: years are paid as they are charged. */
    yearsAtOnce: Type.Optional(Type.Object({ unit: Type.Optional(YearsAtOnce), person: Type.Optional(YearsAtOnce) }, closed)),
    /** An order that nobody paid expires after so many days and can be opened again; left out: never. */
    orderDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    /** The list of dues in the portal; left out: the usual one. */
    columns: Type.Optional(Type.Array(DuesColumn, { minItems: 1 })),
    /** A year's dues are expected by this day of it: 'MM-DD'. */
    payBy: Type.String({ pattern: '^\\d{2}-\\d{2}$' }),
    /** An unpaid year leaves the certificate valid until this day of it; without it, until the year's last. */
    graceUntil: Type.Optional(Type.String({ pattern: '^\\d{2}-\\d{2}$' })),
    /** Of rolling years: for so many days after its last one the certificate still holds; without it, for none. */
    graceDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366 })),
    /** Whether an application may be submitted before the voucher of its payment is uploaded. */
    voucher: Type.Optional(Type.Enum(['required', 'optional'])),
    /** The earliest year that is billed here. */
    firstYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
    /** Ways to pay, the usual one first; one may be for units or for individuals only. */
    methods: Type.Array(Type.Union([PayMethod, Type.Object({ method: PayMethod, for: Type.Enum(['unit', 'person']) }, closed)]), {
      minItems: 1,
    }),
    /** 缴费提醒, in any order; left out: nobody is reminded. */
    reminders: Type.Optional(Type.Array(ReminderStep)),
    /** Left out: 09:00–18:00. */
    reminderHours: Type.Optional(ReminderHours),
    /** What may follow from unpaid dues, as the charter has it; left out: nothing. */
    arrears: Type.Optional(Type.Array(ArrearsRule)),
    /** Left out: members are charged for nothing but dues. */
    services: Type.Optional(Type.Array(Service, { minItems: 1, maxItems: 20 })),
    /** Under the account: what to write into the remittance note; `{code}` is the transfer code. */
    transferNote: Text,
    /** Who pays, where the receipt goes: a form. */
    payerForm: Text,
    receipt: Type.Object(
      {
        name: Text,
        sender: Text,
        subject: Text,
        workdays: Type.Integer({ minimum: 1, maximum: 60 }),
        /** One sentence by the mailbox field, and the text that tells how to find the mail. */
        mailboxHelp: Text,
        help: Text,
        verifyAt: Type.Optional(Text),
        /** fiscal 财政电子票据 (what dues get; the default) or tax 数电发票. */
        document: Type.Optional(Type.Enum(['fiscal', 'tax'])),
        /** True: made only when the member asks for it (申请发票); else every payment gets one. */
        asked: Type.Optional(Type.Boolean()),
        /** One made before the money: reminded of after so many days, again every so many, at most so often. Left out: 15, 15, 6. */
        chase: Type.Optional(
          Type.Object(
            {
              after: Type.Integer({ minimum: 1, maximum: 180 }),
              every: Type.Integer({ minimum: 1, maximum: 180 }),
              most: Type.Integer({ minimum: 0, maximum: 50 }),
            },
            closed,
          ),
        ),
      },
      closed,
    ),
  },
  closed,
)
export type DuesRules = Static<typeof DuesRules>

/** By level. */
const Yuan = Type.Record(Type.String(), Type.Number({ minimum: 0, multipleOf: 0.01 }))

/** dues.yaml. Amounts are in 元 there, because people write it; loaded they are 分. */
export const DuesFile = Type.Object(
  {
    rules: DuesRules,
    standards: Type.Array(
      Type.Object(
        {
          name: Text,
          fromYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
          toYear: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
          resolution: Resolution,
          yuan: Yuan,
          /** 入会费, once. */
          joiningYuan: Type.Optional(Yuan),
          /** 终身会费: whoever pays it is charged no more. */
          lifeYuan: Type.Optional(Yuan),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)
export type DuesFile = Static<typeof DuesFile>

/** One amount: for a level and a year there is at most one. `toYear` is included; null means until changed. */
export interface DuesStandard {
  level: string
  name: string
  fromYear: number
  toYear: number | null
  amountFen: number
  /** 入会费 and 终身会费, where the level has them. */
  joiningFen?: number
  lifeFen?: number
  resolution: Resolution
}
