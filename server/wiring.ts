import type { Chore, Reaction } from './kernel/jobs/reactions.ts'
import { clearEnded, knowMembers } from './modules/accounts/index.ts'
import { membersForAccounts } from './modules/members/index.ts'

knowMembers(membersForAccounts)

/** Who reacts to whose events, and what recurs: all of it, on this page. */
export const reactions: Reaction[] = []

export const chores: Chore[] = [{ name: 'accounts.clear-ended', run: clearEnded }]
