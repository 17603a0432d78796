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
  -- The branch it is addressed to, and the unit whose review it asks for.
  branch_id text,
  employer_id uuid,
  data jsonb not null default '{}',
  field_revisions jsonb not null default '{}',
  revision int not null default 1,
  remarks jsonb not null default '[]',
  -- A change: what stood before, for the diff; and which fields were accepted.
  base jsonb,
  accepted jsonb,
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
  foreign key (association_id, employer_id) references members,
  foreign key (association_id, branch_id) references branches,
  check ((state in ('approved', 'rejected')) = (decided_at is not null)),
  check (state = 'draft' or state = 'withdrawn' or submitted_at is not null)
);
call close_table('matters');
-- One open request of a kind for one member (in one branch): a double click opens it once.
create unique index matters_open on matters (association_id, member_id, kind, branch_id) nulls not distinct where state in ('draft', 'submitted', 'returned');
-- What is due first stands first; without a deadline it stands last.
create index matters_to_do on matters (association_id, coalesce(due_on, date 'infinity'), id) where state = 'submitted';
create index matters_branch on matters (association_id, branch_id) where branch_id is not null;
create index matters_employer on matters (association_id, employer_id) where employer_id is not null;
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
  -- Taken over from what was accepted before.
  reused boolean not null default false,
  -- What the code on its pages says: which print of which matter was signed. Null when none could be read.
  print_code text,
  -- Pictures of a slot bound into one PDF: the pictures' ids in order. Null for what was handed in.
  merged_of uuid[],
  primary key (association_id, id),
  foreign key (association_id, matter_id) references matters,
  foreign key (association_id, file_id) references files
);
call close_table('matter_documents');
create index matter_documents_matter on matter_documents (association_id, matter_id, slot) where removed_at is null;

-- A print of a form that went out on paper: its code is on every page, so a scan of an older one is noticed.
create table matter_prints (
  association_id uuid not null references associations,
  matter_id uuid not null,
  code text not null,
  slot text not null,
  -- Of what was printed: the same content prints the same code.
  digest text not null,
  printed_at timestamptz not null default now(),
  primary key (association_id, matter_id, code),
  foreign key (association_id, matter_id) references matters
);
call close_table('matter_prints', 'select, insert');
create unique index matter_prints_digest on matter_prints (association_id, matter_id, slot, digest);

-- 会长办公会 and the like: many matters decided together, under a resolution's number and date.
create table meetings (
  association_id uuid not null references associations,
  id uuid not null,
  name text not null,
  held_on date not null,
  place text not null default '',
  -- The role whose meeting it is: matters whose review names it may be on the agenda.
  role_id text not null,
  state text not null default 'open' check (state in ('open', 'deciding', 'closed', 'cancelled')),
  resolution_number text,
  resolved_on date,
  announcement text not null default '',
  created_by uuid not null,
  created_at timestamptz not null default now(),
  decided_by uuid,
  closed_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, role_id) references roles
);
call close_table('meetings');
create index meetings_recent on meetings (association_id, held_on desc, id desc);

create table meeting_items (
  association_id uuid not null references associations,
  meeting_id uuid not null,
  matter_id uuid not null,
  position int not null,
  -- The matter as it was put on the agenda: changed since, it is not decided.
  revision int not null,
  verdict text not null default 'pass' check (verdict in ('pass', 'hold', 'return', 'reject')),
  note text not null default '',
  outcome text check (outcome in ('passed', 'held', 'returned', 'rejected', 'skipped')),
  outcome_note text not null default '',
  decided_at timestamptz,
  primary key (association_id, meeting_id, matter_id),
  foreign key (association_id, meeting_id) references meetings,
  foreign key (association_id, matter_id) references matters
);
call close_table('meeting_items');
create index meeting_items_matter on meeting_items (association_id, matter_id);
create index meeting_items_waiting on meeting_items (association_id, meeting_id, position) where outcome is null;
