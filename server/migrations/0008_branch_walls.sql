-- Who works in a branch sees that branch: other branches' rows do not exist in such a transaction, whatever address was typed.
-- Policies ask through definer functions, which read as the owner and so can't go round in circles.

create function member_in_branches(association uuid, member uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return exists (select 1 from memberships s where s.association_id = association and s.member_id = member and s.branch_id = any(current_branches()))
    or exists (select 1 from matters m where m.association_id = association and m.member_id = member and m.branch_id = any(current_branches()));
grant execute on function member_in_branches(uuid, uuid) to huiji_app;

create function matter_in_branches(association uuid, matter uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return exists (select 1 from matters m where m.association_id = association and m.id = matter and m.branch_id = any(current_branches()));
grant execute on function matter_in_branches(uuid, uuid) to huiji_app;

-- Rows of a member that has, or asks for, a standing in one of the branches.
create procedure wall_by_member(target regclass, member_column text default 'member_id')
  language plpgsql as $$
begin
  execute format('create policy branch on %s as restrictive to huiji_app using
    ((select current_branches()) is null or member_in_branches(association_id, %I))
    with check (true)', target, member_column);
end $$;
call wall_by_member('members', 'id');
call wall_by_member('account_members');
call wall_by_member('member_names');
call wall_by_member('member_numbers');
call wall_by_member('contacts');
call wall_by_member('member_changes');
call wall_by_member('council_seats');
call wall_by_member('employments', 'person_id');
call wall_by_member('member_documents');
call wall_by_member('member_search');
call wall_by_member('member_grams');

-- Of a member it sees, a branch sees its standing in the association and in the branch itself; not what it is in others.
create policy branch on memberships as restrictive to huiji_app using
  ((select current_branches()) is null or branch_id = any((select current_branches())::text[])
    or (branch_id is null and member_in_branches(association_id, member_id)))
  with check (true);

create policy branch on matters as restrictive to huiji_app using
  ((select current_branches()) is null or branch_id = any((select current_branches())::text[]));

-- What hangs on a matter.
create procedure wall_by_matter(target regclass)
  language plpgsql as $$
begin
  execute format('create policy branch on %s as restrictive to huiji_app using
    ((select current_branches()) is null or matter_in_branches(association_id, matter_id))', target);
end $$;
call wall_by_matter('matter_events');
call wall_by_matter('matter_documents');
call wall_by_matter('matter_prints');
call wall_by_matter('agreements');
call wall_by_matter('meeting_items');

-- Money, messages, the log and the meetings are the whole association's: written from a branch, read by none.
create procedure wall_whole(target regclass)
  language plpgsql as $$
begin
  execute format('create policy branch_read on %s as restrictive for select to huiji_app using ((select current_branches()) is null)', target);
end $$;
call wall_whole('charges');
call wall_whole('orders');
call wall_whole('order_charges');
call wall_whole('vouchers');
call wall_whole('payments');
call wall_whole('dues_spans');
call wall_whole('receipts');
call wall_whole('messages');
call wall_whole('alerts');
call wall_whole('audit_log');
call wall_whole('meetings');
call wall_whole('member_merges');
