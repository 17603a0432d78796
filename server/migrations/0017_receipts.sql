-- Official receipts and invoices come back as files, are read, matched and delivered; voided ones have successors.

alter table receipts drop constraint receipts_association_id_order_id_key;
alter table receipts drop constraint receipts_state_check;
alter table receipts
  -- fiscal 财政电子票据 · tax 数电发票
  add column document text not null default 'fiscal' check (document in ('fiscal', 'tax')),
  -- paid: after the money · advance: before it (借发票、预开票)
  add column basis text not null default 'paid' check (basis in ('paid', 'advance')),
  -- Whose share of the order it is, where one order is split per person; null: the whole order.
  add column part uuid,
  -- When the order's money was there; null while it is not.
  add column paid_on date,
  -- The request that asked for it in advance.
  add column matter_id uuid,
  add column code text not null default '',
  add column number text not null default '',
  add column check_code text not null default '',
  add column issued_on date,
  add column file_id uuid,
  add column delivered_at timestamptz,
  -- The payment was taken back: staff must void it or make a red one.
  add column recall_reason text,
  add column recalled_at timestamptz,
  add column ended_at timestamptz,
  add column ended_by uuid,
  add column end_reason text not null default '',
  -- Number of the red document that cancels this one.
  add column red_number text not null default '',
  -- The one in whose place this one was made.
  add column replaces uuid,
  add constraint receipts_state_check check (state in ('unasked', 'due', 'issued', 'delivered', 'voided', 'red', 'cancelled')),
  add foreign key (association_id, part) references members,
  add foreign key (association_id, matter_id) references matters,
  add foreign key (association_id, file_id) references files,
  add foreign key (association_id, replaces) references receipts,
  add check ((state in ('voided', 'red', 'cancelled')) = (ended_at is not null));
update receipts r set paid_on = (select max(p.received_on) from allocations a join payments p on (p.association_id, p.id) = (a.association_id, a.payment_id)
  where (a.association_id, a.order_id) = (r.association_id, r.order_id) and a.amount_fen > 0);
-- An order, or a person's share of it, has one living receipt.
create unique index receipts_live on receipts (association_id, order_id, part) nulls not distinct
  where state not in ('voided', 'red', 'cancelled');
-- A document is one receipt's.
create unique index receipts_number on receipts (association_id, code, number) where number <> '';
-- A voided one is replaced once.
create unique index receipts_replaces on receipts (association_id, replaces) where replaces is not null;
create index receipts_order on receipts (association_id, order_id);
create index receipts_member on receipts (association_id, member_id, created_at desc);
-- What a file may be the receipt of.
create index receipts_open_code on receipts (association_id, credit_code) where state in ('due', 'issued', 'delivered') and number = '';
create index receipts_open_title on receipts (association_id, title) where state in ('due', 'issued', 'delivered') and number = '';
create index receipts_unpaid on receipts (association_id, issued_at) where paid_on is null and state in ('issued', 'delivered');
create index receipts_recalled on receipts (association_id, recalled_at) where recalled_at is not null;

-- 批量登记: files that staff dropped together.
create table receipt_batches (
  association_id uuid not null references associations,
  id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, created_by) references accounts
);
call close_table('receipt_batches', 'select, insert, update');
create index receipt_batches_recent on receipt_batches (association_id, created_at desc);

-- One official file: what was read in it, and which receipt it seems to be, with the evidence.
create table receipt_files (
  association_id uuid not null references associations,
  id uuid not null,
  batch_id uuid not null,
  file_id uuid not null,
  name text not null,
  sha256 text not null,
  state text not null default 'new' check (state in ('new', 'waiting', 'accepted', 'aside')),
  verdict text check (verdict in ('sure', 'unsure', 'none', 'known', 'unreadable')),
  document text check (document in ('fiscal', 'tax')),
  code text not null default '',
  number text not null default '',
  check_code text not null default '',
  title text not null default '',
  credit_code text not null default '',
  payee text not null default '',
  amount_fen bigint check (amount_fen >= 0),
  issued_on date,
  red boolean not null default false,
  -- [{ fact, holds, text }]
  evidence jsonb not null default '[]',
  receipt_id uuid,
  read_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  note text not null default '',
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, batch_id) references receipt_batches,
  foreign key (association_id, file_id) references files,
  foreign key (association_id, receipt_id) references receipts,
  check ((state = 'new') = (read_at is null)),
  check (state <> 'accepted' or receipt_id is not null)
);
call close_table('receipt_files', 'select, insert, update');
-- The same file twice is one file.
create unique index receipt_files_once on receipt_files (association_id, sha256) where state <> 'aside';
create index receipt_files_batch on receipt_files (association_id, batch_id, id);
create index receipt_files_new on receipt_files (association_id, batch_id) where state = 'new';
create index receipt_files_open on receipt_files (association_id, receipt_id) where state = 'waiting';

-- Each time a receipt was handed over: by mail, or taken from the portal.
create table receipt_deliveries (
  association_id uuid not null references associations,
  id uuid not null,
  receipt_id uuid not null,
  way text not null check (way in ('mail', 'portal')),
  recipient text not null,
  made_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, receipt_id) references receipts
);
call close_table('receipt_deliveries', 'select, insert');
create index receipt_deliveries_receipt on receipt_deliveries (association_id, receipt_id, made_at desc);

-- A title that was a name once leads to its member.
create index member_names_name on member_names (association_id, name);

-- A mail may carry a file.
alter table messages add column file_id uuid, add foreign key (association_id, file_id) references files;

-- Money is the whole association's matter: a branch sees none of it.
call wall_whole('receipt_batches');
call wall_whole('receipt_files');
call wall_whole('receipt_deliveries');
