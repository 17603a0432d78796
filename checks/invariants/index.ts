import type { Invariant } from '../invariant.ts'
import { duesInvariants } from './dues.ts'
import { memberInvariants } from './members.ts'
import { receiptInvariants } from './receipts.ts'

export const allInvariants: Invariant[] = [...memberInvariants, ...duesInvariants, ...receiptInvariants]
