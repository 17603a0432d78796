-- Bank statements: what came to the association's account, line by line, and which money it became.

-- How a bank's export is to be read, said once by a person and remembered for files with the same head.
create table bank_formats (
  association_id uuid not null references associations,
  id uuid not null,
  bank text not null,
  -- The head's labels in order, joined; two banks don't share one.
  head text not null,
  columns jsonb not null,
  saved_by uuid not null,
  saved_at timestamptz not null,
  primary key (association_id, id),
  unique (association_id, head),
  foreign key (association_id, saved_by) references accounts
);
call close_table('bank_formats', 'select, insert, update');

create table bank_statements (
  association_id uuid not null references associations,
  id uuid not null,
  -- draft: read and looked at; imported: its lines are in.
  state text not null default 'draft' check (state in ('draft', 'imported')),
  file_id uuid not null,
  file_name text not null,
  format text not null,
  bank text not null default '',
  template text not null default '',
  own_account text not null default '',
  sheet int not null default 0,
  -- From 0; -1 while nobody knows where the head stands.
  head_row int not null default -1,
  columns jsonb not null default '{}',
  -- What the reading found: counts, cells that can't be read, rows passed over.
  reading jsonb,
  from_on date,
  to_on date,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  imported_by uuid,
  imported_at timestamptz,
  -- Who pressed 全部入账 last.
  confirmed_by uuid,
  primary key (association_id, id),
  foreign key (association_id, file_id) references files,
  foreign key (association_id, uploaded_by) references accounts,
  foreign key (association_id, imported_by) references accounts,
  foreign key (association_id, confirmed_by) references accounts,
  check ((state = 'imported') = (imported_at is not null)),
  check ((imported_at is null) = (imported_by is null))
);
call close_table('bank_statements', 'select, insert, update, delete');
create index bank_statements_recent on bank_statements (association_id, imported_at desc, id desc) where state = 'imported';

create table bank_lines (
  association_id uuid not null references associations,
  id uuid not null,
  statement_id uuid not null,
  -- In the file, from 1.
  row_no int not null,
  -- What makes it this line and no other: the bank's serial number with day and amount, or the hash of the whole line.
  key text not null,
  day date not null,
  at_time text,
  amount_fen bigint not null check (amount_fen > 0),
  payer_name text not null default '',
  payer_account text not null default '',
  payer_bank text not null default '',
  note text not null default '',
  serial text not null default '',
  balance_fen bigint,
  cells jsonb not null default '[]',
  state text not null default 'waiting' check (state in ('waiting', 'confirming', 'booked', 'set-aside')),
  verdict text not null default 'none' check (verdict in ('sure', 'likely', 'none')),
  -- What it may pay, with the evidence, as of the last comparison.
  candidates jsonb not null default '[]',
  matched_at timestamptz,
  -- The money it became: of a booked line, exactly one.
  payment_id uuid,
  reason text,
  decided_by uuid,
  decided_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, statement_id) references bank_statements,
  foreign key (association_id, payment_id) references payments,
  foreign key (association_id, decided_by) references accounts,
  check ((state = 'booked') = (payment_id is not null)),
  check ((state = 'waiting') or decided_at is not null)
);
call close_table('bank_lines', 'select, insert, update');
-- The same line is taken in once, however often and in whatever file it comes.
create unique index bank_lines_once on bank_lines (association_id, key);
create unique index bank_lines_payment on bank_lines (association_id, payment_id) where payment_id is not null;
create index bank_lines_statement on bank_lines (association_id, statement_id, state, verdict, row_no);
create index bank_lines_waiting on bank_lines (association_id, statement_id) where state = 'waiting';
-- Whose money came from this account before.
create index bank_lines_account on bank_lines (association_id, payer_account) where state = 'booked' and payer_account <> '';

-- Money is the whole association's: a branch reads none of it.
call wall_whole('bank_formats');
call wall_whole('bank_statements');
call wall_whole('bank_lines');
