-- Terms of the council with the posts it has, and the papers its members are asked for (CAQ-16).
create table council_terms (
  association_id uuid not null references associations,
  id uuid not null,
  name text not null,
  period daterange not null check (not isempty(period)),
  -- In the order in which they are named.
  posts text[] not null default '{}',
  primary key (association_id, id),
  unique (association_id, name)
);
call close_table('council_terms');

-- One request: these kinds of matters, from these members, until this day.
create table paper_requests (
  association_id uuid not null references associations,
  id uuid not null,
  term text not null,
  kinds text[] not null check (cardinality(kinds) > 0),
  due_on date not null,
  note text not null default '',
  created_by uuid not null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (association_id, id)
);
call close_table('paper_requests');
create index paper_requests_open on paper_requests (association_id, due_on) where closed_at is null;

create table paper_asks (
  association_id uuid not null references associations,
  id uuid not null,
  request_id uuid not null,
  member_id uuid not null,
  -- Why nothing is asked of this one any more.
  waived text,
  -- Each reminder goes out once: when it did.
  before_at timestamptz,
  late_at timestamptz,
  -- Pressed by hand: not twice a day.
  reminded_on date,
  primary key (association_id, id),
  unique (association_id, request_id, member_id),
  foreign key (association_id, request_id) references paper_requests,
  foreign key (association_id, member_id) references members
);
call close_table('paper_asks');
create index paper_asks_member on paper_asks (association_id, member_id);

call wall_by_member('paper_asks');
call wall_whole('paper_requests');
