import { type RawBuilder, sql } from 'kysely'
import { isEnded, isIssued } from '../../../contract/receipt-words.ts'
import type {
  ReceiptBasis,
  ReceiptDocument,
  ReceiptFilters,
  ReceiptKind,
  ReceiptQuery,
  ReceiptRow,
  ReceiptState,
} from '../../../contract/receipts.ts'
import { daysBetween } from '../../../contract/rules/days.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { serviceName } from '../dues/index.ts'
import { whyNotCorrected } from './correct.ts'
import { whyNotRedelivered } from './deliver.ts'

export interface Row {
  id: string
  orderId: string
  orderNumber: string
  orderState: string
  memberId: string
  memberName: string
  person: string
  title: string
  creditCode: string
  email: string
  kind: ReceiptKind
  /** Which service of the preset, and what it was for; of dues null and ''. */
  service: string | null
  reason: string
  years: number[]
  amountFen: number
  receivedOn: string | null
  document: ReceiptDocument
  basis: ReceiptBasis
  state: ReceiptState
  code: string
  number: string
  checkCode: string
  issuedOn: string | null
  fileId: string | null
  fileName: string | null
  mediaType: string | null
  dueOn: string
  issuedAt: Date | null
  deliveredAt: Date | null
  recall: string | null
  chasedOn: string | null
  chasedTimes: number
  chaseSent: boolean | null
  endReason: string
  redNumber: string
  replaces: string | null
  replacedBy: string | null
}

/** Receipts `r` with what is shown of each, for a member as for staff. */
export const selectRows = sql`select r.id, r.order_id as "orderId", o.number as "orderNumber", o.state as "orderState", r.member_id as "memberId",
    m.name as "memberName", coalesce(x.name, '') as person, r.title, r.credit_code as "creditCode", r.email, r.amount_fen as "amountFen",
    r.paid_on as "receivedOn", r.kind, o.service, r.document, r.basis, r.state, r.code, r.number, r.check_code as "checkCode", r.issued_on as "issuedOn",
    r.file_id as "fileId", f.name as "fileName", f.media_type as "mediaType", r.due_on as "dueOn", r.issued_at as "issuedAt",
    r.delivered_at as "deliveredAt", r.recall_reason as recall,
    r.chased_on as "chasedOn", r.chased_times as "chasedTimes", r.chase_sent as "chaseSent", r.end_reason as "endReason", r.red_number as "redNumber",
    (select p.number from receipts p where (p.association_id, p.id) = (r.association_id, r.replaces)) as replaces,
    (select n.number from receipts n where (n.association_id, n.replaces) = (r.association_id, r.id)) as "replacedBy",
    case when o.service is null then '' else (select string_agg(c.reason, '、') from order_charges oc join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      where oc.association_id = r.association_id and oc.order_id = r.order_id) end as reason,
    array(select distinct c.year from order_charges oc join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      where oc.association_id = r.association_id and oc.order_id = r.order_id and (r.part is null or c.member_id = r.part) order by c.year) as years
  from receipts r join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
    join members m on (m.association_id, m.id) = (r.association_id, r.member_id)
    left join members x on (x.association_id, x.id) = (r.association_id, r.part)
    left join files f on (f.association_id, f.id) = (r.association_id, r.file_id)`

const parts: Record<NonNullable<ReceiptFilters['part']>, (today: string) => RawBuilder<unknown>> = {
  overdue: (today) => sql`r.state = 'due' and r.due_on < ${today}::date`,
  advance: () => sql`r.basis = 'advance' and r.paid_on is null and r.state in ('due', 'issued', 'delivered')`,
  recall: () => sql`r.recalled_at is not null and r.state in ('issued', 'delivered')`,
  fileless: () => sql`r.state in ('issued', 'delivered') and r.file_id is null`,
}

export function conditionsOf(ctx: Context, { state, part, document, kind, q }: ReceiptFilters): RawBuilder<unknown>[] {
  const conditions = [sql`r.association_id = ${ctx.association.id}`]
  if (state) conditions.push(sql`r.state = ${state}`)
  if (part) conditions.push(parts[part](ctx.kernel.clock.today()))
  if (document) conditions.push(sql`r.document = ${document}`)
  if (kind) conditions.push(sql`r.kind = ${kind}`)
  const text = q?.trim()
  if (text) {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
    const exact = text.toUpperCase()
    conditions.push(
      sql`(r.title like ${like} or m.name like ${like} or r.credit_code = ${exact} or o.number = ${exact} or r.number = ${text})`,
    )
  }
  return conditions
}

export const isOverdue = (ctx: Context, row: { state: string; dueOn: string }) =>
  row.state === 'due' && row.dueOn < ctx.kernel.clock.today()

/** Made in advance and not paid for: how long. */
function daysOpen(ctx: Context, { basis, receivedOn, issuedAt, state }: Row): number | null {
  if (basis !== 'advance' || receivedOn !== null || issuedAt === null || isEnded(state)) return null
  return daysBetween(dayOf(issuedAt), ctx.kernel.clock.today())
}

/** What staff and member alike are told. */
export const commonOf = (ctx: Context, row: Row) => ({
  id: row.id,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  kind: row.kind,
  service: serviceName(ctx, row.service),
  years: row.years,
  person: row.person,
  title: row.title,
  creditCode: row.creditCode,
  email: row.email,
  amountFen: row.amountFen,
  document: row.document,
  basis: row.basis,
  state: row.state,
  code: row.code,
  number: row.number,
  checkCode: row.checkCode,
  issuedOn: row.issuedOn,
  file: row.fileId === null ? null : { name: row.fileName ?? '', ofd: row.mediaType === 'application/ofd' },
  dueOn: row.dueOn,
  overdue: isOverdue(ctx, row),
  issuedAt: row.issuedAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  daysOpen: daysOpen(ctx, row),
  endReason: row.endReason,
})

function shown(ctx: StaffContext, row: Row): ReceiptRow {
  const may = whyNot(ctx, 'receipts.manage')
  return {
    ...commonOf(ctx, row),
    orderState: row.orderState,
    memberId: row.memberId,
    memberName: row.memberName,
    receivedOn: row.receivedOn,
    recall: isIssued(row.state) ? row.recall : null,
    chased: row.chasedOn === null ? null : { on: row.chasedOn, times: row.chasedTimes, sent: row.chaseSent },
    redNumber: row.redNumber,
    replaces: row.replaces,
    replacedBy: row.replacedBy,
    can: {
      issue: may ?? (row.state === 'due' ? null : isIssued(row.state) ? '已标记为已开票' : '不需要开票'),
      correct: may ?? whyNotCorrected(row),
      end: may ?? (isIssued(row.state) ? null : '只有已开具的票据才能作废或红冲'),
      redeliver: may ?? whyNotRedelivered(row),
    },
  }
}

/** The most urgent first; paged by key. */
export async function listReceipts(ctx: StaffContext, query: ReceiptQuery): Promise<{ rows: ReceiptRow[]; next: string | null }> {
  authorize(ctx, 'receipts.read')
  const limit = query.limit ?? 50
  const conditions = conditionsOf(ctx, query)
  const [day, id] = (query.after ?? '').split('|')
  if (day && id) conditions.push(sql`(r.due_on, r.id) > (${day}::date, ${id}::uuid)`)
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`${selectRows} where ${sql.join(conditions, sql` and `)} order by r.due_on, r.id limit ${limit + 1}`.execute(tx),
  )
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit).map((row) => shown(ctx, row)), next: rows.length > limit && last ? `${last.dueOn}|${last.id}` : null }
}

export async function readReceipt(tx: Tx, ctx: StaffContext, id: string): Promise<ReceiptRow> {
  const { rows } = await sql<Row>`${selectRows} where r.association_id = ${ctx.association.id} and r.id = ${id}`.execute(tx)
  return shown(ctx, found(rows[0]))
}

export async function receiptWithDeliveries(ctx: StaffContext, id: string) {
  authorize(ctx, 'receipts.read')
  return inTx(ctx, async (tx, ctx) => {
    const receipt = await readReceipt(tx, ctx, id)
    const deliveries = await tx
      .selectFrom('receipt_deliveries')
      .select(['way', 'recipient', 'made_at'])
      .where('association_id', '=', ctx.association.id)
      .where('receipt_id', '=', id)
      .orderBy('made_at', 'desc')
      .orderBy('id', 'desc')
      .limit(50)
      .execute()
    return {
      receipt,
      deliveries: deliveries.map(({ way, recipient, made_at }) => ({
        way: way as 'mail' | 'portal',
        recipient,
        at: made_at.toISOString(),
      })),
    }
  })
}

type Counts = Record<'due' | 'overdue' | 'advance' | 'recall' | 'fileless' | 'waiting', number>

export async function receiptCounts(ctx: StaffContext): Promise<Counts> {
  authorize(ctx, 'receipts.read')
  const today = ctx.kernel.clock.today()
  const here = ctx.association.id
  const { rows } = await inTx(ctx, (tx) =>
    sql<Counts>`
    select count(*) filter (where r.state = 'due')::int as due, count(*) filter (where ${parts.overdue(today)})::int as overdue,
      count(*) filter (where ${parts.advance(today)})::int as advance, count(*) filter (where ${parts.recall(today)})::int as recall,
      count(*) filter (where ${parts.fileless(today)})::int as fileless,
      (select count(*)::int from receipt_files f where f.association_id = ${here} and f.state = 'waiting') as waiting
    from receipts r where r.association_id = ${here} and r.state in ('due', 'issued', 'delivered')`.execute(tx),
  )
  return rows[0] ?? { due: 0, overdue: 0, advance: 0, recall: 0, fileless: 0, waiting: 0 }
}
