import { sql } from 'kysely'
import type { CouncilRow } from '../../../contract/council.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { levelNameOf } from '../members/index.ts'
import { owes, papersWhere } from './asked.ts'
import { mayCouncil } from './guard.ts'
import { paperNames } from './papers.ts'
import { listTerms } from './terms.ts'

type Line = Omit<CouncilRow, 'levelName' | 'owes' | 'memberNumber'> & { level: string | null; memberNumber: string | null }

/** Who sits in the council of a term, by post; in the present one also members of a council level of whom nobody is entered. */
export async function councilSeats(ctx: StaffContext, term: string): Promise<CouncilRow[]> {
  mayCouncil(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const known = (await listTerms(tx, ctx)).find((one) => one.name === term)
    const posts = [...(known?.posts ?? [])]
    const lines = [...(await seated(tx, ctx, term)), ...(known?.current ? await unseated(tx, ctx, term) : [])]
    const missing = await owedByMember(tx, ctx)
    const place = (post: string) => (posts.includes(post) ? posts.indexOf(post) : posts.length)
    return lines
      .map(({ level, ...line }) => ({
        ...line,
        memberNumber: line.memberNumber ?? '',
        levelName: levelNameOf(ctx, level) ?? '',
        owes: missing.get(line.memberId) ?? [],
      }))
      .sort(
        (a, b) =>
          Number(a.seatId === null) - Number(b.seatId === null) ||
          place(a.post) - place(b.post) ||
          a.memberName.localeCompare(b.memberName, 'zh-CN'),
      )
  })
}

const levelToday = (
  ctx: Context,
) => sql`left join memberships s on s.association_id = m.association_id and s.member_id = m.id and s.left_on is null and s.branch_id is null
  left join level_spans l on l.association_id = s.association_id and l.membership_id = s.id and l.period @> ${ctx.kernel.clock.today()}::date`

async function seated(tx: Tx, ctx: Context, term: string): Promise<Line[]> {
  const today = ctx.kernel.clock.today()
  const { rows } = await sql<Line>`
    select c.id as "seatId", c.post, c.person_name as "personName", c.person_title as "personTitle", lower(c.period) as "from",
      upper(c.period) - 1 as "to", coalesce(upper(c.period) > ${today}::date, true) as "inOffice", m.id as "memberId", m.name as "memberName",
      m.number as "memberNumber", l.level
    from council_seats c join members m on (m.association_id, m.id) = (c.association_id, c.member_id) ${levelToday(ctx)}
    where c.association_id = ${ctx.association.id} and c.term = ${term}`.execute(tx)
  return rows
}

async function unseated(tx: Tx, ctx: Context, term: string): Promise<Line[]> {
  const levels = ctx.association.settings.levels.filter((level) => level.council).map((level) => level.id)
  const { rows } = await sql<Line>`
    select null as "seatId", '' as post, '' as "personName", '' as "personTitle", null as "from", null as "to", false as "inOffice",
      m.id as "memberId", m.name as "memberName", m.number as "memberNumber", l.level
    from members m ${levelToday(ctx)}
    where m.association_id = ${ctx.association.id} and l.level = any(${levels}::text[]) and m.merged_into is null
      and not exists (select 1 from council_seats c where c.association_id = m.association_id and c.member_id = m.id and c.term = ${term})`.execute(
    tx,
  )
  return rows
}

async function owedByMember(tx: Tx, ctx: Context): Promise<Map<string, string[]>> {
  const names = await paperNames(tx, ctx)
  const missing = new Map<string, string[]>()
  for (const paper of (await papersWhere(tx, ctx, sql`a.waived is null and r.closed_at is null`)).filter(owes)) {
    const name = names.get(paper.kind) ?? paper.kind
    const known = missing.get(paper.memberId) ?? []
    if (!known.includes(name)) missing.set(paper.memberId, [...known, name])
  }
  return missing
}
