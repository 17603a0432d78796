-- A receipt that was made before its money is asked after, again and again until the money is there.

alter table receipts
  -- The day of the last 缴费提醒 about it, and how many there were.
  add column chased_on date,
  add column chased_times int not null default 0,
  -- Whether the last one left: null while it is on its way.
  add column chase_sent boolean;
