import { type RawBuilder, sql } from 'kysely'
import type { BillingRun } from '../../../../contract/dues.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { type RaisedEvent, raise } from '../../../kernel/outbox.ts'
import { chargeYear, refuseUnlikely, takeTurn } from './charge-year.ts'
import { payersOf } from './payers.ts'
import { writeCharges } from './write.ts'

/** One share is one transaction: a server that is stopped has soon finished it, and goes on with the next. */
const share = 10_000

interface Row extends Omit<BillingRun, 'createdAt' | 'doneAt'> {
  createdAt: Date
  doneAt: Date | null
}

async function runs(tx: Tx, ctx: Context, which: RawBuilder<unknown>): Promise<BillingRun[]> {
  const { rows } = await sql<Row>`
    select r.id, r.year, r.total, r.done, r.created, r.created_fen as "createdFen", r.waived, a.name as by, r.created_at as "createdAt", r.done_at as "doneAt"
    from billing_runs r join accounts a on (a.association_id, a.id) = (r.association_id, r.asked_by)
    where r.association_id = ${ctx.association.id} and ${which} order by r.created_at desc, r.id desc limit 20`.execute(tx)
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString(), doneAt: row.doneAt?.toISOString() ?? null }))
}

/** Begins to charge everybody for a year; the one that is under way when there is one of this year. `billShare` does the work. */
export async function startBilling(ctx: StaffContext, year: number): Promise<BillingRun> {
  authorize(ctx, 'dues.configure')
  refuseUnlikely(ctx, year)
  return inTx(ctx, async (tx, ctx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`billing:${ctx.association.id}`}))`.execute(tx)
    const [running] = await runs(tx, ctx, sql`r.done_at is null`)
    if (running?.year === year) return running
    if (running) throw new Refusal('not-ready', `正在生成 ${running.year} 年度会费，请等它完成`)
    const plan = await chargeYear(ctx, year, { preview: true })
    if (plan.create === 0) throw new Refusal('not-ready', '没有需要生成的会员')
    const id = newId()
    await tx
      .insertInto('billing_runs')
      .values({
        association_id: ctx.association.id,
        id,
        year,
        total: plan.members,
        asked_by: ctx.account.id,
        created_at: ctx.kernel.clock.now(),
      })
      .execute()
    await raise(tx, ctx, 'dues.billing-asked', { runId: id })
    return found((await runs(tx, ctx, sql`r.id = ${id}`))[0])
  })
}

/** The next share of a run. Repeated, it goes on where the last one ended, and after the end it does nothing. */
export async function billShare(ctx: SystemContext, { data }: RaisedEvent<'dues.billing-asked'>): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const run = await tx
      .selectFrom('billing_runs as r')
      .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'r.association_id').onRef('a.id', '=', 'r.asked_by'))
      .select(['r.year', 'r.after_id as after', 'r.total', 'r.created', 'r.created_fen as createdFen', 'a.id as accountId', 'a.name'])
      .where('r.association_id', '=', ctx.association.id)
      .where('r.id', '=', data.runId)
      .where('r.done_at', 'is', null)
      .forUpdate('r')
      .executeTakeFirst()
    if (!run) return
    await takeTurn(tx, ctx, run.year)
    const { after, year } = run
    const written = await writeCharges(tx, ctx, year, payersOf(ctx, year, { share: { after, size: share } }))
    const over = written.last === null
    await tx
      .updateTable('billing_runs')
      .set((eb) => ({
        done: over ? eb.ref('total') : eb.fn<number>('least', ['total', eb('done', '+', written.seen)]),
        created: eb('created', '+', written.created),
        created_fen: eb('created_fen', '+', written.createdFen),
        waived: eb('waived', '+', written.waived),
        after_id: written.last ?? after,
        done_at: over ? ctx.kernel.clock.now() : null,
      }))
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', data.runId)
      .execute()
    if (!over) return raise(tx, ctx, 'dues.billing-asked', data)
    // Who pressed the button stands behind it.
    const clerk: StaffContext = {
      ...ctx,
      kind: 'staff',
      account: { id: run.accountId, name: run.name },
      permissions: new Set(),
      branches: null,
    }
    await audit(tx, clerk, {
      action: 'dues.charged',
      subject: { kind: 'dues-year', id: String(year), label: `${year} 年度会费` },
      after: { year, members: run.total, create: run.created, createFen: run.createdFen },
    })
  })
}

export async function readRun(ctx: StaffContext, id: string): Promise<BillingRun> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => found((await runs(tx, ctx, sql`r.id = ${id}`))[0]))
}

export async function listRuns(ctx: StaffContext): Promise<{ rows: BillingRun[] }> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => ({ rows: await runs(tx, ctx, sql`true`) }))
}
