import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { leftOf } from './receive.ts'

interface InSuspense {
  paymentId: string
  receivedOn: string
  amountFen: number
  leftFen: number
  payerName: string
  note: string
  source: string
  /** Of statement money: its line. */
  lineId: string | null
}

const held = (ctx: Context) => sql`
  select p.id as "paymentId", p.received_on::text as "receivedOn", p.amount_fen as "amountFen", ${leftOf('p')} as "leftFen", p.payer_name as "payerName",
    p.note, p.source, case when p.source = 'statement' then p.source_id end as "lineId"
  from payments p where p.association_id = ${ctx.association.id} and p.amount_fen > 0`

/** 暂存款: payments that are not all allocated, oldest first; paged by key. */
export async function listSuspense(
  tx: Tx,
  ctx: Context,
  query: { after?: string; limit?: number },
): Promise<{ rows: InSuspense[]; next: string | null }> {
  const limit = query.limit ?? 50
  const [day, id] = (query.after ?? '').split('|')
  const after = day && id ? sql`and ("receivedOn", "paymentId") > (${day}, ${id}::uuid)` : sql``
  const { rows } = await sql<InSuspense>`select * from (${held(ctx)}) h where "leftFen" > 0 ${after}
    order by "receivedOn", "paymentId" limit ${limit + 1}`.execute(tx)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.receivedOn}|${last.paymentId}` : null }
}

export async function suspenseTotal(tx: Tx, ctx: Context): Promise<{ count: number; leftFen: number }> {
  const { rows } = await sql<{
    count: number
    leftFen: number
  }>`select count(*)::int as count, coalesce(sum("leftFen"), 0)::bigint as "leftFen"
    from (${held(ctx)}) h where "leftFen" > 0`.execute(tx)
  return rows[0] ?? { count: 0, leftFen: 0 }
}
