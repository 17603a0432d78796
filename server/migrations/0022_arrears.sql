-- 欠费处理: what the charter lets follow from unpaid dues. Found by the clock, noticed and decided by people.
create table arrears_cases (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  -- The preset's rule, as it read when the case was found.
  rule text not null,
  name text not null,
  basis text not null,
  act text not null check (act in ('limit', 'lapse')),
  limits text[] not null default '{}',
  -- Whose vote it needs.
  decided_by text,
  -- What is owed: the notice is about these years.
  years int[] not null,
  since date not null,
  found_on date not null,
  state text not null default 'found' check (state in ('found', 'noticed', 'acted', 'closed')),
  -- The newest notice.
  notice_id uuid,
  -- The last day of the notice's time, as it was when one decided.
  notice_through date,
  acted_on date,
  acted_at timestamptz,
  acted_by uuid,
  resolution text not null default '',
  resolved_on date,
  closed_at timestamptz,
  closed_by uuid,
  outcome text check (outcome in ('paid', 'waived', 'eased', 'left', 'dropped', 'undone')),
  closed_why text not null default '',
  primary key (association_id, id),
  foreign key (association_id, member_id) references members,
  check ((state = 'closed') = (outcome is not null)),
  check ((act = 'limit') = (limits <> '{}')),
  -- An act has its notice, its day and its person.
  check (num_nonnulls(acted_on, acted_at, acted_by) in (0, 3)),
  check (acted_on is null or (notice_id is not null and acted_on > notice_through)),
  check (state <> 'acted' or acted_on is not null)
);
call close_table('arrears_cases', 'select, insert, update');
call wall_whole('arrears_cases');
-- A member has one open case of a rule.
create unique index arrears_cases_open on arrears_cases (association_id, member_id, rule) where state <> 'closed';
create index arrears_cases_newest on arrears_cases (association_id, id desc);

-- A notice of a case goes the ways of 缴费提醒.
alter table reminder_notices add column case_id uuid, add column days int,
  -- As it was issued: {sms, subject, mail, variables}.
  add column said jsonb,
  add check (num_nonnulls(case_id, days, said) in (0, 3)),
  add check (days > 0),
  add unique (association_id, id, case_id),
  add foreign key (association_id, case_id) references arrears_cases;
-- The notice of a case is its own.
alter table arrears_cases add foreign key (association_id, notice_id, id) references reminder_notices (association_id, id, case_id);

-- The last day of the time that a notice gave, from the day it arrived; null while it has reached nobody.
create function notice_through(association uuid, notice uuid) returns date language sql stable set search_path = public, pg_temp as $$
  select (least(n.seen_at, (select min(w.at) from reminder_ways w
    where w.association_id = n.association_id and w.notice_id = n.id and w.state in ('sent', 'delivered') and (w.way <> 'portal' or not exists (
      select 1 from reminder_ways o where o.association_id = w.association_id and o.notice_id = w.notice_id and o.way <> 'portal'))))
    at time zone 'Asia/Shanghai')::date + n.days
  from reminder_notices n where n.association_id = association and n.id = notice
$$;

grant execute on function notice_through to huiji_app;

-- Whoever asks: nothing follows before a notice has arrived and its time is over.
create function arrears_after_notice() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.notice_through := notice_through(new.association_id, new.notice_id);
  if new.acted_on > coalesce(new.notice_through, 'infinity') then return new; end if;
  raise exception 'arrears: no act before a notice arrived and its time was over' using errcode = 'check_violation', constraint = 'arrears_after_notice';
end $$;
create trigger arrears_after_notice before insert or update of acted_on, notice_id on arrears_cases
  for each row when (new.acted_on is not null) execute function arrears_after_notice();

-- What the member says to it, before and after the decision.
create table arrears_answers (
  association_id uuid not null references associations,
  id uuid not null,
  case_id uuid not null,
  text text not null check (text <> ''),
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (association_id, id),
  foreign key (association_id, case_id) references arrears_cases
);
call close_table('arrears_answers', 'select, insert');
call wall_whole('arrears_answers');
create index arrears_answers_case on arrears_answers (association_id, case_id);

-- What a member is kept from until it has paid. The id is the case's.
create table member_limits (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  limits text[] not null,
  -- Said to the member.
  why text not null,
  set_at timestamptz not null,
  lifted_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, id) references arrears_cases,
  foreign key (association_id, member_id) references members
);
call close_table('member_limits', 'select, insert, update');
call wall_whole('member_limits');
create index member_limits_now on member_limits (association_id, member_id) where lifted_at is null;

create function limits_by_case() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from arrears_cases c where c.association_id = new.association_id and c.id = new.id and c.act = 'limit' and c.state = 'acted') then return new; end if;
  raise exception 'arrears: a member is limited by a decision only' using errcode = 'check_violation', constraint = 'limits_by_case';
end $$;
create trigger limits_by_case before insert on member_limits for each row execute function limits_by_case();

-- Who decides over corrections decides over arrears.
update roles set permissions = permissions || '{dues.arrears}' where 'dues.approve' = any(permissions) and not 'dues.arrears' = any(permissions);

-- The carrier's report: it arrived.
alter table reminder_ways drop constraint reminder_ways_state_check,
  add constraint reminder_ways_state_check check (state in ('waiting', 'handed', 'sent', 'delivered', 'failed', 'bounced', 'skipped'));

-- What the carrier says later of an SMS: it arrived, or it did not and why.
alter table messages drop constraint messages_state_check,
  add constraint messages_state_check check (state in ('queued', 'sent', 'delivered', 'bounced', 'failed', 'skipped')),
  -- When the carrier was asked last, and what it said.
  add column asked_at timestamptz,
  add column reported_at timestamptz;
create index messages_unreported on messages (association_id, sent_at) where channel = 'sms' and state = 'sent' and provider_id is not null;
create index messages_to_mobile on messages (association_id, recipient, id desc) where channel = 'sms';

-- A mobile that three SMS in a row did not reach, and which the last of them was.
create function mobile_dead(association uuid, mobile text) returns boolean language sql stable set search_path = public, pg_temp as $$
  select count(*) = 3 and bool_and(state = 'bounced') from (select m.state from messages m
    where m.association_id = association and m.recipient = mobile and m.channel = 'sms' and m.state in ('delivered', 'bounced') order by m.id desc limit 3) last
$$;
grant execute on function mobile_dead to huiji_app;

-- A closed month is opened again by two people; what it had been closed with stays here.
create table month_reopenings (
  association_id uuid not null references associations,
  id uuid not null,
  month date not null,
  reason text not null check (reason <> ''),
  state text not null default 'asked' check (state in ('asked', 'approved', 'refused')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_by uuid check (decided_by <> asked_by),
  decided_at timestamptz,
  note text not null default '',
  -- The line of closed_months that it took away.
  was jsonb,
  primary key (association_id, id),
  check ((state = 'asked') = (decided_by is null)),
  check ((decided_by is null) = (decided_at is null)),
  check ((state = 'approved') = (was is not null))
);
call close_table('month_reopenings', 'select, insert, update');
call wall_whole('month_reopenings');
create unique index month_reopenings_asked on month_reopenings (association_id) where state = 'asked';
grant delete on closed_months to huiji_app;

-- Without the consent of another no month is opened again.
create function reopened_by_two() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from month_reopenings r where r.association_id = old.association_id and r.month = old.month and r.state = 'approved'
    and r.decided_at >= old.closed_at) then return old; end if;
  raise exception 'a closed month is opened again by two people only' using errcode = 'check_violation', constraint = 'reopened_by_two';
end $$;
create trigger reopened_by_two before delete on closed_months for each row execute function reopened_by_two();
