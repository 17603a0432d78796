create table accounts (
  association_id uuid not null references associations,
  id uuid not null,
  name text not null,
  password_hash text,
  password_set_at timestamptz,
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null default now(),
  primary key (association_id, id)
);
call close_table('accounts');

-- What one may type at the login. One identifier leads to one account. Names and numbers of members lead to accounts by themselves.
create table account_identifiers (
  association_id uuid not null references associations,
  kind text not null check (kind in ('mobile', 'email', 'user-name', 'unit-name', 'id-card')),
  value text not null,
  account_id uuid not null,
  -- When a code or a link sent there came back; of what nothing is sent to, it says nothing.
  confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (association_id, kind, value),
  foreign key (association_id, account_id) references accounts
);
call close_table('account_identifiers');
create index account_identifiers_account on account_identifiers (association_id, account_id);

-- Tokens are kept as hashes: reading the table opens no session.
create table sessions (
  association_id uuid not null references associations,
  token_hash text not null,
  account_id uuid not null,
  member_id uuid,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- How long it may lie idle; it never outlives its thirtieth day.
  idle_seconds int not null check (idle_seconds > 0),
  address text,
  user_agent text,
  primary key (association_id, token_hash),
  foreign key (association_id, account_id) references accounts
);
call close_table('sessions');
create index sessions_account on sessions (association_id, account_id);
create index sessions_ended on sessions (association_id, expires_at);

-- Picture codes, sliders and proofs of work: answered once, soon.
create table challenges (
  association_id uuid not null references associations,
  id uuid not null,
  kind text not null check (kind in ('picture', 'slider', 'work')),
  answer text not null,
  expires_at timestamptz not null,
  primary key (association_id, id)
);
call close_table('challenges');
create index challenges_ended on challenges (association_id, expires_at);

create table codes (
  association_id uuid not null references associations,
  id uuid not null,
  purpose text not null,
  channel text not null check (channel in ('sms', 'email')),
  address text not null,
  code_hash text not null,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (association_id, id)
);
call close_table('codes');
create index codes_lookup on codes (association_id, address, purpose, created_at desc);

-- A registration whose mail has not been opened yet: nothing can be submitted while the row is here. A newer link ends the older.
create table confirmations (
  association_id uuid not null references associations,
  account_id uuid not null,
  email text not null,
  token_hash text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (association_id, account_id),
  unique (association_id, token_hash),
  foreign key (association_id, account_id) references accounts
);
call close_table('confirmations');

-- The link that lets an invited person set the first password: once, soon. A newer one ends the older.
create table activations (
  association_id uuid not null references associations,
  account_id uuid not null,
  token_hash text not null,
  expires_at timestamptz not null,
  primary key (association_id, account_id),
  unique (association_id, token_hash),
  foreign key (association_id, account_id) references accounts
);
call close_table('activations');

-- Who agreed to which version of a text, when.
create table agreements (
  association_id uuid not null references associations,
  id uuid not null,
  account_id uuid not null,
  matter_id uuid,
  text_id text not null,
  text_version int not null,
  agreed_at timestamptz not null default now(),
  address text,
  primary key (association_id, id),
  foreign key (association_id, account_id) references accounts,
  foreign key (association_id, text_id, text_version) references texts
);
call close_table('agreements', 'select, insert');
create index agreements_account on agreements (association_id, account_id);
create index agreements_matter on agreements (association_id, matter_id);

-- 分会 / 分支机构: bodies inside the association. What they are called and which levels they have stands in the settings.
create table branches (
  association_id uuid not null references associations,
  id text not null,
  name text not null,
  position int not null default 0,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (association_id, id)
);
call close_table('branches');

create table roles (
  association_id uuid not null references associations,
  id text not null,
  name text not null,
  permissions text[] not null,
  primary key (association_id, id)
);
call close_table('roles');

create table staff (
  association_id uuid not null references associations,
  account_id uuid not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null default now(),
  primary key (association_id, account_id),
  foreign key (association_id, account_id) references accounts
);
call close_table('staff');

-- A role is held in the whole association (no branch) or in one branch; who holds any in the whole association sees all of it.
create table staff_roles (
  association_id uuid not null references associations,
  account_id uuid not null,
  role_id text not null,
  branch_id text,
  unique nulls not distinct (association_id, account_id, role_id, branch_id),
  foreign key (association_id, branch_id) references branches,
  foreign key (association_id, account_id) references staff,
  foreign key (association_id, role_id) references roles
);
call close_table('staff_roles');
