-- What staff search, filter and sort members by, in one narrow table: rows this small are walked in an instant.
-- Written by the members module with each change; the two dues columns follow charges and spans by the triggers below.
create table member_search (
  association_id uuid not null references associations,
  member_id uuid not null,
  kind text not null,
  number text not null,
  -- Pinyin initials, then the name: close to a dictionary's order in any locale.
  name_key text not null,
  admitted_at timestamptz not null,
  joined_on date not null,
  left_on date,
  level text,
  -- The branches it stands in today.
  branches text[] not null default '{}',
  province text,
  city text,
  industry text,
  paid_through date,
  -- The earliest year with an open charge.
  owed_year int,
  -- Names, former names and their pinyin initials, a tab, then everything else one may search by; normalised, lines ended by \n.
  haystack text not null,
  primary key (association_id, member_id),
  foreign key (association_id, member_id) references members
);
call close_table('member_search');
create index member_search_admitted on member_search (association_id, admitted_at, member_id);
create index member_search_name on member_search (association_id, name_key, member_id);
create index member_search_number on member_search (association_id, number, member_id);
create index member_search_level on member_search (association_id, level);
create index member_search_persons on member_search (association_id, kind, admitted_at, member_id) where kind = 'person';
create index member_search_branches on member_search using gin (branches);
create index member_search_region on member_search (association_id, province, city);
create index member_search_industry on member_search (association_id, industry);
create index member_search_owed on member_search (association_id, owed_year) where owed_year is not null;
create index member_search_paid on member_search (association_id, paid_through);
create index member_search_left on member_search (association_id, left_on) where left_on is not null;

-- The pieces of a haystack that an index can answer "contains" with. Apart from it, so that a walk over all members does not read them.
create table member_grams (
  association_id uuid not null references associations,
  member_id uuid not null,
  grams text[] not null,
  primary key (association_id, member_id),
  foreign key (association_id, member_id) references member_search on delete cascade
);
call close_table('member_grams');
create index member_grams_grams on member_grams using gin (grams) with (fastupdate = off);

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

-- A member that is listed anew brings its dues along.
create function member_search_starts() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.owed_year := (select min(c.year) from charges c where c.association_id = new.association_id and c.member_id = new.member_id and c.state = 'open');
  new.paid_through := (select max(upper(d.period)) - 1 from dues_spans d where d.association_id = new.association_id and d.member_id = new.member_id);
  return new;
end $$;
create trigger member_search_starts before insert on member_search for each row execute function member_search_starts();

-- Who has all the grams, up to 5000; null when more have. "Is not distinct" keeps the planner off the primary key: the grams' index
-- answers. Under row-level security no index may answer "contains", which could leak; here the owner asks, for the association
-- of the running transaction and no other.
create function member_candidates(wanted text[]) returns uuid[]
  language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off
  return (select case when count(*) <= 5000 then coalesce(array_agg(x.member_id), '{}') end
          from (select g.member_id from member_grams g where g.grams @> wanted and g.association_id is not distinct from current_association() limit 5001) x);

-- Whom the running transaction may find: null is everybody, else the members of its branches and those who asked to join them.
-- The functions below read as the owner, whom no wall stops, so they ask here.
create function members_in_sight() returns uuid[]
  language sql stable security definer set search_path = public, pg_temp
  return case when current_branches() is not null then (select coalesce(array_agg(x.member_id), '{}') from (
    select s.member_id from memberships s where s.association_id = current_association() and s.branch_id = any(current_branches())
    union select m.member_id from matters m where m.association_id = current_association() and m.branch_id = any(current_branches())) x) end;

-- The conditions of a search as SQL over $1 likes, $2 levels, $3 provinces, $4 cities, $5 industry patterns, $6 today, $11 the newest
-- year that is late today (2100: years run from payment, late is who owes and is not covered), $12 kind, $13 branches: only those that were asked, so that each search is planned for what it is.
create function member_conditions(
    likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text,
    kind text, branches text[])
  returns text language sql immutable set search_path = pg_catalog, pg_temp
  return concat_ws(' and ',
    'true',
    case when cardinality(likes) > 0 and names_only then 'split_part(s.haystack, chr(9), 1) like all ($1)'
         when cardinality(likes) > 0 then 's.haystack like all ($1)' end,
    case when levels is not null then 's.level = any ($2)' end,
    case when provinces is not null then 's.province = any ($3)' end,
    case when cities is not null then 's.city = any ($4)' end,
    case when industries is not null then 's.industry like any ($5)' end,
    case dues when 'arrears' then 's.owed_year <= $11 and ($11 < 2100 or s.paid_through is null or s.paid_through < $6)'
              when 'paid' then '($11 = 2100 or s.owed_year is null or s.owed_year > $11) and s.paid_through >= $6'
              when 'none' then '(s.owed_year is null or s.owed_year > $11) and (s.paid_through is null or s.paid_through < $6)' end,
    case standing when 'current' then 's.left_on is null' when 'left' then 's.left_on is not null' end,
    case when kind is not null then 's.kind = $12' end,
    case when branches is not null then 's.branches && $13' end
  );

-- One page of a search, by key. First the next 3000 members are looked at in the wanted order: what many have is found there at once.
-- What few have is found by its grams; the rest is left to the planner.
create function search_members(
    grams text[], likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text, kind text, branches text[], today date, late int,
    sort text, down boolean, after_key text, after_id uuid, amount int)
  returns table (member_id uuid, key text)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  col text := case sort when 'name' then 's.name_key' when 'number' then 's.number' else 's.admitted_at' end;
  type text := case when sort in ('name', 'number') then 'text' else 'timestamptz' end;
  way text := case when down then 'desc' else 'asc' end;
  here text := 's.association_id = public.current_association()'
    || case when after_id is not null then format(' and (%s, s.member_id) %s ($8::%s, $9)', col, case when down then '<' else '>' end, type) else '' end;
  conditions text := member_conditions(likes, names_only, levels, provinces, cities, industries, dues, standing, kind, branches);
  ordered text := format('order by s.association_id %s, %s %s, s.member_id %s', way, col, way, way);
  sight uuid[] := members_in_sight();
  candidates uuid[] := sight;
  near uuid[];
  source text;
begin
  if sight is null then
    execute format('select array_agg(x.member_id) from (select s.member_id from (select * from member_search s where %s %s limit 3000) s where %s %s limit $10) x', here, ordered, conditions, ordered)
      into near using likes, levels, provinces, cities, industries, today, candidates, after_key, after_id, amount, late, kind, branches;
    if cardinality(near) = amount then
      candidates := near;
    elsif cardinality(grams) > 0 then
      candidates := member_candidates(grams);
    end if;
  end if;
  source := case when candidates is null then 'member_search'
    else '(select * from member_search s where s.association_id = public.current_association() and s.member_id = any ($7) offset 0)' end;
  return query execute format('select s.member_id, %s::text from %s s where %s and %s %s limit $10', col, source, here, conditions, ordered)
    using likes, levels, provinces, cities, industries, today, candidates, after_key, after_id, amount, late, kind, branches;
end $$;

-- How many, exactly up to `cap`.
create function count_members(
    grams text[], likes text[], names_only boolean, levels text[], provinces text[], cities text[], industries text[], dues text, standing text, kind text, branches text[], today date, late int, cap int)
  returns int language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  conditions text := member_conditions(likes, names_only, levels, provinces, cities, industries, dues, standing, kind, branches);
  candidates uuid[] := coalesce(members_in_sight(), case when cardinality(grams) > 0 then member_candidates(grams) end);
  counted int;
begin
  execute format('select count(*)::int from (select 1 from %s s where s.association_id = public.current_association() and %s limit $10) x',
      case when candidates is null then 'member_search' else '(select * from member_search s where s.association_id = public.current_association() and s.member_id = any ($7) offset 0)' end, conditions)
    into counted using likes, levels, provinces, cities, industries, today, candidates, null::text, null::uuid, cap, late, kind, branches;
  return counted;
end $$;

grant execute on function search_members(text[], text[], boolean, text[], text[], text[], text[], text, text, text, text[], date, int, text, boolean, text, uuid, int) to huiji_app;
grant execute on function count_members(text[], text[], boolean, text[], text[], text[], text[], text, text, text, text[], date, int, int) to huiji_app;

-- What an association signs with, e.g. the addresses behind certificates' QR codes. Never leaves the server.
create table association_secrets (
  association_id uuid not null references associations,
  name text not null,
  secret bytea not null,
  created_at timestamptz not null default now(),
  primary key (association_id, name)
);
call close_table('association_secrets', 'select, insert');
