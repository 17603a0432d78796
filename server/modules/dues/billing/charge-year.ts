import { sql } from 'kysely'
import type { ChargeRun } from '../../../../contract/dues.ts'
import { addDays, yearOf } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { levelName, rulesOf } from '../settings.ts'
import { payersOf } from './payers.ts'
import { isRolling } from './rolling.ts'
import { writeCharges } from './write.ts'

interface Group {
  level: string | null
  standard: string | null
  amountFen: number | null
  reason: string
  exempt: string | null
  charged: boolean
  life: boolean
  count: number
}

/**
 * Charges every member of the association for a calendar year, each by the standard of its level, whoever was charged before left out; so it
 * may be run again for those who joined since. With `preview` nothing is written. One statement, however many members.
 */
export async function chargeYear(ctx: Context, year: number, options: { preview?: boolean } = {}): Promise<ChargeRun> {
  authorize(ctx, 'dues.configure')
  refuseUnlikely(ctx, year)
  return inTx(ctx, async (tx, ctx) => {
    if (!options.preview) await takeTurn(tx, ctx, year)
    const run = await look(tx, ctx, year)
    if (options.preview || run.create === 0) return run
    const { created } = await writeCharges(tx, ctx, year, payersOf(ctx, year))
    if (created !== run.create) throw new Refusal('conflict', '生成期间会员资料有变化，请重新预览后再生成')
    await audit(tx, ctx, {
      action: 'dues.charged',
      subject: { kind: 'dues-year', id: String(year), label: `${year} 年度会费` },
      after: run,
    })
    return run
  })
}

/** Two clerks at once: the second waits, and then finds nobody left to charge. */
export async function takeTurn(tx: Tx, ctx: Context, year: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`charge-year:${ctx.association.id}:${year}`}))`.execute(tx)
}

export function refuseUnlikely(ctx: Context, year: number): void {
  const thisYear = Number(ctx.kernel.clock.today().slice(0, 4))
  const { firstYear } = rulesOf(ctx)
  if (year < firstYear) throw new Refusal('not-ready', `本系统从 ${firstYear} 年度起收取会费，不能生成更早的年度`)
  if (year > thisYear + 1) throw new Refusal('not-ready', `只能生成到 ${thisYear + 1} 年度`)
}

const daysAhead = 60

/** Rolling years, every day: whose year ends within sixty days, or has ended, gets the next one to pay. Repeated, it finds nobody. */
export async function chargeAhead(ctx: SystemContext): Promise<void> {
  if (!isRolling(ctx)) return
  const until = addDays(ctx.kernel.clock.today(), daysAhead)
  await inTx(ctx, async (tx, ctx) => {
    for (const year of new Set([yearOf(ctx.kernel.clock.today()), yearOf(until)])) {
      const which = sql`n.next_on <= ${until}::date and extract(year from n.next_on) = ${year} and exists (select 1 from dues_spans d
        where d.association_id = n.association_id and d.member_id = n.member_id and d.voided_at is null)`
      const { created: create } = await writeCharges(tx, ctx, year, payersOf(ctx, year, { which }))
      if (create === 0) continue
      const subject = { kind: 'dues-year', id: String(year), label: `${year} 年度会费` }
      await audit(tx, ctx, { action: 'dues.charged', subject, after: { year, create } })
    }
  })
}

async function look(tx: Tx, ctx: Context, year: number): Promise<ChargeRun> {
  const { rows } = await sql<Group>`
    with payers as (${payersOf(ctx, year)})
    select level, standard, amount_fen as "amountFen", reason, exempt, charged, life, count(*)::int as count from payers group by 1, 2, 3, 4, 5, 6, 7`.execute(
    tx,
  )
  const already = rows.filter((row) => row.charged)
  const life = rows.filter((row) => !row.charged && row.life)
  const create = rows.filter((row) => !row.charged && !row.life && row.amountFen !== null)
  const without = rows.filter((row) => !row.charged && !row.life && row.amountFen === null)
  const rank = (level: string | null) => ctx.association.settings.levels.findIndex((one) => one.id === level)
  create.sort((a, b) => rank(a.level) - rank(b.level) || (b.amountFen ?? 0) - (a.amountFen ?? 0))
  return {
    year,
    members: total(rows),
    already: total(already),
    life: total(life),
    create: total(create),
    createFen: create.reduce((sum, row) => sum + row.count * (row.amountFen ?? 0), 0),
    waived: total(create.filter((row) => row.amountFen === 0)),
    byLevel: create.map((row) => ({
      level: row.level ?? '',
      levelName: levelName(ctx, row.level ?? ''),
      count: row.count,
      amountFen: row.amountFen ?? 0,
      standard: row.standard ?? '',
      reason: row.reason,
    })),
    without: withoutOf(ctx, without, year),
  }
}

const total = (groups: Group[]) => groups.reduce((sum, group) => sum + group.count, 0)

/** One line a level, whatever else would have made their amounts differ. */
function withoutOf(ctx: Context, groups: Group[], year: number): ChargeRun['without'] {
  const counts = new Map<string | null, number>()
  for (const { level, count } of groups) counts.set(level, (counts.get(level) ?? 0) + count)
  return [...counts].map(([level, count]) => ({
    levelName: level === null ? '' : levelName(ctx, level),
    count,
    reason: whyWithout(level, year),
  }))
}

export const whyWithout = (level: string | null, year: number): string => (level === null ? '没有会员级别' : `没有 ${year} 年度的会费标准`)
