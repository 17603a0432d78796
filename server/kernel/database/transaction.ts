import type { Transaction } from 'kysely'
import pg from 'pg'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import type { DB } from './schema.ts'
import { opening } from './tenant-dialect.ts'

export type Tx = Transaction<DB>

/**
 * Runs `work` in a transaction that sees `ctx.association` only, and of it the staff's branches; joins the one `ctx` already is in.
 * `work` gets the context that carries the transaction: hand that one on to other verbs.
 */
export async function inTx<C extends Context, T>(ctx: C, work: (tx: Tx, ctx: C) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx, ctx)
  try {
    const scope = { associationId: ctx.association.id, branches: ctx.kind === 'staff' ? ctx.branches : null }
    return await opening.run(scope, () => ctx.kernel.database.db.transaction().execute((tx) => work(tx, { ...ctx, tx })))
  } catch (error) {
    throw translated(error)
  }
}

// Two acts that got in each other's way are a conflict to the user, not a defect.
const clashes = new Set(['23505', '23P01', '40001', '40P01', '55P03'])

// A text with a NUL, a day the calendar lacks, an id that is none: nobody typed it by accident, and it is no defect of ours.
const impossible = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021'])

function translated(error: unknown): unknown {
  if (error instanceof pg.DatabaseError && error.code && clashes.has(error.code)) {
    return Object.assign(new Refusal('conflict'), { cause: error })
  }
  if (error instanceof pg.DatabaseError && error.code && impossible.has(error.code)) {
    return Object.assign(new Refusal('input-invalid'), { cause: error })
  }
  return error
}

/** The name of the unique or exclusion constraint that was hit, if the error is one. */
export function brokenConstraint(error: unknown): string | undefined {
  const root = error instanceof Refusal ? error.cause : error
  return root instanceof pg.DatabaseError ? root.constraint : undefined
}
