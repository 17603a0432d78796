import { sql } from 'kysely'
import type { Standards } from '../../../../contract/dues.ts'
import { doubtsAbout, type Resolution } from '../../../../contract/preset.ts'
import { addDays, formatDay } from '../../../../contract/rules/days.ts'
import { whyNot } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { levelName } from '../settings.ts'

/** 民发〔2014〕166号; guidance of the Ministry's service centre: not more than four tiers. */
const mostTiers = 4

interface Row {
  id: string
  adoptionId: string
  level: string
  name: string
  fromYear: number
  until: number | null
  amountFen: number
  joiningFen: number | null
  lifeFen: number | null
  resolution: Resolution
  file: string | null
  used: number
  kept: boolean
}

export async function listStandards(tx: Tx, ctx: StaffContext): Promise<Standards> {
  const { rows } = await sql<Row>`
    select s.id, s.adoption_id as "adoptionId", s.level, s.name, lower(s.years) as "fromYear", upper(s.years) as until, s.amount_fen as "amountFen",
      s.joining_fen as "joiningFen", s.life_fen as "lifeFen", s.resolution, f.name as file, coalesce(u.used, 0) as used, u.used is not null as kept
    from dues_standards s
    left join files f on (f.association_id, f.id) = (s.association_id, s.file_id)
    left join (select standard_id, count(*) filter (where state <> 'cancelled')::int as used from charges
      where association_id = ${ctx.association.id} group by 1) u on u.standard_id = s.id
    where s.association_id = ${ctx.association.id} order by lower(s.years) desc, s.id`.execute(tx)
  const levels = ctx.association.settings.levels.map(({ id, name }) => ({ id, name }))
  const rank = (level: string) => levels.findIndex((one) => one.id === level)
  const keptAdoptions = new Set(rows.filter((row) => row.kept).map((row) => row.adoptionId))
  const may = whyNot(ctx, 'dues.configure')
  const standards = rows.map(({ until, kept: _, ...row }) => ({
    ...row,
    levelName: levelName(ctx, row.level),
    toYear: until === null ? null : until - 1,
    doubts: doubtsOf(row.resolution, ctx.kernel.clock.today()),
    whyNotWithdrawn: may ?? (keptAdoptions.has(row.adoptionId) ? '已用于生成会费，不能删除' : null),
  }))
  standards.sort((a, b) => b.fromYear - a.fromYear || rank(a.level) - rank(b.level))
  return { rows: standards, levels, warnings: tierWarnings(standards, ctx.kernel.clock.today()), can: { adopt: may } }
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
