import type { Invariant } from '../invariant.ts'

/** Reactions that are still to be done, or will be tried again. */
const underWay = `exists (select 1 from graphile_worker.jobs where task_identifier in ('event', 'react') and attempts < max_attempts)`

export const receiptInvariants: Invariant[] = [
  {
    name: 'receipts.one-per-paid-order',
    holds: 'a paid order has exactly one receipt, once the queue is empty',
    sql: `select o.association_id, o.number, o.paid_at from orders o where o.state = 'paid' and not ${underWay}
      and (select count(*) from receipts r where (r.association_id, r.order_id) = (o.association_id, o.id)) <> 1`,
  },
  {
    name: 'receipts.of-what-was-paid',
    holds: "a receipt is of a paid order's amount, for its member, made out as the order says, unless the money went back since",
    sql: `select r.association_id, r.id, o.number, o.state from receipts r
      join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
      where not exists (select 1 from allocations a where (a.association_id, a.order_id) = (o.association_id, o.id) and a.amount_fen < 0)
        and (o.state <> 'paid' or r.amount_fen <> o.amount_fen or r.member_id <> o.member_id or r.title <> o.payer_unit or r.credit_code <> o.payer_credit_code)`,
  },
]
