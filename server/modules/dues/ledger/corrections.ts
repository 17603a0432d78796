import { sql } from 'kysely'
import type { AdjustmentRow, AdjustmentState, RefundRow, RefundState } from '../../../../contract/ledger.ts'
import { authorize, whyNot } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { ownProposal } from './deciding.ts'
import { paged } from './ledger.ts'
import { goingBack } from './refund.ts'

interface Query<S> {
  state?: S | undefined
  after?: string | undefined
  limit?: number | undefined
}

interface Asked {
  askedById: string
  askedAt: Date
  decidedAt: Date | null
  state: string
}

/** `decide`: another person than who asked, once. */
const whyNotDecide = (ctx: StaffContext, row: Asked): string | null =>
  row.state !== 'asked' ? '已经复核过' : (whyNot(ctx, 'dues.approve') ?? (row.askedById === ctx.account.id ? ownProposal : null))

/** Times as the contract writes them; who asked goes by name only. */
function asTold<R extends Asked>({ askedById: _askedById, askedAt, decidedAt, ...row }: R) {
  return { ...row, askedAt: askedAt.toISOString(), decidedAt: decidedAt?.toISOString() ?? null }
}

const newestAfter = (alias: string, after: string | undefined) => {
  const [at, id] = (after ?? '').split('|')
  return at && id ? sql`and (${sql.ref(`${alias}.asked_at`)}, ${sql.ref(`${alias}.id`)}) < (${at}::timestamptz, ${id}::uuid)` : sql``
}

/** 退款, the newest first. */
export async function listRefunds(ctx: StaffContext, query: Query<RefundState>): Promise<{ rows: RefundRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  type Row = Omit<RefundRow, 'can' | 'askedAt' | 'decidedAt'> & Asked & { state: RefundState; key: string }
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`
    select b.id, b.payment_id as "paymentId", b.order_id as "orderId", o.number as "orderNumber", p.payer_name as "payerName", p.received_on as "receivedOn",
      b.amount_fen as "amountFen", b.payee, b.state, p.method, p.source, b.sending, b.sending_note as "sendingNote", b.paid_on as "paidOn", b.reason, coalesce(x.name, '') as "askedBy", b.asked_by as "askedById", b.asked_at as "askedAt",
      y.name as "decidedBy", b.decided_at as "decidedAt", b.decision, b.asked_at::text || '|' || b.id::text as key
    from refunds b join payments p on (p.association_id, p.id) = (b.association_id, b.payment_id)
      left join orders o on (o.association_id, o.id) = (b.association_id, b.order_id)
      left join accounts x on (x.association_id, x.id) = (b.association_id, b.asked_by)
      left join accounts y on (y.association_id, y.id) = (b.association_id, b.decided_by)
    where b.association_id = ${ctx.association.id} ${query.state ? sql`and b.state = ${query.state}` : sql``} ${newestAfter('b', query.after)}
    order by b.asked_at desc, b.id desc limit ${limit + 1}`.execute(tx),
  )
  return paged(rows, limit, (row) => ({
    ...asTold(row),
    can: {
      decide: whyNotDecide(ctx, row),
      finish: whyNot(ctx, 'dues.confirm') ?? (row.sending === 'under-way' ? goingBack : whyNotSent(row.state)),
      send: whyNot(ctx, 'dues.confirm') ?? (row.source !== 'online' || row.sending === 'under-way' ? goingBack : whyNotSent(row.state)),
    },
  }))
}

const whyNotSent = (state: RefundState): string | null => (state === 'approved' ? null : state === 'done' ? '已登记退款' : '还没有复核同意')

/** 减免与核销, the newest first. */
export async function listAdjustments(
  ctx: StaffContext,
  query: Query<AdjustmentState>,
): Promise<{ rows: AdjustmentRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  type Row = Omit<AdjustmentRow, 'can' | 'askedAt' | 'decidedAt'> & Asked & { state: AdjustmentState; key: string }
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`
    select d.id, d.charge_id as "chargeId", c.member_id as "memberId", m.name as "memberName", c.year, d.kind, c.amount_fen as "asksFen", d.amount_fen as "amountFen", d.state,
      d.reason, coalesce(x.name, '') as "askedBy", d.asked_by as "askedById", d.asked_at as "askedAt", y.name as "decidedBy", d.decided_at as "decidedAt", d.decision,
      d.asked_at::text || '|' || d.id::text as key
    from adjustments d join charges c on (c.association_id, c.id) = (d.association_id, d.charge_id)
      join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
      left join accounts x on (x.association_id, x.id) = (d.association_id, d.asked_by)
      left join accounts y on (y.association_id, y.id) = (d.association_id, d.decided_by)
    where d.association_id = ${ctx.association.id} ${query.state ? sql`and d.state = ${query.state}` : sql``} ${newestAfter('d', query.after)}
    order by d.asked_at desc, d.id desc limit ${limit + 1}`.execute(tx),
  )
  return paged(rows, limit, (row) => ({ ...asTold(row), can: { decide: whyNotDecide(ctx, row) } }))
}
