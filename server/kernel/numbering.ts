import { sql } from 'kysely'
import type { Context } from './context.ts'
import type { Tx } from './database/transaction.ts'

/**
 * The next number of a series, without gaps: the row stays locked until the transaction ends.
 * Take it last in a long transaction, others wait for it.
 */
export async function nextValue(tx: Tx, ctx: Context, series: string): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    insert into counters (association_id, name, value) values (${ctx.association.id}, ${series}, 1)
    on conflict (association_id, name) do update set value = counters.value + 1 returning value`.execute(tx)
  const value = rows[0]?.value
  if (value === undefined) throw new TypeError('counter gave no value')
  return value
}

/**
 * Fills a number rule: `{year}`, `{yy}`, `{month}`, `{seq:5}` (zero-padded, per rendered rest of the rule).
 * The series is the rule with everything but `{seq}` filled, so a new year counts from 1 again.
 */
export async function nextNumber(
  tx: Tx,
  ctx: Context,
  series: string,
  rule: string,
  day: string = ctx.kernel.clock.today(),
): Promise<string> {
  const [year = '', month = ''] = day.split('-')
  const filled = rule.replaceAll('{year}', year).replaceAll('{yy}', year.slice(2)).replaceAll('{month}', month)
  const value = await nextValue(tx, ctx, `${series}:${filled}`)
  return filled.replace(/\{seq(?::(\d+))?\}/, (_, width?: string) => String(value).padStart(Number(width ?? 1), '0'))
}
