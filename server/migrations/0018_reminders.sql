-- 缴费提醒: each step of the ladder for each charge has exactly one line, planned ahead and settled on its day.
create table reminders (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  charge_id uuid not null,
  -- A step of the preset's ladder.
  step text not null,
  -- The day by which the charge is to be paid, and the one on which this step is taken.
  due_on date not null,
  day date not null,
  state text not null default 'planned' check (state in ('planned', 'given', 'skipped')),
  -- Why nothing was sent.
  reason text,
  -- What was sent; the newest, when staff sent it again.
  notice_id uuid,
  settled_at timestamptz,
  primary key (association_id, id),
  -- A step is taken once for a charge and its due day, however often it is run.
  unique (association_id, charge_id, step, due_on),
  foreign key (association_id, member_id) references members,
  foreign key (association_id, charge_id) references charges,
  check ((state = 'given') = (notice_id is not null)),
  check ((state = 'skipped') = (reason is not null))
);
call close_table('reminders', 'select, insert, update');
create index reminders_planned on reminders (association_id, day) where state = 'planned';
create index reminders_newest on reminders (association_id, day desc, id desc);
create index reminders_member on reminders (association_id, member_id);
create index reminders_notice on reminders (association_id, notice_id);

-- One message to one member about everything it owes: by SMS, by mail, in the portal.
create table reminder_notices (
  association_id uuid not null references associations,
  id uuid not null,
  -- Whom it goes to: the member, or the unit that pays for its people.
  member_id uuid not null,
  step text not null,
  due_on date not null,
  -- As it was told.
  years int[] not null default '{}',
  amount_fen bigint not null default 0,
  people int not null default 0,
  -- dropped: it was paid before anything had left.
  state text not null default 'waiting' check (state in ('waiting', 'told', 'unreached', 'dropped')),
  -- Staff who sent it by hand.
  made_by uuid,
  made_at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, member_id) references members
);
call close_table('reminder_notices', 'select, insert, update');
create index reminder_notices_member on reminder_notices (association_id, member_id, made_at desc);
alter table reminders add foreign key (association_id, notice_id) references reminder_notices;

create table reminder_ways (
  association_id uuid not null references associations,
  notice_id uuid not null,
  way text not null check (way in ('sms', 'mail', 'portal')),
  state text not null default 'waiting' check (state in ('waiting', 'handed', 'sent', 'failed', 'bounced', 'skipped')),
  -- Why it did not arrive, or was not sent.
  reason text,
  -- The SMS or mail.
  message_id uuid,
  at timestamptz,
  primary key (association_id, notice_id, way),
  foreign key (association_id, notice_id) references reminder_notices
);
call close_table('reminder_ways', 'select, insert, update');
create index reminder_ways_waiting on reminder_ways (association_id, way, notice_id) where state = 'waiting';
create index reminder_ways_message on reminder_ways (association_id, message_id) where message_id is not null;

-- A member that is not to be reminded for a while, because somebody decided so.
create table reminder_pauses (
  association_id uuid not null references associations,
  id uuid not null,
  member_id uuid not null,
  reason text not null check (reason <> ''),
  -- Last day; null: until it is lifted.
  until date,
  made_by uuid not null,
  made_at timestamptz not null default now(),
  ended_by uuid,
  ended_at timestamptz,
  primary key (association_id, id),
  foreign key (association_id, member_id) references members,
  check ((ended_by is null) = (ended_at is null))
);
call close_table('reminder_pauses', 'select, insert, update');
create unique index reminder_pauses_once on reminder_pauses (association_id, member_id) where ended_at is null;

-- A line a day: a day without one was missed.
create table reminder_runs (
  association_id uuid not null references associations,
  day date not null,
  at timestamptz not null,
  planned int not null default 0,
  given int not null default 0,
  skipped int not null default 0,
  -- Days before it on which nothing ran.
  missed int not null default 0,
  primary key (association_id, day)
);
call close_table('reminder_runs', 'select, insert, update');

call wall_whole('reminders');
call wall_whole('reminder_notices');
call wall_whole('reminder_ways');
call wall_whole('reminder_pauses');
call wall_whole('reminder_runs');

-- Who makes the charges reminds of them.
update roles set permissions = permissions || '{dues.remind}' where 'dues.configure' = any(permissions) and not 'dues.remind' = any(permissions);
