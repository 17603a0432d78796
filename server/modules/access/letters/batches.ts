import { type RawBuilder, sql } from 'kysely'
import type { LetterBatch } from '../../../../contract/letters.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { skippedOf } from './issue.ts'

interface Row {
  id: string
  total: number
  issued: number
  used: number
  printable: number
  skipped: unknown
  by: string
  createdAt: Date
  doneAt: Date | null
  validUntil: Date
  printableUntil: Date
}

async function batches(tx: Tx, ctx: Context, which: RawBuilder<unknown>): Promise<LetterBatch[]> {
  const { rows } = await sql<Row>`
    select b.id, cardinality(b.members) as total, b.skipped, a.name as by, b.created_at as "createdAt", b.done_at as "doneAt",
      b.valid_until as "validUntil", b.printable_until as "printableUntil", l.issued, l.used, l.printable
    from letter_batches b join accounts a on a.association_id = b.association_id and a.id = b.issued_by
      cross join lateral (select count(*)::int as issued, count(*) filter (where used_at is not null)::int as used,
        count(*) filter (where sealed is not null and used_at is null and voided_at is null)::int as printable
        from letters l where l.association_id = b.association_id and l.batch_id = b.id) l
    where b.association_id = ${ctx.association.id} and ${which} order by b.created_at desc, b.id desc limit 20`.execute(tx)
  const now = ctx.kernel.clock.now()
  return rows.map(({ skipped, printable, createdAt, doneAt, validUntil, printableUntil, ...row }) => ({
    ...row,
    left: skippedOf(skipped),
    createdAt: createdAt.toISOString(),
    doneAt: doneAt?.toISOString() ?? null,
    validUntil: validUntil.toISOString(),
    printableUntil: printableUntil.toISOString(),
    whyNotPrinted:
      doneAt === null ? '正在生成' : printableUntil <= now ? '打印期限已过，请重新发放' : printable === 0 ? '没有待激活的信件' : null,
  }))
}

export const findBatch = async (tx: Tx, ctx: Context, id: string): Promise<LetterBatch> =>
  found((await batches(tx, ctx, sql`b.id = ${id}`))[0])

export async function readBatch(ctx: StaffContext, id: string): Promise<LetterBatch> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, (tx, ctx) => findBatch(tx, ctx, id))
}

export async function listBatches(ctx: StaffContext): Promise<{ rows: LetterBatch[] }> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (tx, ctx) => ({ rows: await batches(tx, ctx, sql`true`) }))
}
