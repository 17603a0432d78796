import type { Invariant } from '../invariant.ts'

export const onlineInvariants: Invariant[] = [
  {
    name: 'online.paid-is-booked',
    holds: 'a try that is paid has its payment, of what was really paid, booked as coming from it',
    sql: `select o.association_id, o.out_trade_no, o.state, o.paid_fen, p.amount_fen, p.source, p.method from online_payments o
      left join payments p on (p.association_id, p.id) = (o.association_id, o.payment_id)
      where o.state = 'paid' and (p.id is null or p.amount_fen <> o.paid_fen or p.source <> 'online' or p.source_id <> o.id or p.method <> o.method)`,
  },
  {
    name: 'online.booked-once',
    holds: 'what is booked as paid online was told by a gateway, and once',
    sql: `select p.association_id, p.id, p.amount_fen, count(o.id) from payments p
      left join online_payments o on (o.association_id, o.payment_id) = (p.association_id, p.id)
      where p.source = 'online' and p.amount_fen > 0 group by 1, 2, 3 having count(o.id) <> 1`,
  },
  {
    name: 'online.refunded-as-sent',
    holds: 'a refund that left the book by a gateway was told of by that gateway, and one that it told of has left the book',
    sql: `select b.association_id, b.id, b.amount_fen, b.state, b.sending, r.sent_at from refunds b
      left join online_refunds r on (r.association_id, r.id) = (b.association_id, b.id)
      where (b.sending is not distinct from 'sent') <> (r.sent_at is not null)`,
  },
]
