import type { Invariant } from '../invariant.ts'

const chargesOf = (order: string) => `(select coalesce(sum(c.amount_fen), 0) from order_charges oc
  join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
  where oc.association_id = ${order}.association_id and oc.order_id = ${order}.id)`

/** Whether the association's years run from the day of payment. */
const rolling = (row: string) =>
  `exists (select 1 from associations a where a.id = ${row}.association_id and a.settings->'dues'->>'year' = 'rolling')`

const allocatedTo = (order: string) => `(select coalesce(sum(a.amount_fen), 0) from allocations a
  where (a.association_id, a.order_id) = (${order}.association_id, ${order}.id))`

const sumOf = (table: string, condition: string) =>
  `(select coalesce(sum(x.amount_fen), 0) from ${table} x where x.association_id = p.association_id and ${condition})`

export const duesInvariants: Invariant[] = [
  {
    name: 'dues.order-is-its-charges',
    holds: 'an order costs what its charges cost together',
    sql: `select o.association_id, o.number, o.amount_fen, ${chargesOf('o')} as charges_fen from orders o
      where o.state not in ('cancelled', 'expired') and o.amount_fen <> ${chargesOf('o')}`,
  },
  {
    name: 'dues.paid-is-the-amount',
    holds: 'what an order has received is what was allocated to it, and it is paid exactly when that is its amount',
    sql: `select o.association_id, o.number, o.state, o.amount_fen, o.received_fen, ${allocatedTo('o')} as allocated_fen from orders o
      where o.received_fen <> ${allocatedTo('o')} or (o.state = 'paid') <> (${allocatedTo('o')} = o.amount_fen)`,
  },
  {
    name: 'dues.paid-once',
    holds: 'no charge is paid by two orders',
    sql: `select oc.association_id, oc.charge_id, count(*) from order_charges oc
        join orders o on (o.association_id, o.id) = (oc.association_id, oc.order_id)
      where o.state = 'paid' group by 1, 2 having count(*) > 1`,
  },
  {
    name: 'dues.paid-order-is-settled',
    holds: 'the charges of a paid order are settled by it, those of an order under way are open, a cancelled or expired order holds none',
    sql: `select o.association_id, o.number, o.state, c.year, c.state as charge_state, oc.live from orders o
      join order_charges oc on (oc.association_id, oc.order_id) = (o.association_id, o.id)
      join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      where case o.state when 'paid' then c.state <> 'settled' or not oc.live
        when 'cancelled' then oc.live when 'expired' then oc.live else c.state <> 'open' or not oc.live end`,
  },
  {
    name: 'dues.span-has-its-charge',
    holds: "a paid stretch rests on a settled or waived charge of the same member, and is that charge's year",
    sql: `select s.association_id, s.id, s.period::text, c.year, c.state from dues_spans s
      left join charges c on (c.association_id, c.id) = (s.association_id, s.charge_id)
      left join memberships m on (m.association_id, m.id) = (s.association_id, s.membership_id)
      where s.voided_at is null and (c.id is null or c.state not in ('settled', 'waived') or c.member_id <> s.member_id or m.member_id <> s.member_id
        or (c.kind = 'year' and case when ${rolling('s')} then extract(year from lower(s.period)) <> c.year or upper(s.period) <> (lower(s.period) + interval '1 year')::date
          else s.period <> daterange(make_date(c.year, 1, 1), make_date(c.year + 1, 1, 1)) end)
        or (c.kind = 'life' and upper(s.period) <> '9999-12-31') or c.kind not in ('year', 'life'))`,
  },
  {
    name: 'dues.settled-charge-has-its-span',
    holds: 'a settled or waived charge has its paid stretch, unless it was paid with an application that is not approved',
    sql: `select c.association_id, c.id, c.member_id, c.year, c.state from charges c
      where c.state in ('settled', 'waived') and c.kind in ('year', 'life')
        and not exists (select 1 from dues_spans s where (s.association_id, s.charge_id) = (c.association_id, c.id) and s.voided_at is null)
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
      where c.state <> 'cancelled' and (s.level <> c.level or (not ${rolling('c')} and not s.years @> c.year)
        or c.amount_fen + c.reduced_fen > case c.kind when 'joining' then s.joining_fen when 'life' then s.life_fen else s.amount_fen end)`,
  },
  {
    name: 'dues.money-adds-up',
    holds: 'what came in is what was allocated, what went back and what is in suspense; none of it is less than nothing',
    sql: `select p.association_id, p.id, p.received_on, p.amount_fen, m.* from payments p, lateral (select
        ${sumOf('payments', 'x.reverses = p.id')} as reversed_fen, ${sumOf('allocations', 'x.payment_id = p.id')} as allocated_fen,
        ${sumOf('refunds', "x.payment_id = p.id and x.state in ('approved', 'done')")} as refunded_fen) m
      where p.reverses is null and (m.allocated_fen < 0 or m.reversed_fen not in (0, -p.amount_fen)
        or p.amount_fen + m.reversed_fen - m.allocated_fen - m.refunded_fen < 0)`,
  },
  {
    name: 'dues.taken-back-once',
    holds: 'money is taken back from where it was given, all of it, and once',
    sql: `select b.association_id, b.id, b.amount_fen, a.amount_fen as given_fen from allocations b
      join allocations a on (a.association_id, a.id) = (b.association_id, b.reverses)
      where a.amount_fen <> -b.amount_fen or a.payment_id <> b.payment_id or a.order_id <> b.order_id
        or exists (select 1 from allocations c where c.association_id = b.association_id and c.reverses = b.reverses and c.id <> b.id)`,
  },
  {
    name: 'dues.reduced-by-two',
    holds: 'a charge asks less by what was approved, each by another person than who asked',
    sql: `select c.association_id, c.id, c.year, c.reduced_fen from charges c
      where c.reduced_fen <> (select coalesce(sum(x.amount_fen), 0) from adjustments x
        where (x.association_id, x.charge_id) = (c.association_id, c.id) and x.state = 'approved')
      union all
      select association_id, id, null, amount_fen from adjustments where decided_by = asked_by
      union all
      select association_id, id, null, amount_fen from refunds where decided_by = asked_by`,
  },
  {
    name: 'dues.repriced-in-turn',
    holds: 'a charge was priced anew from what it asked before, and asks what it was last priced at, but for what was approved since',
    sql: `select r.association_id, r.charge_id, r.from_level, r.from_fen, r.to_level, r.to_fen, c.level, c.amount_fen + c.reduced_fen as asked_fen
      from (select x.*, lead(x.from_level) over turns as next_level, lead(x.from_fen) over turns as next_fen
          from charge_repricings x window turns as (partition by x.association_id, x.charge_id order by x.made_at, x.id)) r
        join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
      where coalesce(r.next_fen, c.amount_fen + c.reduced_fen) <> r.to_fen or coalesce(r.next_level, c.level) <> r.to_level`,
  },
  {
    name: 'dues.refund-within-payment',
    holds: 'what goes back of a payment is not more than came, of money that is not reversed, and left the account after it was approved',
    sql: `select p.association_id, p.id, p.amount_fen, sum(b.amount_fen) as refunded_fen, min(b.paid_on) as paid_on from payments p
      join refunds b on (b.association_id, b.payment_id) = (p.association_id, p.id) and b.state in ('approved', 'done')
      group by p.association_id, p.id, p.amount_fen
      having sum(b.amount_fen) > p.amount_fen or exists (select 1 from payments r where (r.association_id, r.reverses) = (p.association_id, p.id))
        or bool_or(b.paid_on < (b.decided_at at time zone 'Asia/Shanghai')::date)`,
  },
  {
    name: 'dues.life-is-all',
    holds: 'who has paid for life, or is asked for it, is asked once, and for no year after it',
    sql: `select l.association_id, l.member_id, l.year, c.kind, c.year as also, c.state from charges l
      join charges c on (c.association_id, c.member_id) = (l.association_id, l.member_id) and c.id <> l.id
      where l.kind = 'life' and l.state <> 'cancelled' and c.state = 'open' and (c.kind = 'life' or c.kind = 'year' and c.year > l.year)`,
  },
  {
    name: 'dues.service-is-no-dues',
    holds: 'a service rests on no standard and never was a paid stretch; its order is for it alone, and says which it is',
    sql: `select c.association_id, c.id, c.member_id, c.service, c.reason from charges c
      where (c.kind = 'service') <> (c.service is not null) or (c.kind = 'service') <> (c.standard_id is null)
        or c.kind = 'service' and exists (select 1 from dues_spans s where (s.association_id, s.charge_id) = (c.association_id, c.id))
      union all
      select o.association_id, o.id, o.member_id, o.service, o.number from orders o
        join order_charges oc on (oc.association_id, oc.order_id) = (o.association_id, o.id)
        join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
      group by o.association_id, o.id having bool_or(c.service is distinct from o.service) or (o.service is not null and count(*) > 1)`,
  },
  {
    name: 'dues.closed-month-stands',
    holds: 'a closed month still adds up to what it did when it was closed, and begins where the one before ended',
    sql: `select p.association_id, p.month, p.received_fen, p.refunded_fen, p.allocated_fen from closed_months p
      where p.received_fen <> ${sumOf('payments', "date_trunc('month', x.received_on)::date = p.month")}
        or p.refunded_fen <> ${sumOf('refunds', "x.state = 'done' and date_trunc('month', x.paid_on)::date = p.month")}
        or p.allocated_fen <> ${sumOf('allocations', "date_trunc('month', x.made_at at time zone 'Asia/Shanghai')::date = p.month")}
        or exists (select 1 from closed_months b where b.association_id = p.association_id
          and b.month = (p.month - interval '1 month')::date and b.closing_fen <> p.opening_fen)`,
  },
]
