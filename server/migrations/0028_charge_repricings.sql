-- An open charge follows the member's level on the day of ordering: what it asked before stays in the book. The last row is what it asks now,
-- but for what approved adjustments took off since.
create table charge_repricings (
  association_id uuid not null references associations,
  id uuid not null,
  charge_id uuid not null,
  from_level text not null,
  to_level text not null,
  from_fen bigint not null check (from_fen >= 0),
  to_fen bigint not null check (to_fen >= 0),
  from_standard_id uuid,
  to_standard_id uuid,
  -- Why it is not the whole standard; '' when it is.
  from_reason text not null,
  to_reason text not null,
  made_by uuid,
  made_at timestamptz not null default now(),
  primary key (association_id, id),
  foreign key (association_id, charge_id) references charges,
  foreign key (association_id, from_standard_id) references dues_standards,
  foreign key (association_id, to_standard_id) references dues_standards
);
call close_table('charge_repricings', 'select, insert');
call wall_whole('charge_repricings');
create index charge_repricings_charge on charge_repricings (association_id, charge_id, made_at, id);
