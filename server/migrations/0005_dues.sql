-- A standard is a legal object: the resolution that adopted it stands in the row (民发〔2014〕166号).
create table dues_standards (
  association_id uuid not null references associations,
  id uuid not null,
  level text not null,
  name text not null,
  years int4range not null check (not isempty(years)),
  amount_fen bigint not null check (amount_fen >= 0),
  resolution jsonb not null,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  -- For a level and a year there is one amount.
  exclude using gist (association_id with =, level with =, years with &&)
);
call close_table('dues_standards', 'select, insert, update');

create table charges (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  year int not null check (year between 2000 and 2100),
  level text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  standard_id uuid not null,
  state text not null default 'open' check (state in ('open', 'settled', 'waived', 'cancelled')),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, standard_id) references dues_standards
);
call close_table('charges', 'select, insert, update');
-- A member owes a year once.
create unique index charges_once on charges (association_id, member_id, year) where state <> 'cancelled';
-- The list of dues: newest year first, then by member.
create index charges_by_year on charges (association_id, year desc, member_id) where state <> 'cancelled';
create index charges_open on charges (association_id, year, member_id) where state = 'open';

create table orders (
  association_id uuid not null references associations,
  id uuid not null,
  number text not null,
  transfer_code text not null,
  member_id uuid not null,
  matter_id uuid,
  payer_unit text not null,
  payer_credit_code text not null,
  payer_person text not null,
  payer_mobile text not null default '',
  payer_email text not null,
  remark text not null default '',
  method text not null check (method in ('transfer')),
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'open' check (state in ('open', 'vouched', 'paid', 'cancelled')),
  refused_reason text,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  vouched_at timestamptz,
  paid_at timestamptz,
  primary key (association_id, id),
  unique (association_id, number),
  -- The code in the remittance note leads to one order.
  unique (association_id, transfer_code),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, matter_id) references matters,
  check ((state = 'paid') = (paid_at is not null))
);
call close_table('orders', 'select, insert, update');
create index orders_member on orders (association_id, member_id, created_at desc);
create index orders_matter on orders (association_id, matter_id);
create index orders_to_confirm on orders (association_id, vouched_at, id) where state = 'vouched';

create table order_charges (
  association_id uuid not null references associations,
  order_id uuid not null,
  charge_id uuid not null,
  live boolean not null default true,
  primary key (association_id, order_id, charge_id),
  foreign key (association_id, order_id) references orders,
  foreign key (association_id, charge_id) references charges
);
call close_table('order_charges', 'select, insert, update');
-- A charge is in one living order at a time.
create unique index order_charges_live on order_charges (association_id, charge_id) where live;

create table vouchers (
  association_id uuid not null references associations,
  id uuid not null,
  order_id uuid not null,
  file_id uuid not null,
  paid_on date,
  note text not null default '',
  uploaded_by uuid not null,
  uploaded_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, order_id) references orders,
  foreign key (association_id, file_id) references files
);
call close_table('vouchers', 'select, insert');
create index vouchers_order on vouchers (association_id, order_id, uploaded_at desc);

create table payments (
  association_id uuid not null references associations,
  id uuid not null,
  order_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  received_on date not null,
  method text not null,
  note text not null default '',
  confirmed_by uuid not null,
  confirmed_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, order_id) references orders
);
call close_table('payments', 'select, insert');
-- No order is paid twice.
create unique index payments_once on payments (association_id, order_id);

-- Stretches of time that are paid or waived: validity and arrears are computed from here, never edited.
create table dues_spans (
  association_id uuid not null references associations,
  id uuid not null,
  membership_id uuid not null,
  member_id uuid not null,
  charge_id uuid not null,
  period daterange not null check (not isempty(period)),
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  unique (association_id, charge_id),
  foreign key (association_id, membership_id) references memberships,
  foreign key (association_id, member_id) references members,
  foreign key (association_id, charge_id) references charges,
  exclude using gist (association_id with =, membership_id with =, period with &&)
);
call close_table('dues_spans', 'select, insert');
grant update (member_id) on dues_spans to huiji_app;
create index dues_spans_member on dues_spans (association_id, member_id);

-- The official receipt is made outside; here is which is due and until when.
create table receipts (
  association_id uuid not null references associations,
  id uuid not null,
  order_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('dues')),
  title text not null,
  credit_code text not null,
  email text not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'due' check (state in ('due', 'issued')),
  due_on date not null,
  issued_at timestamptz,
  issued_by uuid,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  -- No order gets two receipts.
  unique (association_id, order_id),
  foreign key (association_id, order_id) references orders,
  foreign key (association_id, member_id) references members
);
call close_table('receipts', 'select, insert, update');
create index receipts_due on receipts (association_id, due_on, id) where state = 'due';
