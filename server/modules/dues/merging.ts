import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { cancelledNow } from './store.ts'

/**
 * When two records of a member become one: what is owed, ordered and paid moves. A year owed on both sides is owed once; a year paid on
 * both sides, or one that lies in an unfinished order, must be settled by people first: money is never made to vanish.
 */
export const duesRows = {
  tables: [
    { table: 'charges', label: '应缴会费' },
    { table: 'orders', label: '缴费订单' },
    { table: 'dues_spans', label: '已缴会费期' },
  ],
  async obstacles(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<string[]> {
    const both = await clashing(tx, ctx, keptId, goneId)
    return [
      ...both
        .filter((one) => one.mine !== 'open' && one.theirs !== 'open')
        .map(({ year }) => `两边都已缴或减免 ${year} 年度会费，请先核对并处理其中一笔`),
      ...both
        .filter((one) => one.ordered !== null && !(one.mine !== 'open' && one.theirs !== 'open'))
        .map(({ year, ordered }) => `${year} 年度会费在未完成的订单 ${ordered} 里，请先完成或取消这个订单`),
    ]
  },
  async settle(tx: Tx, ctx: Context, keptId: string, goneId: string) {
    const both = await clashing(tx, ctx, keptId, goneId)
    // The open one of the two is owed no more; of two open ones the kept one's stays.
    const ids = both.map((one) => (one.theirs === 'open' ? one.theirId : one.myId))
    if (ids.length === 0) return []
    await tx.updateTable('charges').set(cancelledNow(ctx)).where('association_id', '=', ctx.association.id).where('id', 'in', ids).execute()
    return ids.map((id) => ({ table: 'charges', id, values: { state: 'open', cancelled_at: null } }))
  },
}

interface Clash {
  year: number
  mine: string
  theirs: string
  myId: string
  theirId: string
  /** Number of a living order that holds the open one of the two. */
  ordered: string | null
}

/** Years for which both have a charge. */
async function clashing(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<Clash[]> {
  const { rows } = await sql<Clash>`
    select g.year, k.state as mine, g.state as theirs, k.id as "myId", g.id as "theirId",
      (select o.number from order_charges x join orders o on (o.association_id, o.id) = (x.association_id, x.order_id)
        where x.association_id = g.association_id and x.live and o.state in ('open', 'vouched')
          and x.charge_id = case when g.state = 'open' then g.id else k.id end limit 1) as ordered
    from charges g join charges k on k.association_id = g.association_id and k.kind = g.kind and k.kind <> 'service' and k.state <> 'cancelled'
      and (g.kind in ('life', 'joining') or k.year = g.year) and (g.kind <> 'difference' or k.level = g.level)
    where g.association_id = ${ctx.association.id} and g.member_id = ${goneId} and k.member_id = ${keptId} and g.state <> 'cancelled'
    order by g.year`.execute(tx)
  return rows
}
