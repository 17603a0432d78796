import { type Invariant, underWay } from '../invariant.ts'

const living = `state not in ('voided', 'red', 'cancelled')`

export const receiptInvariants: Invariant[] = [
  {
    name: 'receipts.of-every-paid-order',
    holds: 'a paid order has its receipt, once the queue is empty',
    sql: `select o.association_id, o.number, o.paid_at from orders o where o.state = 'paid' and not ${underWay}
      and not exists (select 1 from receipts r where (r.association_id, r.order_id) = (o.association_id, o.id))`,
  },
  {
    name: 'receipts.no-more-than-was-paid',
    holds: 'the living receipts of an order that are not to be recalled are together of its amount, and no person has two',
    sql: `select o.association_id, o.number, sum(r.amount_fen) as receipts, o.amount_fen as ordered
      from receipts r join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
      where r.${living} and r.recalled_at is null and o.state = 'paid' and not ${underWay}
      group by o.association_id, o.id, o.number, o.amount_fen
      having sum(r.amount_fen) > o.amount_fen or count(*) <> count(distinct coalesce(r.part, r.order_id))
        or (count(*) = 1 and min(r.part::text) is null and sum(r.amount_fen) <> o.amount_fen)`,
  },
  {
    name: 'receipts.after-the-money',
    holds: 'a living receipt is of a paid order, unless it was asked for in advance or is to be recalled',
    sql: `select r.association_id, r.id, o.number, o.state from receipts r
      join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
      where r.${living} and r.basis = 'paid' and r.recalled_at is null and o.state <> 'paid' and not ${underWay}`,
  },
  {
    name: 'receipts.document-once',
    holds: 'a document is the receipt of one, and a fiscal number has its code',
    sql: `select association_id, code, number, count(*) from receipts where number <> '' group by association_id, code, number, document
      having count(*) > 1 or (document = 'fiscal' and code = '')`,
  },
  {
    name: 'receipts.service-by-invoice',
    holds: 'the receipt of a service is a tax invoice, and only of a service says that it is of one',
    sql: `select r.association_id, r.id, r.kind, r.document, o.number, o.service from receipts r
      join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
      where (r.kind = 'service') <> (o.service is not null) or (r.kind = 'service' and r.document <> 'tax')`,
  },
  {
    name: 'receipts.replaced-has-ended',
    holds: 'a receipt that was made anew is voided or red',
    sql: `select n.association_id, n.id, p.state from receipts n join receipts p on (p.association_id, p.id) = (n.association_id, n.replaces)
      where p.state not in ('voided', 'red')`,
  },
]
