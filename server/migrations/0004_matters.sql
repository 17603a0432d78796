-- What a matter is about. A version never changes; a matter keeps the one it began under.
create table matter_kinds (
  association_id uuid not null references associations,
  kind text not null,
  version int not null check (version > 0),
  definition jsonb not null,
  created_at timestamptz not null default now(),
  primary key (association_id, kind, version)
);
call close_table('matter_kinds', 'select, insert');

create table matters (
  association_id uuid not null references associations,
  id uuid not null,
  number text not null,
  kind text not null,
  kind_version int not null,
  title text not null,
  -- Whom it is about, as its form says: shown and searched in lists, and what joins matters of one unit.
  subject_name text not null default '',
  subject_code text,
  state text not null check (state in ('draft', 'submitted', 'returned', 'approved', 'rejected', 'withdrawn')),
  stage text not null,
  member_id uuid not null,
  account_id uuid not null,
  data jsonb not null default '{}',
  field_revisions jsonb not null default '{}',
  revision int not null default 1,
  remarks jsonb not null default '[]',
  -- The review that sent it back, and who: there it goes again after the correction.
  returned_from text,
  reviewer_id uuid,
  waiting_since timestamptz,
  due_on date,
  submitted_at timestamptz,
  decided_at timestamptz,
  decided_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (association_id, id),
  unique (association_id, number),
  foreign key (association_id, kind, kind_version) references matter_kinds,
  foreign key (association_id, account_id) references accounts,
  foreign key (association_id, member_id) references members,
  check ((state in ('approved', 'rejected')) = (decided_at is not null)),
  check (state = 'draft' or state = 'withdrawn' or submitted_at is not null)
);
call close_table('matters');
-- One open request of a kind for one member: a double click opens it once.
create unique index matters_open on matters (association_id, member_id, kind) where state in ('draft', 'submitted', 'returned');
-- What is due first stands first; without a deadline it stands last.
create index matters_to_do on matters (association_id, coalesce(due_on, date 'infinity'), id) where state = 'submitted';
create index matters_subject on matters (association_id, subject_code) where subject_code is not null;
create index matters_done on matters (association_id, decided_at desc, id desc) where decided_at is not null;
create index matters_member on matters (association_id, member_id, created_at desc);
create index matters_account on matters (association_id, account_id, created_at desc);

-- The timeline: opened, submitted, returned, decided … with the remarks made. Append-only.
create table matter_events (
  association_id uuid not null references associations,
  id uuid not null,
  matter_id uuid not null,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null default '',
  what text not null,
  stage text not null,
  message text not null default '',
  detail jsonb not null default '{}',
  primary key (association_id, id),
  foreign key (association_id, matter_id) references matters
);
call close_table('matter_events', 'select, insert');
create index matter_events_matter on matter_events (association_id, matter_id, at, id);
create index matter_events_actor on matter_events (association_id, actor_id, id desc) where what in ('passed', 'returned', 'approved', 'rejected');
create index matter_events_decisions on matter_events (association_id, id desc) where what in ('passed', 'returned', 'approved', 'rejected');

create table matter_documents (
  association_id uuid not null references associations,
  id uuid not null,
  matter_id uuid not null,
  slot text not null,
  file_id uuid not null,
  added_by uuid not null,
  added_at timestamptz not null default now(),
  removed_at timestamptz,
  position int not null default 0,
  -- Pictures of a slot bound into one PDF: the pictures' ids in order. Null for what was handed in.
  merged_of uuid[],
  primary key (association_id, id),
  foreign key (association_id, matter_id) references matters,
  foreign key (association_id, file_id) references files
);
call close_table('matter_documents');
create index matter_documents_matter on matter_documents (association_id, matter_id, slot) where removed_at is null;
