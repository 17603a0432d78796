-- Orders that expire and come back, orders for many people, years paid ahead.
alter table orders
  -- One receipt for all, or one for each person.
  add column receipt_split text not null default 'whole' check (receipt_split in ('whole', 'each')),
  -- The last day to pay; null: it waits for ever.
  add column expires_on date;
alter table orders drop constraint orders_state_check;
alter table orders add constraint orders_state_check check (state in ('open', 'vouched', 'paid', 'cancelled', 'expired'));
create index orders_to_expire on orders (association_id, expires_on) where state = 'open' and expires_on is not null;

-- A year that nobody billed: it is there because somebody wants to pay it, and goes with the order.
alter table charges add column ahead boolean not null default false;
