-- The ground every table stands on: who owns, who runs, and the wall between associations.
create extension if not exists btree_gist;

-- Hidden helpers may not be called by whoever connects.
alter default privileges revoke execute on functions from public;
grant usage on schema public to huiji_app;

-- The association of the running transaction; null (so: no rows) when none was set.
create function current_association() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('huiji.association', true), '')::uuid;
grant execute on function current_association() to huiji_app;

-- The branches the running transaction may see; null means the whole association.
create function current_branches() returns text[]
  language sql stable parallel safe
  return string_to_array(nullif(current_setting('huiji.branches', true), ''), ',');
grant execute on function current_branches() to huiji_app;

-- Closes a business table: another association's rows do not exist for the runtime role.
-- The owner's policy serves foreign keys' neighbours: migrations and the few definer functions.
create procedure close_table(target regclass, rights text default 'select, insert, update, delete')
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy association on %s to huiji_app
    using (association_id = current_association()) with check (association_id = current_association())', target);
  execute format('create policy owner on %s to huiji_owner using (true) with check (true)', target);
  execute format('grant %s on %s to huiji_app', rights, target);
end $$;

-- The tenants. `settings` is association.yaml as JSON; slugs are addresses and never change hands.
create table associations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,30}$'),
  name text not null,
  short_name text not null,
  hosts text[] not null default '{}',
  settings jsonb not null,
  preset_hash text not null default '',
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
alter table associations enable row level security;
alter table associations force row level security;
-- Addresses are public, so every row may be read; each association changes only itself.
create policy directory on associations for select to huiji_app using (true);
create policy association on associations for update to huiji_app using (id = current_association()) with check (id = current_association());
create policy owner on associations to huiji_owner using (true) with check (true);
grant select, update on associations to huiji_app;

-- 章程, 入会须知 and other texts; agreed versions stay for ever.
create table texts (
  association_id uuid not null references associations,
  id text not null,
  version int not null check (version > 0),
  title text not null,
  body text not null,
  published_at timestamptz not null default now(),
  primary key (association_id, id, version)
);
call close_table('texts', 'select, insert');

-- Running numbers without gaps: taken in the transaction that uses them.
create table counters (
  association_id uuid not null references associations,
  name text not null,
  value bigint not null default 0 check (value >= 0),
  primary key (association_id, name)
);
call close_table('counters');

-- How often something was tried lately, shared by all servers.
create table limits (
  association_id uuid not null references associations,
  key text not null,
  hits int not null,
  window_ends_at timestamptz not null,
  primary key (association_id, key)
);
call close_table('limits');
create index limits_ended on limits (association_id, window_ends_at);

-- Who did what to which, with what it was before. Nobody may change or delete a line.
create table audit_log (
  association_id uuid not null references associations,
  id uuid not null,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('public', 'member', 'staff', 'platform', 'system')),
  actor_id uuid,
  actor_name text not null default '',
  action text not null,
  subject_kind text not null,
  subject_id text,
  subject_label text not null default '',
  before jsonb,
  after jsonb,
  address text,
  request_id text,
  primary key (association_id, id)
);
call close_table('audit_log', 'select, insert');
create index audit_log_recent on audit_log (association_id, at desc, id desc);
create index audit_log_subject on audit_log (association_id, subject_kind, subject_id, at desc);
create index audit_log_actor on audit_log (association_id, actor_id, at desc);

-- What was uploaded or made. The bytes lie in the file store under `key`; who may read is decided by the row that points here.
create table files (
  association_id uuid not null references associations,
  id uuid not null,
  key text not null,
  name text not null,
  media_type text not null,
  bytes bigint not null check (bytes >= 0),
  sha256 text not null,
  pages int,
  uploaded_by uuid,
  created_at timestamptz not null default now(),
  primary key (association_id, id)
);
call close_table('files', 'select, insert, delete');

-- Workers that are alive; jobs locked by a dead one are given back.
create table workers (
  id text primary key,
  seen_at timestamptz not null default now()
);

-- Puts a job into the queue inside the caller's transaction (the runtime role can't see the queue itself).
create function enqueue(task text, payload json, job_key text default null, run_at timestamptz default null, attempts int default 12)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload => payload, job_key => job_key, run_at => run_at, max_attempts => attempts);
end $$;
grant execute on function enqueue(text, json, text, timestamptz, int) to huiji_app;
