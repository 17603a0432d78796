-- What staff search, filter and sort members by, in one narrow table: rows this small are walked in an instant.
-- Written by the members module with each change; the two dues columns follow charges and spans by the triggers below.
create table member_search (
  association_id uuid not null references associations,
  member_id uuid not null,
  number text not null,
  -- Pinyin initials, then the name: close to a dictionary's order in any locale.
  name_key text not null,
  admitted_at timestamptz not null,
  joined_on date not null,
  left_on date,
  level text,
  province text,
  city text,
  industry text,
  paid_through date,
  -- The earliest year with an open charge.
  owed_year int,
  -- Names and former names, a tab, then everything else one may search by; normalised, lines ended by \n.
  haystack text not null,
  grams text[] not null,
  primary key (association_id, member_id),
  foreign key (association_id, member_id) references members
);
call close_table('member_search');
-- The grams live in their index; out of the row, a walk over all members does not read them.
alter table member_search alter column grams set storage external;
alter table member_search alter column haystack set storage main;
alter table member_search set (toast_tuple_target = 256);
create index member_search_grams on member_search using gin (grams) with (fastupdate = off);
create index member_search_admitted on member_search (association_id, admitted_at, member_id);
create index member_search_name on member_search (association_id, name_key, member_id);
create index member_search_number on member_search (association_id, number, member_id);
create index member_search_level on member_search (association_id, level);
create index member_search_region on member_search (association_id, province, city);
create index member_search_industry on member_search (association_id, industry);
create index member_search_owed on member_search (association_id, owed_year) where owed_year is not null;
create index member_search_paid on member_search (association_id, paid_through);
create index member_search_left on member_search (association_id, left_on) where left_on is not null;

-- Dues stand above members in the program, so the list learns of them here: one statement per batch, however many charges.
create function member_search_owes() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update member_search s set owed_year = c.year
  from (select m.association_id, m.member_id, (select min(o.year) from charges o
          where o.association_id = m.association_id and o.member_id = m.member_id and o.state = 'open') as year
        from (select distinct association_id, member_id from changed) m) c
  where s.association_id = c.association_id and s.member_id = c.member_id and s.owed_year is distinct from c.year;
  return null;
end $$;
create trigger charges_listed after insert on charges referencing new table as changed for each statement execute function member_search_owes();
create trigger charges_relisted after update on charges referencing new table as changed for each statement execute function member_search_owes();

create function member_search_paid() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update member_search s set paid_through = c.day
  from (select m.association_id, m.member_id, (select max(upper(d.period)) - 1 from dues_spans d
          where d.association_id = m.association_id and d.member_id = m.member_id) as day
        from (select distinct association_id, member_id from changed) m) c
  where s.association_id = c.association_id and s.member_id = c.member_id and s.paid_through is distinct from c.day;
  return null;
end $$;
create trigger dues_spans_listed after insert on dues_spans referencing new table as changed for each statement execute function member_search_paid();

-- The conditions of a search as SQL over $1 grams, $2 likes, $3 names only, $4 levels, $5 provinces, $6 cities, $7 industry patterns,
-- $8 dues, $9 standing, $10 today: only those that were asked, so that each search is planned for what it is.
create function member_conditions(
    grams text[], likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text, today date)
  returns text language sql immutable set search_path = pg_catalog, pg_temp
  return concat_ws(' and ',
    's.association_id = public.current_association()',
    case when cardinality(grams) > 0 then 's.grams @> $1' end,
    case when cardinality(likes) > 0 and names_only then 'split_part(s.haystack, chr(9), 1) like all ($2)'
         when cardinality(likes) > 0 then 's.haystack like all ($2)' end,
    case when levels is not null then 's.level = any ($4)' end,
    case when provinces is not null then 's.province = any ($5)' end,
    case when cities is not null then 's.city = any ($6)' end,
    case when industries is not null then 's.industry like any ($7)' end,
    case dues when 'arrears' then 's.owed_year <= extract(year from $10)::int'
              when 'paid' then '(s.owed_year is null or s.owed_year > extract(year from $10)::int) and s.paid_through >= $10'
              when 'none' then '(s.owed_year is null or s.owed_year > extract(year from $10)::int) and (s.paid_through is null or s.paid_through < $10)' end,
    case standing when 'current' then 's.left_on is null' when 'left' then 's.left_on is not null' end
  );

-- One page of a search, by key. Under row-level security no index may answer "contains", which could leak; here the owner asks,
-- for the association of the running transaction and no other.
create function search_members(
    grams text[], likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text, today date,
    sort text, down boolean, after_key text, after_id uuid, amount int)
  returns table (member_id uuid, key text)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  col text := case sort when 'name' then 's.name_key' when 'number' then 's.number' else 's.admitted_at' end;
  kind text := case when sort in ('name', 'number') then 'text' else 'timestamptz' end;
  way text := case when down then 'desc' else 'asc' end;
begin
  return query execute format('select s.member_id, %s::text from member_search s where %s %s order by %s %s, s.member_id %s limit $13',
      col, member_conditions(grams, likes, names_only, levels, provinces, cities, industries, dues, standing, today),
      case when after_id is not null then format('and (%s, s.member_id) %s ($11::%s, $12)', col, case when down then '<' else '>' end, kind) end,
      col, way, way)
    using grams, likes, names_only, levels, provinces, cities, industries, dues, standing, today, after_key, after_id, amount;
end $$;

-- How many, exactly up to `cap`.
create function count_members(
    grams text[], likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text, today date, cap int)
  returns int language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  counted int;
begin
  execute format('select count(*)::int from (select 1 from member_search s where %s limit $11) x',
      member_conditions(grams, likes, names_only, levels, provinces, cities, industries, dues, standing, today))
    into counted using grams, likes, names_only, levels, provinces, cities, industries, dues, standing, today, cap;
  return counted;
end $$;

grant execute on function search_members(text[], text[], boolean, text[], text[], text[], text[], text, text, date, text, boolean, text, uuid, int) to huiji_app;
grant execute on function count_members(text[], text[], boolean, text[], text[], text[], text[], text, text, date, int) to huiji_app;

-- What an association signs with, e.g. the addresses behind certificates' QR codes. Never leaves the server.
create table association_secrets (
  association_id uuid not null references associations,
  name text not null,
  secret bytea not null,
  created_at timestamptz not null default now(),
  primary key (association_id, name)
);
call close_table('association_secrets', 'select, insert');
