import { type Chore, type Reaction, reaction } from './kernel/jobs/reactions.ts'
import { clearEnded, knowMembers } from './modules/accounts/index.ts'
import { paymentStage } from './modules/dues/index.ts'
import { useKinds } from './modules/matters/index.ts'
import { membersForAccounts } from './modules/members/index.ts'
import { receiptDue } from './modules/receipts/index.ts'

knowMembers(membersForAccounts)
useKinds([], [paymentStage])

/** Who reacts to whose events, and what recurs: all of it, on this page. */
export const reactions: Reaction[] = [
  reaction('dues.order-paid', 'receipts.due', receiptDue),
]

export const chores: Chore[] = [{ name: 'accounts.clear-ended', run: clearEnded }]
