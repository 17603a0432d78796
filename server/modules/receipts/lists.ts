import { type RawBuilder, sql } from 'kysely'
import { receiptStateNames } from '../../../contract/dues-words.ts'
import type { MemberReceipt, ReceiptFilters, ReceiptGuide, ReceiptQuery, ReceiptRow } from '../../../contract/receipts.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import { csv } from '../../kernel/csv.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { currentText } from '../associations/index.ts'

interface Row {
  id: string
  orderId: string
  orderNumber: string
  memberId: string
  memberName: string
  title: string
  creditCode: string
  email: string
  years: number[]
  amountFen: number
  receivedOn: string | null
  state: 'due' | 'issued'
  dueOn: string
  issuedAt: Date | null
}

const select = sql`select r.id, r.order_id as "orderId", o.number as "orderNumber", r.member_id as "memberId", m.name as "memberName", r.title,
    r.credit_code as "creditCode", r.email, r.amount_fen as "amountFen", p.received_on as "receivedOn", r.state, r.due_on as "dueOn", r.issued_at as "issuedAt",
    (select array_agg(distinct c.year order by c.year) from order_charges oc join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      where oc.association_id = r.association_id and oc.order_id = r.order_id) as years
  from receipts r join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
    join members m on (m.association_id, m.id) = (r.association_id, r.member_id)
    left join lateral (select max(q.received_on) as received_on from payments q where q.association_id = r.association_id and q.id in (
      select a.payment_id from allocations a where a.association_id = r.association_id and a.order_id = r.order_id
      group by a.payment_id having sum(a.amount_fen) > 0)) p on true`

function conditionsOf(ctx: Context, { state, overdue, q }: ReceiptFilters): RawBuilder<unknown>[] {
  const conditions = [sql`r.association_id = ${ctx.association.id}`]
  if (state) conditions.push(sql`r.state = ${state}`)
  if (overdue) conditions.push(sql`r.state = 'due' and r.due_on < ${ctx.kernel.clock.today()}::date`)
  const text = q?.trim()
  if (text) {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(
      sql`(r.title like ${like} or m.name like ${like} or r.credit_code = ${text.toUpperCase()} or o.number = ${text.toUpperCase()})`,
    )
  }
  return conditions
}

const shown = (ctx: StaffContext, row: Row): ReceiptRow => ({
  ...row,
  issuedAt: row.issuedAt?.toISOString() ?? null,
  overdue: isOverdue(ctx, row),
  can: { issue: whyNot(ctx, 'receipts.manage') ?? (row.state === 'issued' ? '已标记为已开票' : null) },
})

const isOverdue = (ctx: Context, row: { state: string; dueOn: string }) => row.state === 'due' && row.dueOn < ctx.kernel.clock.today()

/** 待开票据, the most urgent first; paged by key. */
export async function listReceipts(ctx: StaffContext, query: ReceiptQuery): Promise<{ rows: ReceiptRow[]; next: string | null }> {
  authorize(ctx, 'receipts.read')
  const limit = query.limit ?? 50
  const conditions = conditionsOf(ctx, query)
  const [day, id] = (query.after ?? '').split('|')
  if (day && id) conditions.push(sql`(r.due_on, r.id) > (${day}::date, ${id}::uuid)`)
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`${select} where ${sql.join(conditions, sql` and `)} order by r.due_on, r.id limit ${limit + 1}`.execute(tx),
  )
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit).map((row) => shown(ctx, row)), next: rows.length > limit && last ? `${last.dueOn}|${last.id}` : null }
}

export async function readReceipt(tx: Tx, ctx: StaffContext, id: string): Promise<ReceiptRow> {
  const { rows } = await sql<Row>`${select} where r.association_id = ${ctx.association.id} and r.id = ${id}`.execute(tx)
  return shown(ctx, found(rows[0]))
}

export async function receiptCounts(ctx: StaffContext): Promise<{ due: number; overdue: number }> {
  authorize(ctx, 'receipts.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<{ due: number; overdue: number }>`
    select count(*)::int as due, count(*) filter (where due_on < ${ctx.kernel.clock.today()}::date)::int as overdue
    from receipts where association_id = ${ctx.association.id} and state = 'due'`.execute(tx),
  )
  return rows[0] ?? { due: 0, overdue: 0 }
}

/** The list as one table for the fiscal system's clerk; every row that the filters let through. */
export async function exportReceipts(ctx: StaffContext, filters: ReceiptFilters): Promise<FileReply> {
  authorize(ctx, 'receipts.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`${select} where ${sql.join(conditionsOf(ctx, filters), sql` and `)} order by r.due_on, r.id`.execute(tx),
  )
  const head = [
    '序号',
    '交款人',
    '统一社会信用代码',
    '金额（元）',
    '交费年度',
    '到账日期',
    '应开日期',
    '是否逾期',
    '状态',
    '开具日期',
    '接收邮箱',
    '会员名称',
    '订单号',
  ]
  const body = rows.map((row, at) => [
    String(at + 1),
    row.title,
    row.creditCode,
    (row.amountFen / 100).toFixed(2),
    row.years.join('、'),
    row.receivedOn ?? '',
    row.dueOn,
    isOverdue(ctx, row) ? '是' : '否',
    receiptStateNames[row.state],
    row.issuedAt ? dayOf(row.issuedAt) : '',
    row.email,
    row.memberName,
    row.orderNumber,
  ])
  return { bytes: csv([head, ...body]), mediaType: 'text/csv; charset=utf-8', name: `票据清单-${ctx.kernel.clock.today()}.csv` }
}

/** CACEM-17: the member's receipts, and how the mail with one is recognised. */
export async function myReceipts(ctx: MemberContext): Promise<{ rows: MemberReceipt[]; guide: ReceiptGuide }> {
  return inTx(ctx, async (tx, ctx) => {
    const rows = await tx
      .selectFrom('receipts')
      .select([
        'id',
        'order_id as orderId',
        'title',
        'credit_code as creditCode',
        'email',
        'amount_fen as amountFen',
        'state',
        'due_on as dueOn',
        'issued_at as issuedAt',
      ])
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', ctx.memberId)
      .orderBy('created_at', 'desc')
      .execute()
    const { name, sender, subject, workdays, mailboxHelp, verifyAt, help } = ctx.association.settings.dues.receipt
    const text = await currentText(tx, ctx, help)
    return {
      rows: rows.map((row) => ({
        ...row,
        state: row.state as MemberReceipt['state'],
        overdue: isOverdue(ctx, row),
        issuedAt: row.issuedAt?.toISOString() ?? null,
      })),
      guide: {
        name,
        sender,
        subject,
        workdays,
        mailboxHelp,
        verifyAt: verifyAt ?? null,
        help: { title: text?.title ?? '', body: text?.body ?? '' },
      },
    }
  })
}
