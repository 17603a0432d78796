-- What a charge is for: 年度会费, 入会费, 终身会费, or the difference after a level rose within a year.
alter table charges add column kind text not null default 'year' check (kind in ('year', 'joining', 'life', 'difference'));
-- Why it is not the whole standard, as staff and member read it; '' when it is.
alter table charges add column reason text not null default '';
drop index charges_once;
-- A member owes a year once.
create unique index charges_once on charges (association_id, member_id, year) where state <> 'cancelled' and kind = 'year';
-- A life and a joining are paid for once; a difference once for each level risen to in a year.
create unique index charges_for_good on charges (association_id, member_id, kind) where state <> 'cancelled' and kind in ('life', 'joining');
create unique index charges_difference_once on charges (association_id, member_id, year, level) where state <> 'cancelled' and kind = 'difference';

-- Arrears are of years: a joining fee or a difference is owed, but makes nobody a defaulter. The rest of these functions stays as it is.
do $$
declare
  owes text := pg_get_functiondef('member_search_owes()'::regprocedure);
  starts text := pg_get_functiondef('member_search_starts()'::regprocedure);
begin
  if position('o.state = ''open''' in owes) = 0 or position('c.state = ''open''' in starts) = 0 then
    raise exception 'the list of members counts open charges in another way';
  end if;
  execute replace(owes, 'o.state = ''open''', 'o.state = ''open'' and o.kind in (''year'', ''life'')');
  execute replace(starts, 'c.state = ''open''', 'c.state = ''open'' and c.kind in (''year'', ''life'')');
end $$;

-- The amounts that one resolution adopted belong together; its paper lies with them. What a level costs to join and for life rests on it too.
alter table dues_standards
  add column adoption_id uuid,
  add column joining_fen bigint check (joining_fen >= 0),
  add column life_fen bigint check (life_fen > 0),
  add column file_id uuid,
  add foreign key (association_id, file_id) references files;
update dues_standards s set adoption_id = (select x.id from dues_standards x
  where x.association_id = s.association_id and x.name = s.name and x.resolution = s.resolution and lower(x.years) = lower(s.years) order by x.id limit 1);
alter table dues_standards alter column adoption_id set not null;
create index dues_standards_adoption on dues_standards (association_id, adoption_id);
-- Only what no charge rests on: the foreign key of charges sees to the rest.
grant delete on dues_standards to huiji_app;

-- 生成年度会费, one share after the other; `after_id` is the last membership that was looked at.
create table billing_runs (
  association_id uuid not null references associations,
  id uuid not null,
  year int not null check (year between 2000 and 2100),
  total int not null check (total >= 0),
  done int not null default 0,
  created int not null default 0,
  created_fen bigint not null default 0,
  waived int not null default 0,
  after_id uuid,
  asked_by uuid not null,
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, asked_by) references accounts
);
call close_table('billing_runs', 'select, insert, update');
-- One at a time: the second clerk watches the first one's.
create unique index billing_runs_under_way on billing_runs (association_id) where done_at is null;
create index billing_runs_recent on billing_runs (association_id, created_at desc);

-- 缴费通知书 made together: who is asked, who got none and why, and the printable files.
create table notice_batches (
  association_id uuid not null references associations,
  id uuid not null,
  year int not null check (year between 2000 and 2100),
  members uuid[] not null,
  -- How many of them were gone through.
  done int not null default 0,
  -- The orders whose codes stand on the notices.
  orders uuid[] not null default '{}',
  -- [{ memberId, name, why }]
  skipped jsonb not null default '[]',
  -- Printed so far: one file, or volumes of it.
  printed int not null default 0,
  files uuid[] not null default '{}',
  asked_by uuid not null,
  created_at timestamptz not null,
  done_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, asked_by) references accounts
);
call close_table('notice_batches', 'select, insert, update');
create index notice_batches_recent on notice_batches (association_id, created_at desc);

call wall_whole('billing_runs');
call wall_whole('notice_batches');
