-- A unit or person the association knows. Before admission it is an applicant: several may claim one credit code then.
create table members (
  association_id uuid not null references associations,
  id uuid not null,
  kind text not null check (kind in ('unit', 'person')),
  name text not null check (name <> ''),
  credit_code text,
  id_card text,
  -- Some associations give the number before the last review passes.
  number text,
  admitted_at timestamptz,
  -- Joined into another of the same unit or person; kept, so that it can be undone.
  merged_into uuid,
  province text,
  city text,
  industry text,
  profile jsonb not null default '{}',
  profile_form text not null default '',
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, merged_into) references members,
  check (admitted_at is null or number is not null)
);
call close_table('members');
-- One credit code is one member, and so is one ID card.
create unique index members_credit_code on members (association_id, credit_code) where admitted_at is not null and merged_into is null;
create unique index members_id_card on members (association_id, id_card) where admitted_at is not null and merged_into is null;
create index members_any_credit_code on members (association_id, credit_code);
create index members_any_id_card on members (association_id, id_card);
create index members_name on members (association_id, name);
create unique index members_number on members (association_id, number) where number is not null;

create table account_members (
  association_id uuid not null references associations,
  account_id uuid not null,
  member_id uuid not null,
  -- The unit's own account: signs in by the unit's name or number, and lets colleagues in.
  principal boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (association_id, account_id, member_id),
  foreign key (association_id, account_id) references accounts,
  foreign key (association_id, member_id) references members
);
call close_table('account_members');
create index account_members_member on account_members (association_id, member_id);
create unique index account_members_principal on account_members (association_id, member_id) where principal;

-- 曾用名: a unit stays findable by every name it had.
create table member_names (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  name text not null,
  used_until timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, member_id) references members
);
call close_table('member_names', 'select, insert, delete');
-- Two records made one: what was written moves along, unchanged.
grant update (member_id) on member_names to huiji_app;
create index member_names_member on member_names (association_id, member_id);

create table contacts (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  position int not null check (position between 1 and 99),
  name text not null,
  department text not null default '',
  role text not null default '',
  title text not null default '',
  mobile text not null default '',
  phone text not null default '',
  email text not null default '',
  primary key (association_id, id),
  unique (association_id, member_id, position),
  foreign key (association_id, member_id) references members
);
call close_table('contacts');
create index contacts_mobile on contacts (association_id, mobile);

-- Every change of a member's data, field by field, whoever made it.
create table member_changes (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null default '',
  field text not null,
  label text not null,
  before jsonb,
  after jsonb,
  reason text not null default '',
  primary key (association_id, id),
  foreign key (association_id, member_id) references members
);
call close_table('member_changes', 'select, insert');
grant update (member_id) on member_changes to huiji_app;
create index member_changes_member on member_changes (association_id, member_id, at desc);

create table memberships (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  -- A standing in a branch; without it, in the association itself.
  branch_id text,
  -- A branch may number its own.
  number text,
  -- What the branch's own form asks beyond the member's record.
  data jsonb not null default '{}',
  joined_on date not null,
  left_on date,
  left_reason text,
  matter_id uuid,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, branch_id) references branches,
  check (left_on is null or left_on >= joined_on)
);
call close_table('memberships');
-- A member has one standing in the association, and one in each branch, at a time.
create unique index memberships_current on memberships (association_id, member_id, branch_id) nulls not distinct where left_on is null;
create index memberships_branch on memberships (association_id, branch_id, member_id) where branch_id is not null;
create index memberships_member on memberships (association_id, member_id);
create unique index memberships_number on memberships (association_id, branch_id, number) where number is not null and left_on is null;

create table level_spans (
  association_id uuid not null references associations,
  id uuid not null,
  membership_id uuid not null,
  level text not null,
  period daterange not null check (not isempty(period)),
  primary key (association_id, id),
  foreign key (association_id, membership_id) references memberships,
  -- On any day a membership has one level.
  exclude using gist (association_id with =, membership_id with =, period with &&)
);
call close_table('level_spans');

-- 理事信息: who sits for the unit in the council.
create table council_seats (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  post text not null,
  person_name text not null,
  person_title text not null default '',
  term text not null,
  period daterange not null check (not isempty(period)),
  primary key (association_id, id),
  foreign key (association_id, member_id) references members
);
call close_table('council_seats');
create index council_seats_member on council_seats (association_id, member_id);

-- Numbers a member had: an old one still leads to it.
create table member_numbers (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  number text not null,
  used_until timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, member_id) references members
);
call close_table('member_numbers');
create index member_numbers_member on member_numbers (association_id, member_id);
create index member_numbers_number on member_numbers (association_id, number);

-- Which unit a person works for, and when: who changes the employer keeps the story.
create table employments (
  association_id uuid not null references associations,
  id uuid not null,
  person_id uuid not null,
  unit_id uuid not null,
  period daterange not null check (not isempty(period)),
  matter_id uuid,
  created_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, person_id) references members,
  foreign key (association_id, unit_id) references members,
  -- On any day a person has one employer here.
  exclude using gist (association_id with =, person_id with =, period with &&)
);
call close_table('employments');
create index employments_unit on employments (association_id, unit_id);

-- Papers the association has accepted: a later matter reuses what is still valid instead of asking again. And the record's own files.
create table member_documents (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  slot text not null,
  file_id uuid not null,
  -- Null: put into the record itself, on its own page or by staff.
  matter_id uuid,
  position int not null default 0,
  valid_until date,
  accepted_at timestamptz not null default now(),
  replaced_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, file_id) references files
);
call close_table('member_documents');
create index member_documents_member on member_documents (association_id, member_id, slot) where replaced_at is null;

-- Two records of one unit or person made one: which rows moved, so that it can be undone.
create table member_merges (
  association_id uuid not null references associations,
  id uuid not null,
  kept_id uuid not null,
  gone_id uuid not null,
  -- { table: [ids] } of what moved, and what the kept one's fields were.
  moved jsonb not null,
  reason text not null default '',
  merged_by uuid not null,
  merged_at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by uuid,
  primary key (association_id, id),
  foreign key (association_id, kept_id) references members,
  foreign key (association_id, gone_id) references members
);
call close_table('member_merges');
create unique index member_merges_live on member_merges (association_id, gone_id) where undone_at is null;

-- Who is behind a session token, in one look-up before any association is set.
create function find_session(association uuid, token text, at timestamptz) returns jsonb
  language sql stable security definer set search_path = public, pg_temp
  return (
    select jsonb_build_object(
      'accountId', a.id, 'name', a.name, 'memberId', s.member_id, 'seenAt', s.seen_at,
      'members', coalesce((select jsonb_agg(m.member_id order by m.created_at, m.member_id) from account_members m
                  where m.association_id = a.association_id and m.account_id = a.id), '[]'),
      'staff', exists (select 1 from staff t where t.association_id = a.association_id and t.account_id = a.id and t.state = 'active'),
      -- Null: the whole association; else the branches whose rows exist for this one.
      'branches', (select case when bool_or(x.branch_id is null) then null else jsonb_agg(distinct x.branch_id) end from staff_roles x
                  where x.association_id = a.association_id and x.account_id = a.id),
      'permissions', coalesce((select jsonb_agg(distinct p) from staff t
                  join staff_roles x on (x.association_id, x.account_id) = (t.association_id, t.account_id)
                  join roles r on (r.association_id, r.id) = (x.association_id, x.role_id), unnest(r.permissions) p
                  where t.association_id = a.association_id and t.account_id = a.id and t.state = 'active'
                    -- Who also works for the whole association brings from a branch no more than its matters.
                    and (x.branch_id is null or p like 'matters.%' or not exists (select 1 from staff_roles w
                      where w.association_id = a.association_id and w.account_id = a.id and w.branch_id is null))), '[]'))
    from sessions s join accounts a on (a.association_id, a.id) = (s.association_id, s.account_id)
    where s.association_id = association and s.token_hash = token and s.expires_at > at and a.state = 'active'
  );
grant execute on function find_session(uuid, text, timestamptz) to huiji_app;
