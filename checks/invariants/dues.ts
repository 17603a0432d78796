import type { Invariant } from '../invariant.ts'

const chargesOf = (order: string) => `(select coalesce(sum(c.amount_fen), 0) from order_charges oc
  join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
  where oc.association_id = ${order}.association_id and oc.order_id = ${order}.id)`

/** Whether the association's years run from the day of payment. */
const rolling = (row: string) =>
  `exists (select 1 from associations a where a.id = ${row}.association_id and a.settings->'dues'->>'year' = 'rolling')`

export const duesInvariants: Invariant[] = [
  {
    name: 'dues.order-is-its-charges',
    holds: 'an order costs what its charges cost together',
    sql: `select o.association_id, o.number, o.amount_fen, ${chargesOf('o')} as charges_fen from orders o
      where o.state <> 'cancelled' and o.amount_fen <> ${chargesOf('o')}`,
  },
  {
    name: 'dues.paid-is-the-amount',
    holds: 'what was paid for an order is its amount, and an order is paid exactly when a payment is there',
    sql: `select o.association_id, o.number, o.state, o.amount_fen, p.amount_fen as paid_fen from orders o
      left join payments p on (p.association_id, p.order_id) = (o.association_id, o.id)
      where (o.state = 'paid') <> (p.id is not null) or p.amount_fen <> o.amount_fen`,
  },
  {
    name: 'dues.paid-once',
    holds: 'no order is paid twice, and no charge by two orders',
    sql: `select association_id, order_id as id, count(*) from payments group by 1, 2 having count(*) > 1
      union all
      select oc.association_id, oc.charge_id, count(*) from order_charges oc
        join orders o on (o.association_id, o.id) = (oc.association_id, oc.order_id)
      where o.state = 'paid' group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'dues.paid-order-is-settled',
    holds: 'the charges of a paid order are settled by it, those of an order under way are open, a cancelled order holds none',
    sql: `select o.association_id, o.number, o.state, c.year, c.state as charge_state, oc.live from orders o
      join order_charges oc on (oc.association_id, oc.order_id) = (o.association_id, o.id)
      join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      where case o.state when 'paid' then c.state <> 'settled' or not oc.live
        when 'cancelled' then oc.live else c.state <> 'open' or not oc.live end`,
  },
  {
    name: 'dues.span-has-its-charge',
    holds: "a paid stretch rests on a settled or waived charge of the same member, and is that charge's year",
    sql: `select s.association_id, s.id, s.period::text, c.year, c.state from dues_spans s
      left join charges c on (c.association_id, c.id) = (s.association_id, s.charge_id)
      left join memberships m on (m.association_id, m.id) = (s.association_id, s.membership_id)
      where c.id is null or c.state not in ('settled', 'waived') or c.member_id <> s.member_id or m.member_id <> s.member_id
        or case when ${rolling('s')} then extract(year from lower(s.period)) <> c.year or upper(s.period) <> (lower(s.period) + interval '1 year')::date
          else s.period <> daterange(make_date(c.year, 1, 1), make_date(c.year + 1, 1, 1)) end`,
  },
  {
    name: 'dues.settled-charge-has-its-span',
    holds: 'a settled or waived charge has its paid stretch, unless it was paid with an application that is not approved',
    sql: `select c.association_id, c.id, c.member_id, c.year, c.state from charges c
      where c.state in ('settled', 'waived')
        and not exists (select 1 from dues_spans s where (s.association_id, s.charge_id) = (c.association_id, c.id))
        and not exists (select 1 from order_charges oc
          join orders o on (o.association_id, o.id) = (oc.association_id, oc.order_id)
          join matters x on (x.association_id, x.id) = (o.association_id, o.matter_id)
          where (oc.association_id, oc.charge_id) = (c.association_id, c.id) and o.state = 'paid' and x.state <> 'approved')`,
  },
  {
    name: 'dues.charged-by-its-standard',
    holds:
      'a charge rests on a standard of its level that is in force in its year (a rolling one was when it was made), and costs no more than it',
    sql: `select c.association_id, c.id, c.year, c.level, c.amount_fen, s.amount_fen as standard_fen from charges c
      join dues_standards s on (s.association_id, s.id) = (c.association_id, c.standard_id)
      where c.state <> 'cancelled' and (s.level <> c.level or (not ${rolling('c')} and not s.years @> c.year) or c.amount_fen > s.amount_fen)`,
  },
]
