-- Accounts handed out by letter, and the taking over of a unit's account by a new contact.

-- 发放账号: letters that staff had made together. The key that opens their codes for printing lies in the file store, not here.
create table letter_batches (
  association_id uuid not null references associations,
  id uuid not null,
  members uuid[] not null,
  -- Letters that were out are voided by new ones.
  renew boolean not null default false,
  -- [{ memberId, name, why }] of who got none.
  skipped jsonb not null default '[]',
  printable_until timestamptz not null,
  valid_until timestamptz not null,
  issued_by uuid not null,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, issued_by) references accounts
);
call close_table('letter_batches');
create index letter_batches_recent on letter_batches (association_id, created_at desc);

-- One activation code, kept as its hash. `sealed` is the code under the batch's key, for printing again; both go when the time is over.
create table letters (
  association_id uuid not null references associations,
  id uuid not null,
  batch_id uuid not null,
  member_id uuid not null,
  code_hash text not null,
  sealed text,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  account_id uuid,
  voided_at timestamptz,
  primary key (association_id, id),
  unique (association_id, code_hash),
  foreign key (association_id, batch_id) references letter_batches,
  foreign key (association_id, member_id) references members,
  foreign key (association_id, account_id) references accounts,
  check (used_at is null or voided_at is null),
  check ((used_at is null) = (account_id is null))
);
call close_table('letters');
-- Of one member never two codes open a door, whoever issues at the same moment.
create unique index letters_live on letters (association_id, member_id) where used_at is null and voided_at is null;
create index letters_member on letters (association_id, member_id, issued_at desc);
create index letters_batch on letters (association_id, batch_id);

-- 账号接管: somebody says to be the unit's new contact. `member_id` is found quietly; who asks never learns whether it is there.
create table takeovers (
  association_id uuid not null references associations,
  id uuid not null,
  number text,
  state text not null default 'draft' check (state in ('draft', 'waiting', 'approved', 'refused')),
  -- Who holds it goes on with an unfinished claim.
  token_hash text not null,
  member_id uuid,
  unit_name text not null,
  credit_code text not null,
  person_name text not null,
  mobile text not null,
  reason text not null default '',
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  -- Staff may approve from this day on.
  open_on date,
  decided_at timestamptz,
  decided_by uuid,
  decision text not null default '',
  account_id uuid,
  primary key (association_id, id),
  unique (association_id, token_hash),
  unique (association_id, number),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, decided_by) references accounts,
  foreign key (association_id, account_id) references accounts,
  check ((state = 'draft') = (submitted_at is null)),
  check ((submitted_at is null) = (open_on is null)),
  check ((decided_at is null) = (state in ('draft', 'waiting')))
);
call close_table('takeovers');
create index takeovers_queue on takeovers (association_id, state, open_on, id);
create index takeovers_member on takeovers (association_id, member_id);

create table takeover_files (
  association_id uuid not null references associations,
  id uuid not null,
  takeover_id uuid not null,
  slot text not null check (slot in ('licence', 'letter')),
  file_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, takeover_id) references takeovers,
  foreign key (association_id, file_id) references files
);
call close_table('takeover_files');
create index takeover_files_takeover on takeover_files (association_id, takeover_id);

-- Who was told, at which address (masked), and what they said against it. The link they got is kept as a hash.
create table takeover_notices (
  association_id uuid not null references associations,
  id uuid not null,
  takeover_id uuid not null,
  name text not null,
  -- An account that acts for the unit, or a contact on its record.
  kind text not null check (kind in ('account', 'contact')),
  account_id uuid,
  address text not null,
  token_hash text not null,
  created_at timestamptz not null default now(),
  objected_at timestamptz,
  objection text not null default '',
  primary key (association_id, id),
  unique (association_id, token_hash),
  foreign key (association_id, takeover_id) references takeovers,
  foreign key (association_id, account_id) references accounts
);
call close_table('takeover_notices');
create index takeover_notices_takeover on takeover_notices (association_id, takeover_id);

-- Accounts are the whole association's matter: a branch sees none of it.
call wall_whole('letter_batches');
call wall_whole('letters');
call wall_whole('takeovers');
call wall_whole('takeover_files');
call wall_whole('takeover_notices');
