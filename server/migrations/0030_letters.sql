-- 书面送达: a notice of arrears that went by post. It counts from the day on which it was delivered, as a person entered it.
alter table reminder_ways drop constraint reminder_ways_way_check,
  add constraint reminder_ways_way_check check (way in ('sms', 'mail', 'portal', 'letter'));

create table reminder_letters (
  association_id uuid not null references associations,
  notice_id uuid not null,
  -- 挂号信, EMS …
  carrier text not null check (carrier <> ''),
  tracking text not null check (tracking <> ''),
  addressee text not null check (addressee <> ''),
  address text not null check (address <> ''),
  posted_on date not null,
  -- One of both, once it is known.
  delivered_on date,
  returned_on date,
  -- Why it came back, or how it is known that it arrived.
  note text not null default '',
  -- The posting slip.
  file_id uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  settled_by uuid,
  settled_at timestamptz,
  primary key (association_id, notice_id),
  foreign key (association_id, notice_id) references reminder_notices,
  foreign key (association_id, file_id) references files,
  foreign key (association_id, recorded_by) references accounts,
  foreign key (association_id, settled_by) references accounts,
  check (num_nonnulls(delivered_on, returned_on) <= 1),
  check (coalesce(delivered_on, returned_on, posted_on) >= posted_on),
  check (num_nonnulls(settled_by, settled_at) = 2 * num_nonnulls(delivered_on, returned_on))
);
call close_table('reminder_letters', 'select, insert, update');
call wall_whole('reminder_letters');
