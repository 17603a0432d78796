import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Tx } from './transaction.ts'

/**
 * What follows from a decision is the association's, though a branch's reviewer made it: inside `work` the transaction sees the whole
 * association. For effects only, never for what is shown to the reviewer.
 */
export async function asWhole<C extends Context, T>(tx: Tx, ctx: C, work: (tx: Tx, ctx: C) => Promise<T>): Promise<T> {
  if (ctx.kind !== 'staff' || ctx.branches === null) return work(tx, ctx)
  await see(tx, '')
  try {
    const done = await work(tx, { ...ctx, branches: null })
    await see(tx, ctx.branches.join(','))
    return done
  } catch (error) {
    // In a transaction that broke this is refused, and nothing is seen there any more.
    await see(tx, ctx.branches.join(',')).catch(() => undefined)
    throw error
  }
}

const see = (tx: Tx, branches: string) => sql`select set_config('huiji.branches', ${branches}, true)`.execute(tx)
