import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { raise } from '../../kernel/outbox.ts'
import { kindFor } from './registry.ts'
import { keepAccepted } from './reuse.ts'
import type { Held } from './standing.ts'
import { type MatterRow, toMatter } from './store.ts'
import { toldOf } from './told.ts'

/** What follows when a matter is through: its effect, in the same transaction, and the news of it. */
export async function approved(tx: Tx, ctx: Context, held: Held, moved: MatterRow): Promise<void> {
  await kindFor(held.definition).onDecided(tx, ctx, toMatter(moved), 'approved')
  await keepAccepted(tx, ctx, held, moved)
  await raise(tx, ctx, 'matters.passed', toldOf(moved))
}
