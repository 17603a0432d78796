import { type RawBuilder, sql } from 'kysely'
import type { PlanPart, PlanQuery, PlanRow } from '../../../../contract/dues.ts'
import { planPartNames } from '../../../../contract/dues-words.ts'
import { yearSpan } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { longWorkbook, xlsxMedia } from '../../../kernel/sheets/index.ts'
import { levelName } from '../settings.ts'
import { refuseUnlikely, whyWithout } from './charge-year.ts'
import { payersOf } from './payers.ts'
import { isRolling } from './rolling.ts'

interface Row {
  membershipId: string
  memberId: string
  name: string
  number: string | null
  part: PlanPart
  level: string | null
  amountFen: number | null
  reason: string
  from: string
  until: string | null
}

/** Everybody with what the run would do about it. `until`: the day of leaving, or the last paid one. */
function planOf(ctx: Context, year: number): RawBuilder<unknown> {
  const part = sql`case when charged then 'already' when life then 'life' when amount_fen is null then 'without' when amount_fen = 0 then 'waived' else 'create' end`
  return sql`
    select membership_id, member_id, ${part} as part, level, amount_fen, reason, null::date as joined_on, null::date as until from (${payersOf(ctx, year)}) p
    union all select m.id, m.member_id, 'outside', null, null, '', m.joined_on, ${isRolling(ctx) ? sql`coalesce(m.left_on, m.paid - 1)` : sql`m.left_on`} from ${outsiders(ctx, year)} m`
}

/** Members whom the year does not concern: not yet, not any more, or (rolling) paid beyond it. */
function outsiders(ctx: Context, year: number): RawBuilder<unknown> {
  const { from, to } = yearSpan(year)
  const own = sql`o.association_id = ${ctx.association.id} and o.branch_id is null`
  if (!isRolling(ctx))
    return sql`(select o.* from memberships o where ${own} and ((o.left_on is null and o.joined_on > ${to}::date) or o.left_on >= ${from}::date))`
  const today = ctx.kernel.clock.today()
  return sql`(select * from (select o.*, (select max(upper(d.period)) from dues_spans d where d.association_id = o.association_id and d.member_id = o.member_id and d.voided_at is null) as paid
      from memberships o where ${own}) o
    where o.left_on >= ${from}::date or (o.left_on is null and extract(year from greatest(${today}::date, o.joined_on, o.paid)) <> ${year}))`
}

const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

async function page(tx: Tx, ctx: Context, { year, part, q, after }: PlanQuery, limit: number): Promise<Row[]> {
  const conditions = [sql`true`]
  if (part) conditions.push(sql`p.part = ${part}`)
  if (after) conditions.push(sql`p.membership_id > ${after}::uuid`)
  if (q?.trim()) conditions.push(sql`(m.name like ${contains(q.trim())} or m.number = ${q.trim().toUpperCase()})`)
  const { rows } = await sql<Row>`
    select p.membership_id as "membershipId", p.member_id as "memberId", m.name, m.number, p.part, p.level, p.amount_fen as "amountFen", p.reason,
      p.joined_on::text as "from", p.until::text as until
    from (${planOf(ctx, year)}) p join members m on m.association_id = ${ctx.association.id} and m.id = p.member_id
    where ${sql.join(conditions, sql` and `)} order by p.membership_id limit ${limit}`.execute(tx)
  return rows
}

function whyOf(ctx: Context, row: Row, year: number): string {
  if (row.part === 'already') return `已有 ${year} 年度会费`
  if (row.part === 'life') return '终身会费'
  if (row.part === 'without') return whyWithout(row.level, year)
  if (row.part !== 'outside') return row.reason || (row.part === 'waived' ? `${levelName(ctx, row.level ?? '')}的标准为 0` : '按标准全额')
  if (row.from > yearSpan(year).to) return `${row.from} 入会`
  return row.until === null
    ? '这一年度没有到期'
    : isRolling(ctx) && row.until >= ctx.kernel.clock.today()
      ? `会费已交至 ${row.until}`
      : `${row.until} 退会`
}

const shown = (ctx: Context, row: Row, year: number): PlanRow => ({
  memberId: row.memberId,
  name: row.name,
  number: row.number,
  part: row.part,
  levelName: row.level === null ? '' : levelName(ctx, row.level),
  amountFen: row.part === 'create' || row.part === 'waived' ? row.amountFen : null,
  why: whyOf(ctx, row, year),
})

/** 预览: who, how much, why; who not, why. Paged by key, in the order of joining the records. */
export async function planBilling(ctx: StaffContext, query: PlanQuery): Promise<{ rows: PlanRow[]; next: string | null }> {
  authorize(ctx, 'dues.configure')
  refuseUnlikely(ctx, query.year)
  const limit = query.limit ?? 30
  const rows = await inTx(ctx, (tx, ctx) => page(tx, ctx, query, limit + 1))
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit).map((row) => shown(ctx, row, query.year)),
    next: rows.length > limit && last ? last.membershipId : null,
  }
}

const perPage = 5000

/** The whole preview as .xlsx. */
export async function planSheet(ctx: StaffContext, year: number): Promise<FileReply> {
  authorize(ctx, 'dues.configure')
  refuseUnlikely(ctx, year)
  await inTx(ctx, (tx, ctx) =>
    audit(tx, ctx, { action: 'dues.plan-exported', subject: { kind: 'dues-year', id: String(year), label: `${year} 年度会费` } }),
  )
  async function* lines() {
    for (let after: string | undefined; ; ) {
      const rows = await inTx(ctx, (tx, ctx) => page(tx, ctx, { year, ...(after !== undefined && { after }) }, perPage))
      for (const row of rows) {
        const { number, name, levelName, amountFen, part, why } = shown(ctx, row, year)
        yield [number ?? '', name, levelName, amountFen === null ? '' : formatFen(amountFen), planPartNames[part], why]
      }
      after = rows.at(-1)?.membershipId
      if (rows.length < perPage) return
    }
  }
  const title = `${year}年度会费预览`
  const columns = [
    { label: '会员编号', width: 16 },
    { label: '会员名称', width: 40 },
    { label: '级别', width: 14 },
    { label: '金额（元）', width: 14 },
    { label: '处理', width: 12 },
    { label: '说明', width: 40 },
  ]
  return { bytes: await longWorkbook(title, columns, lines()), mediaType: xlsxMedia, name: `${title}.xlsx` }
}
