import { type SqlBool, sql } from 'kysely'
import type { NewStandards, Standards } from '../../../contract/dues.ts'
import type { Problem } from '../../../contract/errors.ts'
import { type DuesStandard, doubtsAbout, type Preset, type Resolution } from '../../../contract/preset.ts'
import { addDays, formatDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { levelName } from './settings.ts'

/** 民发〔2014〕166号; guidance of the Ministry's service centre: not more than four tiers. */
const mostTiers = 4

/** Puts a preset's standards into the table. A level that has standards from that year on keeps them: staff may have adopted others since. */
export async function installStandards(tx: Tx, ctx: Context, preset: Preset): Promise<void> {
  const known = await sql<{ level: string; newest: number }>`select level, max(lower(years)) as newest from dues_standards
    where association_id = ${ctx.association.id} group by level`.execute(tx)
  const newest = new Map(known.rows.map((row) => [row.level, row.newest]))
  const missing = preset.dues.standards.filter((standard) => standard.fromYear > (newest.get(standard.level) ?? 0))
  for (const standard of missing.sort((a, b) => a.fromYear - b.fromYear)) await adoptOne(tx, ctx, standard)
}

/** A new year's amounts, resting on a resolution of the general assembly. What charges rest on is never changed. */
export async function adoptStandards(ctx: StaffContext, input: NewStandards): Promise<Standards> {
  authorize(ctx, 'dues.configure')
  const problems = whatIsWrong(ctx, input)
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return inTx(ctx, async (tx, ctx) => {
    for (const { level, amountFen } of input.amounts) {
      await adoptOne(tx, ctx, { level, amountFen, name: input.name, fromYear: input.fromYear, toYear: null, resolution: input.resolution })
    }
    return listStandards(tx, ctx)
  })
}

function whatIsWrong(ctx: Context, input: NewStandards): Problem[] {
  const problems: Problem[] = []
  const known = new Set(ctx.association.settings.levels.map((level) => level.id))
  const seen = new Set<string>()
  input.amounts.forEach(({ level }, at) => {
    if (!known.has(level)) problems.push({ path: `amounts.${at}.level`, label: '会员级别', message: '没有这个会员级别，请重新选择。' })
    if (seen.has(level)) problems.push({ path: `amounts.${at}.level`, label: '会员级别', message: '同一级别只能有一个金额。' })
    seen.add(level)
  })
  const { date, publishedOn } = input.resolution
  const today = ctx.kernel.clock.today()
  if (date > today)
    problems.push({ path: 'resolution.date', label: '表决日期', message: '表决日期不能晚于今天；会费标准须先经会员大会表决通过。' })
  if (publishedOn !== undefined && publishedOn < date)
    problems.push({ path: 'resolution.publishedOn', label: '公布日期', message: '公布日期不能早于表决日期。' })
  return problems
}

async function adoptOne(tx: Tx, ctx: Context, standard: DuesStandard): Promise<void> {
  const { level, name, fromYear, toYear, amountFen, resolution } = standard
  await endEarlier(tx, ctx, level, fromYear)
  const id = newId()
  await tx
    .insertInto('dues_standards')
    .values({
      association_id: ctx.association.id,
      id,
      level,
      name,
      years: `[${fromYear},${toYear === null ? '' : toYear + 1})`,
      amount_fen: amountFen,
      resolution: JSON.stringify(resolution),
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
  await audit(tx, ctx, {
    action: 'dues.standard-adopted',
    subject: { kind: 'dues-standard', id, label: `${name} · ${levelName(ctx, level)}` },
    after: { level, fromYear, toYear, amountFen, resolution },
  })
}

/** The standard before ends where the new one begins; its amount and resolution stay as they were. */
async function endEarlier(tx: Tx, ctx: Context, level: string, fromYear: number): Promise<void> {
  const used = await sql`select 1 from charges c join dues_standards s on (s.association_id, s.id) = (c.association_id, c.standard_id)
    where c.association_id = ${ctx.association.id} and s.level = ${level} and c.year >= ${fromYear} and c.state <> 'cancelled' limit 1`.execute(
    tx,
  )
  if (used.rows.length > 0) {
    throw new Refusal(
      'not-ready',
      `${fromYear} 年度或以后的“${levelName(ctx, level)}”会费已按原标准生成，已使用的标准不能更改；新标准请从尚未生成会费的年度开始`,
    )
  }
  const later =
    await sql`select 1 from dues_standards where association_id = ${ctx.association.id} and level = ${level} and lower(years) >= ${fromYear} limit 1`.execute(
      tx,
    )
  if (later.rows.length > 0)
    throw new Refusal('not-ready', `“${levelName(ctx, level)}”在 ${fromYear} 年度或以后已有登记的标准，请核对起始年度`)
  await sql`update dues_standards set years = int4range(lower(years), ${fromYear})
    where association_id = ${ctx.association.id} and level = ${level} and years @> ${fromYear}::int`.execute(tx)
}

/** For a level and a year there is one amount, or none. */
export async function standardFor(
  tx: Tx,
  ctx: Context,
  level: string,
  year: number,
): Promise<{ id: string; amountFen: number; name: string } | null> {
  const row = await tx
    .selectFrom('dues_standards')
    .select(['id', 'amount_fen as amountFen', 'name'])
    .where('association_id', '=', ctx.association.id)
    .where('level', '=', level)
    .where(sql<SqlBool>`years @> ${year}::int`)
    .executeTakeFirst()
  return row ?? null
}

export async function listStandards(tx: Tx, ctx: StaffContext): Promise<Standards> {
  const { rows } = await sql<{
    id: string
    level: string
    name: string
    fromYear: number
    until: number | null
    amountFen: number
    resolution: Resolution
    used: number
  }>`
    select s.id, s.level, s.name, lower(s.years) as "fromYear", upper(s.years) as until, s.amount_fen as "amountFen", s.resolution, coalesce(u.used, 0) as used
    from dues_standards s
    left join (select standard_id, count(*)::int as used from charges where association_id = ${ctx.association.id} and state <> 'cancelled' group by 1) u
      on u.standard_id = s.id
    where s.association_id = ${ctx.association.id} order by lower(s.years) desc, s.id`.execute(tx)
  const levels = ctx.association.settings.levels.map(({ id, name }) => ({ id, name }))
  const rank = (level: string) => levels.findIndex((one) => one.id === level)
  const standards = rows.map(({ until, ...row }) => ({
    ...row,
    levelName: levelName(ctx, row.level),
    toYear: until === null ? null : until - 1,
    doubts: doubtsOf(row.resolution, ctx.kernel.clock.today()),
  }))
  standards.sort((a, b) => b.fromYear - a.fromYear || rank(a.level) - rank(b.level))
  return {
    rows: standards,
    levels,
    warnings: tierWarnings(standards, ctx.kernel.clock.today()),
    can: { adopt: whyNot(ctx, 'dues.configure') },
  }
}

/** What 民发〔2014〕166号 would hold against it; publishing has thirty days. */
export function doubtsOf(resolution: Resolution, today: string): string[] {
  const last = addDays(resolution.date, 30)
  const { publishedOn } = resolution
  const rest = doubtsAbout(resolution).filter((doubt) => !doubt.includes('公布'))
  if (publishedOn === undefined) {
    rest.push(
      today > last
        ? `未登记公布日期：应在 ${formatDay(last)} 前向全体会员公布，已超过 30 日。`
        : `尚未向全体会员公布：请在 ${formatDay(last)} 前公布并登记日期。`,
    )
  } else if (publishedOn > last) rest.push(`${formatDay(publishedOn)}公布，晚于表决后 30 日（${formatDay(last)}）。`)
  return [...new Set(rest)]
}

/** 会费档次一般不超过 4 级. */
function tierWarnings(standards: { fromYear: number; toYear: number | null; amountFen: number }[], today: string): string[] {
  const thisYear = Number(today.slice(0, 4))
  const years = [...new Set([thisYear, ...standards.map((one) => one.fromYear)])].sort((a, b) => a - b)
  return years.flatMap((year) => {
    const tiers = new Set(standards.filter((one) => one.fromYear <= year && (one.toYear ?? year) >= year).map((one) => one.amountFen))
    return tiers.size > mostTiers ? [`${year} 年度的会费有 ${tiers.size} 档；会费档次一般不超过 ${mostTiers} 级，请核对。`] : []
  })
}
