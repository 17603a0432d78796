-- 汇总表: a list of its people that a unit printed, to be stamped; the stamped scan lies beside it.
create table rosters (
  association_id uuid not null references associations,
  id uuid not null,
  -- The unit that printed it.
  member_id uuid not null,
  number text not null,
  -- The state its people were listed by.
  state text not null check (state in ('submitted', 'recommended', 'renewing', 'member', 'expired')),
  people uuid[] not null,
  -- Of what was printed: the same list printed again is the same roster.
  digest text not null,
  printed_at timestamptz not null,
  printed_by uuid not null,
  file_id uuid,
  sent_at timestamptz,
  sent_by uuid,
  primary key (association_id, id),
  unique (association_id, number),
  unique (association_id, member_id, digest),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, file_id) references files,
  check ((file_id is null) = (sent_at is null))
);
call close_table('rosters');
create index rosters_member on rosters (association_id, member_id, printed_at desc);
create index rosters_sent on rosters (association_id, sent_at desc, id desc) where sent_at is not null;
call wall_by_member('rosters');
