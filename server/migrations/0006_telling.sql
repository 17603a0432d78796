-- Every SMS and mail with what became of it. `body` of a code is cut once it was sent (outside the demo).
create table messages (
  association_id uuid not null references associations,
  id uuid not null,
  channel text not null check (channel in ('sms', 'email')),
  template text not null,
  recipient text not null,
  subject text not null default '',
  body text not null,
  variables jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'skipped')),
  provider text not null default '',
  provider_id text,
  error text,
  attempts int not null default 0,
  about_kind text,
  about_id uuid,
  -- The event that asked for it: asked twice, told once.
  cause text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (association_id, id),
  unique (association_id, cause)
);
call close_table('messages', 'select, insert, update');
create index messages_recent on messages (association_id, created_at desc, id desc);
create index messages_about on messages (association_id, about_kind, about_id);

-- What staff should look at without it being a matter: a member changed its name, address or contact.
create table alerts (
  association_id uuid not null references associations,
  id uuid not null,
  permission text not null,
  title text not null,
  body text not null default '',
  member_id uuid,
  cause text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz,
  seen_by uuid,
  primary key (association_id, id),
  unique (association_id, cause)
);
call close_table('alerts', 'select, insert, update');
create index alerts_unseen on alerts (association_id, created_at desc) where seen_at is null;
