import { type SqlBool, sql } from 'kysely'
import type { NewStandards, Standards } from '../../../../contract/dues.ts'
import type { Problem } from '../../../../contract/errors.ts'
import type { DuesStandard, Preset } from '../../../../contract/preset.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { levelName } from '../settings.ts'
import { listStandards } from './standards-list.ts'

/** Puts a preset's standards into the table. A level that has standards from that year on keeps them: staff may have adopted others since. */
export async function installStandards(tx: Tx, ctx: Context, preset: Preset): Promise<void> {
  const known = await sql<{ level: string; newest: number }>`select level, max(lower(years)) as newest from dues_standards
    where association_id = ${ctx.association.id} group by level`.execute(tx)
  const newest = new Map(known.rows.map((row) => [row.level, row.newest]))
  const missing = preset.dues.standards.filter((standard) => standard.fromYear > (newest.get(standard.level) ?? 0))
  const adoptions = new Map<string, string>()
  for (const standard of missing.sort((a, b) => a.fromYear - b.fromYear)) {
    const key = JSON.stringify([standard.name, standard.fromYear, standard.resolution])
    const adoptionId = adoptions.get(key) ?? newId()
    adoptions.set(key, adoptionId)
    await adoptOne(tx, ctx, adoptionId, standard)
  }
}

/** A new year's amounts, resting on a resolution of the general assembly. What charges rest on is never changed. */
export async function adoptStandards(ctx: StaffContext, input: NewStandards): Promise<Standards> {
  authorize(ctx, 'dues.configure')
  const problems = whatIsWrong(ctx, input)
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return inTx(ctx, async (tx, ctx) => {
    const adoptionId = newId()
    const { name, fromYear, resolution } = input
    for (const amount of input.amounts) await adoptOne(tx, ctx, adoptionId, { ...amount, name, fromYear, toYear: null, resolution })
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

async function adoptOne(tx: Tx, ctx: Context, adoptionId: string, standard: DuesStandard): Promise<void> {
  const { level, name, fromYear, toYear, amountFen, joiningFen, lifeFen, resolution } = standard
  await endEarlier(tx, ctx, level, fromYear)
  const id = newId()
  await tx
    .insertInto('dues_standards')
    .values({
      association_id: ctx.association.id,
      id,
      adoption_id: adoptionId,
      level,
      name,
      years: `[${fromYear},${toYear === null ? '' : toYear + 1})`,
      amount_fen: amountFen,
      joining_fen: joiningFen ?? null,
      life_fen: lifeFen ?? null,
      resolution: JSON.stringify(resolution),
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
  await audit(tx, ctx, {
    action: 'dues.standard-adopted',
    subject: { kind: 'dues-standard', id, label: `${name} · ${levelName(ctx, level)}` },
    after: { level, fromYear, toYear, amountFen, joiningFen, lifeFen, resolution },
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
): Promise<{ id: string; amountFen: number; joiningFen: number | null; lifeFen: number | null; name: string } | null> {
  const row = await tx
    .selectFrom('dues_standards')
    .select(['id', 'amount_fen as amountFen', 'joining_fen as joiningFen', 'life_fen as lifeFen', 'name'])
    .where('association_id', '=', ctx.association.id)
    .where('level', '=', level)
    .where(sql<SqlBool>`years @> ${year}::int`)
    .executeTakeFirst()
  return row ?? null
}
