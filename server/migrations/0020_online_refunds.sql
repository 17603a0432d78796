-- Money that came online goes back the way it came: the gateway sends it once a second person has agreed.

-- under-way: the gateway has been asked, nobody enters it by hand meanwhile. failed: it refused, sending_note says why. sent: it has sent it.
alter table refunds add column sending text check (sending in ('under-way', 'failed', 'sent'));
alter table refunds add column sending_note text not null default '';
alter table refunds add constraint refunds_sending_check_state
  check (sending is null or state = case sending when 'under-way' then 'approved' when 'sent' then 'done' else state end);
grant update (sending, sending_note) on refunds to huiji_app;
create index refunds_sending on refunds (association_id, id) where sending = 'under-way';

-- How a refund is asked for at its gateway. The same number is the same refund there, however often it is asked.
create table online_refunds (
  association_id uuid not null references associations,
  -- The refund's own.
  id uuid not null,
  online_payment_id uuid not null,
  -- Another one only after the gateway has closed the one before for good.
  refund_no text not null,
  rounds int not null default 0,
  asked int not null default 0,
  asked_at timestamptz,
  -- When the gateway says it was sent.
  sent_at timestamptz,
  primary key (association_id, id),
  unique (association_id, refund_no),
  foreign key (association_id, id) references refunds,
  foreign key (association_id, online_payment_id) references online_payments
);
call close_table('online_refunds', 'select, insert, update');
call wall_whole('online_refunds');
create index online_refunds_payment on online_refunds (association_id, online_payment_id);
create index online_refunds_sent on online_refunds (association_id, sent_at) where sent_at is not null;
