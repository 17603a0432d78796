-- Paying online: what is agreed with 支付宝 and 微信支付, every try to pay with what became of it, and the daily comparison with their bills.

alter table orders drop constraint orders_method_check;
alter table orders add constraint orders_method_check check (method in ('transfer', 'alipay', 'wechat'));

-- Keys of online payment are changed from time to time.
grant update on association_secrets to huiji_app;

-- One agreement a gateway. The private keys lie in association_secrets and are never shown again.
create table online_accounts (
  association_id uuid not null references associations,
  method text not null check (method in ('alipay', 'wechat')),
  settings jsonb not null,
  enabled boolean not null default false,
  changed_by uuid,
  changed_at timestamptz not null default now(),
  tested_at timestamptz,
  -- What the gateway said to the last test; empty: it was all right.
  test_failure text not null default '',
  primary key (association_id, method)
);
call close_table('online_accounts', 'select, insert, update');

-- One try to pay an order. Money is real whatever we think of the order: a closed try may still be paid.
create table online_payments (
  association_id uuid not null references associations,
  id uuid not null,
  order_id uuid not null,
  method text not null check (method in ('alipay', 'wechat')),
  -- page 支付宝电脑网站 · wap 支付宝手机网站 · native 微信扫码 · h5 微信手机网页 · jsapi 微信内
  way text not null check (way in ('page', 'wap', 'native', 'h5', 'jsapi')),
  out_trade_no text not null,
  amount_fen bigint not null check (amount_fen > 0),
  state text not null default 'pending' check (state in ('pending', 'paid', 'closed')),
  -- Where the payer is led, or what the picture of the code says.
  link text not null,
  opened_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  asked_at timestamptz,
  asked int not null default 0,
  trade_no text,
  payer text not null default '',
  paid_fen bigint,
  paid_at timestamptz,
  payment_id uuid,
  -- What the money became: the order's, or 暂存款 with the reason why.
  stray text,
  primary key (association_id, id),
  unique (association_id, out_trade_no),
  -- One payment is booked for one try.
  unique (association_id, payment_id),
  foreign key (association_id, order_id) references orders,
  foreign key (association_id, payment_id) references payments,
  check ((state = 'paid') = (payment_id is not null)),
  check ((state = 'paid') = (paid_at is not null and paid_fen is not null and trade_no is not null))
);
call close_table('online_payments', 'select, insert, update');
-- A gateway's transaction is counted once, whatever number of ours it comes with.
create unique index online_payments_trade on online_payments (association_id, method, trade_no) where trade_no is not null;
create index online_payments_order on online_payments (association_id, order_id, created_at desc);
create index online_payments_pending on online_payments (association_id, asked_at nulls first, id) where state = 'pending';
create index online_payments_recent on online_payments (association_id, created_at desc, id desc);
create index online_payments_paid on online_payments (association_id, method, paid_at) where state = 'paid';

-- A day's bill of a gateway beside what was booked here.
create table online_bills (
  association_id uuid not null references associations,
  method text not null check (method in ('alipay', 'wechat')),
  day date not null,
  trades int not null,
  paid_fen bigint not null,
  refunds int not null,
  refunded_fen bigint not null,
  fee_fen bigint not null,
  -- [{ kind, outTradeNo, tradeNo, theirsFen, oursFen }]
  differences jsonb not null default '[]',
  fetched_at timestamptz not null default now(),
  primary key (association_id, method, day)
);
call close_table('online_bills', 'select, insert, update');

-- Money is the whole association's: a branch sees none of it.
call wall_whole('online_accounts');
call wall_whole('online_payments');
call wall_whole('online_bills');
