-- Money that reconciles: what came in, what it paid for, what went back. Facts are only added; every sum is computed from them.

-- Money came in once and may pay several orders, so the order stands in `allocations`. Online and statement money books itself: no clerk.
alter table payments add column source text not null default 'hand' check (source in ('hand', 'voucher', 'statement', 'online', 'import'));
alter table payments add column source_id uuid;
alter table payments add column payer_name text not null default '';
-- A negative line that cancels one booked by mistake. Money that really went back is a refund.
alter table payments add column reverses uuid;
alter table payments alter column confirmed_by drop not null;
alter table payments drop constraint payments_amount_fen_check;
alter table payments add constraint payments_amount_fen_check check (amount_fen <> 0 and (amount_fen < 0) = (reverses is not null));
alter table payments add foreign key (association_id, reverses) references payments;
-- What was booked by mistake is cancelled once.
create unique index payments_reversed on payments (association_id, reverses) where reverses is not null;
create index payments_by_day on payments (association_id, received_on, id);
create index payments_source on payments (association_id, source_id) where source_id is not null;

create table allocations (
  association_id uuid not null references associations,
  id uuid not null,
  payment_id uuid not null,
  order_id uuid not null,
  -- Positive: this money pays this order. Negative: it is taken back from it.
  amount_fen bigint not null check (amount_fen <> 0),
  reason text not null default '',
  reverses uuid,
  made_by uuid,
  made_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, payment_id) references payments,
  foreign key (association_id, order_id) references orders,
  foreign key (association_id, reverses) references allocations,
  check ((amount_fen < 0) = (reverses is not null))
);
call close_table('allocations', 'select, insert');
call wall_whole('allocations');
create index allocations_order on allocations (association_id, order_id);
create index allocations_payment on allocations (association_id, payment_id);
-- What was given is taken back once.
create unique index allocations_taken_back on allocations (association_id, reverses) where reverses is not null;
create index allocations_by_day on allocations (association_id, made_at);

insert into allocations (association_id, id, payment_id, order_id, amount_fen, made_by, made_at)
  select association_id, gen_random_uuid(), id, order_id, amount_fen, confirmed_by, confirmed_at from payments;
update payments p set payer_name = o.payer_unit from orders o where (o.association_id, o.id) = (p.association_id, p.order_id);
drop index payments_once;
alter table payments drop column order_id;

-- What has come for an order; never more than it costs, and it is paid when that is all of it.
alter table orders add column received_fen bigint not null default 0;
update orders set received_fen = amount_fen where state = 'paid';
alter table orders add check (received_fen between 0 and amount_fen);
alter table orders add check ((state = 'paid') = (received_fen = amount_fen));
alter table orders add check (state <> 'cancelled' or received_fen = 0);
create index orders_partly_paid on orders (association_id, id) where received_fen > 0 and state <> 'paid';

-- A paid stretch ends when its money is taken back; it stays in the book and counts no more.
alter table dues_spans add column voided_at timestamptz;
grant update (voided_at) on dues_spans to huiji_app;
alter table dues_spans drop constraint dues_spans_association_id_charge_id_key;
create unique index dues_spans_charge on dues_spans (association_id, charge_id) where voided_at is null;
alter table dues_spans drop constraint dues_spans_association_id_membership_id_period_excl;
alter table dues_spans add exclude using gist (association_id with =, membership_id with =, period with &&) where (voided_at is null);

create or replace function member_search_paid() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update member_search s set paid_through = c.day
  from (select m.association_id, m.member_id, (select max(upper(d.period)) - 1 from dues_spans d
          where d.association_id = m.association_id and d.member_id = m.member_id and d.voided_at is null) as day
        from (select distinct association_id, member_id from changed) m) c
  where s.association_id = c.association_id and s.member_id = c.member_id and s.paid_through is distinct from c.day;
  return null;
end $$;
create trigger dues_spans_relisted after update on dues_spans referencing new table as changed for each statement execute function member_search_paid();

create or replace function member_search_starts() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.owed_year := (select min(c.year) from charges c where c.association_id = new.association_id and c.member_id = new.member_id and c.state = 'open');
  new.paid_through := (select max(upper(d.period)) - 1 from dues_spans d
    where d.association_id = new.association_id and d.member_id = new.member_id and d.voided_at is null);
  return new;
end $$;

-- 'written-off': nobody pursues it any more, and the year is not paid. `amount_fen` is what the charge asks now, `reduced_fen` what approved
-- adjustments took off: together they are what it asked at first.
alter table charges add column reduced_fen bigint not null default 0 check (reduced_fen >= 0);
alter table charges drop constraint charges_state_check;
alter table charges add constraint charges_state_check check (state in ('open', 'settled', 'waived', 'written-off', 'cancelled'));

-- Less is asked than the standard says: proposed by one person, decided by another.
create table adjustments (
  association_id uuid not null references associations,
  id uuid not null,
  charge_id uuid not null,
  kind text not null check (kind in ('write-off', 'reduction', 'exemption')),
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null check (reason <> ''),
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused')),
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  decided_by uuid,
  decided_at timestamptz,
  decision text not null default '',
  primary key (association_id, id),
  foreign key (association_id, charge_id) references charges,
  check ((state = 'asked') = (decided_at is null)),
  check (decided_by is distinct from asked_by)
);
call close_table('adjustments', 'select, insert');
grant update (state, decided_by, decided_at, decision) on adjustments to huiji_app;
call wall_whole('adjustments');
create index adjustments_charge on adjustments (association_id, charge_id);
create index adjustments_waiting on adjustments (association_id, asked_at, id) where state = 'asked';

-- Money that goes back to the payer. `order_id`: approved, this order is taken back first; without it, money in suspense goes back.
create table refunds (
  association_id uuid not null references associations,
  id uuid not null,
  payment_id uuid not null,
  order_id uuid,
  amount_fen bigint not null check (amount_fen > 0),
  reason text not null check (reason <> ''),
  -- Where it goes: name, bank and account of the payer, as staff wrote them.
  payee text not null default '',
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused', 'done')),
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  decided_by uuid,
  decided_at timestamptz,
  decision text not null default '',
  paid_on date,
  paid_by uuid,
  primary key (association_id, id),
  foreign key (association_id, payment_id) references payments,
  foreign key (association_id, order_id) references orders,
  check ((state = 'asked') = (decided_at is null)),
  check ((state = 'done') = (paid_on is not null)),
  check (decided_by is distinct from asked_by)
);
call close_table('refunds', 'select, insert');
grant update (state, decided_by, decided_at, decision, paid_on, paid_by) on refunds to huiji_app;
call wall_whole('refunds');
create index refunds_payment on refunds (association_id, payment_id);
create index refunds_under_way on refunds (association_id, asked_at, id) where state in ('asked', 'approved');
create index refunds_by_day on refunds (association_id, paid_on) where state = 'done';

-- A month that is closed takes nothing in any more; what it added up to stands here.
create table closed_months (
  association_id uuid not null references associations,
  month date not null check (extract(day from month) = 1),
  opening_fen bigint not null,
  received_fen bigint not null,
  refunded_fen bigint not null,
  allocated_fen bigint not null,
  closing_fen bigint not null,
  closed_by uuid not null,
  closed_at timestamptz not null default now(),
  primary key (association_id, month),
  check (closing_fen = opening_fen + received_fen - refunded_fen - allocated_fen)
);
call close_table('closed_months', 'select, insert');
call wall_whole('closed_months');

-- Who confirms money may put it right, each with the consent of another.
update roles set permissions = permissions || '{dues.correct,dues.approve}' where 'dues.confirm' = any(permissions);
