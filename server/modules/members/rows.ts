import { sql } from 'kysely'
import type { DuesState, MemberRow } from '../../../contract/members.ts'
import { overdueThrough } from '../../../contract/rules/dues-year.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { names } from '../../kernel/reference/index.ts'
import { plain } from './grams.ts'
import { levelNameOf } from './standing.ts'
import { standingsOf } from './standings.ts'

interface Line {
  id: string
  kind: 'unit' | 'person'
  name: string
  number: string
  creditCode: string | null
  level: string | null
  province: string | null
  city: string | null
  industry: string | null
  joinedOn: string
  leftOn: string | null
  admittedAt: Date
  paidThrough: string | null
  owedYear: number | null
  contactName: string | null
  contactMobile: string | null
  formerNames: string[]
}

/** What the list shows of the members with these ids, in their order. `q` decides whether a former name is shown. */
export async function presentRows(tx: Tx, ctx: Context, ids: readonly string[], q = '', mask = maskMobile): Promise<MemberRow[]> {
  const lines = await linesOf(tx, ctx, ids)
  const standings = await standingsOf(tx, ctx, ids)
  const inBranches = ctx.kind === 'staff' && ctx.branches !== null
  return lines.map((line) => ({
    id: line.id,
    kind: line.kind,
    name: line.name,
    formerName: formerMatch(line, q),
    number: line.number,
    creditCode: line.creditCode,
    standing: line.leftOn === null ? 'current' : 'left',
    level: line.level,
    levelName: levelNameOf(ctx, line.level),
    branches: (standings.get(line.id) ?? []).filter((one) => one.branch !== null).map((one) => one.label),
    province: line.province,
    city: line.city,
    region: regionName(line),
    industry: line.industry,
    industryName: line.industry ? names.industry(line.industry) : '',
    contact: line.contactName === null ? null : { name: line.contactName, mobile: mask(line.contactMobile ?? '') },
    joinedOn: line.joinedOn,
    leftOn: line.leftOn,
    admittedAt: line.admittedAt.toISOString(),
    // Money is the whole association's.
    dues: inBranches ? 'none' : duesOf(ctx, line),
    paidThrough: inBranches ? null : line.paidThrough,
  }))
}

export async function linesOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<Line[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Line>`
    select m.id, m.kind, m.name, s.number, m.credit_code as "creditCode", s.level, s.province, s.city, s.industry, s.joined_on as "joinedOn", s.left_on as "leftOn",
      s.admitted_at as "admittedAt", s.paid_through as "paidThrough", s.owed_year as "owedYear", case m.kind when 'person' then m.name else c.name end as "contactName",
      case m.kind when 'person' then m.profile->>'person.mobile' else c.mobile end as "contactMobile",
      array(select n.name from member_names n where n.association_id = m.association_id and n.member_id = m.id order by n.used_until desc, n.id desc) as "formerNames"
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
      join members m on m.association_id = ${ctx.association.id} and m.id = wanted.id
      join member_search s on s.association_id = m.association_id and s.member_id = m.id
      left join contacts c on c.association_id = m.association_id and c.member_id = m.id and c.position = 1
    order by wanted.place`.execute(tx)
  return rows
}

/** A former name, when that is what was searched and the present one doesn't say it. */
export function formerMatch(line: Pick<Line, 'name' | 'formerNames'>, q: string): string | null {
  const words = plain(q)
    .split(' ')
    .filter((word) => word !== '')
  const says = (name: string) => words.some((word) => plain(name).includes(word))
  return words.length === 0 || says(line.name) ? null : (line.formerNames.find(says) ?? null)
}

export const regionName = (place: { province: string | null; city: string | null }): string => {
  const code = place.city ?? place.province
  return code ? names.region(code) : ''
}

function duesOf(ctx: Context, { owedYear, paidThrough }: Pick<Line, 'owedYear' | 'paidThrough'>): DuesState {
  const today = ctx.kernel.clock.today()
  const rules = ctx.association.settings.dues
  const runs = rules.year === 'rolling' && paidThrough !== null && paidThrough >= today
  if (owedYear !== null && owedYear <= overdueThrough(rules, today) && !runs) return 'arrears'
  return paidThrough !== null && paidThrough >= today ? 'paid' : 'none'
}
