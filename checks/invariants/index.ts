import type { Invariant } from '../invariant.ts'
import { bankInvariants } from './bank.ts'
import { duesInvariants } from './dues.ts'
import { memberInvariants } from './members.ts'
import { onlineInvariants } from './online.ts'
import { receiptInvariants } from './receipts.ts'
import { reminderInvariants } from './reminders.ts'

export const allInvariants: Invariant[] = [
  ...memberInvariants,
  ...duesInvariants,
  ...onlineInvariants,
  ...receiptInvariants,
  ...reminderInvariants,
  ...bankInvariants,
]
