import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })

/** One step of 缴费提醒: so many days before (-) or after the due day, by these ways. */
export const ReminderStep = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    days: Type.Integer({ minimum: -365, maximum: 1095 }),
    by: Type.Array(Type.Enum(['sms', 'mail', 'portal']), { minItems: 1, uniqueItems: true }),
    /** Words of its own for SMS and mail; left out: the message dues-reminder or dues-overdue. */
    text: Type.Optional(Text),
    /** The number the provider gave this text when it was approved, by provider. */
    templateCodes: Type.Optional(Type.Record(Type.String(), Text)),
  },
  closed,
)
export type ReminderStep = Static<typeof ReminderStep>

/** SMS are sent between these times only, 'HH:MM' in Asia/Shanghai. */
export const ReminderHours = Type.Object(
  { from: Type.String({ pattern: '^\\d{2}:\\d{2}$' }), to: Type.String({ pattern: '^\\d{2}:\\d{2}$' }) },
  closed,
)
export type ReminderHours = Static<typeof ReminderHours>

export const usualHours: ReminderHours = { from: '09:00', to: '18:00' }
