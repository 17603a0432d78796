import { type Invariant, underWay } from '../invariant.ts'

export const bankInvariants: Invariant[] = [
  {
    name: 'bank.line-is-its-money',
    holds: 'a booked line of a statement is one payment of its amount that is not reversed, and no other line has money in the book',
    sql: `select l.association_id, l.id, l.state, l.amount_fen, p.amount_fen as paid_fen from bank_lines l
      left join payments p on (p.association_id, p.id) = (l.association_id, l.payment_id)
      where l.state = 'booked' and (p.id is null or p.amount_fen <> l.amount_fen or p.source <> 'statement' or p.source_id <> l.id
        or exists (select 1 from payments r where (r.association_id, r.reverses) = (p.association_id, p.id)))
      union all
      select p.association_id, p.id, l.state, l.amount_fen, p.amount_fen from payments p
      join bank_lines l on (l.association_id, l.id) = (p.association_id, p.source_id)
      where p.source = 'statement' and p.amount_fen > 0 and l.payment_id is distinct from p.id
        and not exists (select 1 from payments r where (r.association_id, r.reverses) = (p.association_id, p.id))`,
  },
  {
    name: 'bank.nothing-half-done',
    holds: 'a line that a clerk confirmed is booked or back on the desk, once the queue is empty',
    sql: `select association_id, id, statement_id, row_no from bank_lines where state = 'confirming' and not ${underWay}`,
  },
]
