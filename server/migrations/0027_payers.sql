-- Whom a bank may mean. A name without everything that clerks, banks and registers write differently: marks and blanks, width and case, and the
-- characters of 股份有限责任公司 and 集团 wherever they stand. Whoever the program may hold for the same shares the key; it compares in full those who do.
create function payer_key(written text) returns text language sql immutable strict parallel safe
  return translate(regexp_replace(written, '[^0-9A-Za-z０-９Ａ-Ｚａ-ｚ㐀-䶿一-鿿]', '', 'g'),
    'abcdefghijklmnopqrstuvwxyzａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ０１２３４５６７８９股份有限责任集团公司',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
grant execute on function payer_key to huiji_app;

create index members_payer_key on members (association_id, payer_key(name));
create index member_names_payer_key on member_names (association_id, payer_key(name));
create index orders_payer_key on orders (association_id, payer_key(payer_unit)) where state in ('open', 'vouched');

-- Who has, had or is paid for by one of these names. Under row-level security no index answers for a function, so the owner asks, for the
-- association of the running transaction and no other; only ids come out, and what belongs to them is read behind the walls.
create function members_meant(names text[]) returns setof uuid language sql stable security definer set search_path = public, pg_temp as $$
  with said as materialized (select array(select distinct payer_key(n) from unnest(names) n) as keys)
  select m.id from members m where m.association_id = current_association() and payer_key(m.name) = any((select keys from said)::text[])
  union select n.member_id from member_names n where n.association_id = current_association() and payer_key(n.name) = any((select keys from said)::text[])
  union select o.member_id from orders o where o.association_id = current_association() and o.state in ('open', 'vouched')
    and payer_key(o.payer_unit) = any((select keys from said)::text[])
$$;
grant execute on function members_meant to huiji_app;

-- What a member owes, asked for a thousand members at a time.
create index charges_open_of on charges (association_id, member_id) where state = 'open';

-- The lines of a statement are compared in turns, as they stand in the file.
drop index bank_lines_waiting;
create index bank_lines_waiting on bank_lines (association_id, statement_id, row_no) where state = 'waiting';
