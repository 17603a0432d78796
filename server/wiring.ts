import type { Chore, Reaction } from './kernel/jobs/reactions.ts'

/** Who reacts to whose events, and what recurs: all of it, on this page. */
export const reactions: Reaction[] = []

export const chores: Chore[] = []
