import type { AccessEvents } from './modules/access/events.ts'
import type { AccountEvents } from './modules/accounts/events.ts'
import type { BankEvents } from './modules/bank/events.ts'
import type { CouncilEvents } from './modules/council/events.ts'
import type { DuesEvents } from './modules/dues/events.ts'
import type { MatterEvents } from './modules/matters/events.ts'
import type { MeetingEvents } from './modules/meetings/events.ts'
import type { MemberEvents } from './modules/members/events.ts'
import type { OnlineEvents } from './modules/online/index.ts'
import type { PeopleEvents } from './modules/people/events.ts'
import type { ReceiptEvents } from './modules/receipts/events.ts'
import type { ReminderEvents } from './modules/reminders/events.ts'

/** Everything that modules raise; who listens stands in wiring.ts. */
export interface Events
  extends AccessEvents,
    AccountEvents,
    BankEvents,
    MatterEvents,
    MeetingEvents,
    MemberEvents,
    CouncilEvents,
    DuesEvents,
    OnlineEvents,
    PeopleEvents,
    ReceiptEvents,
    ReminderEvents {}

export type EventName = keyof Events
