-- What 0008 says of standings, said of their history: a line of a standing in another branch is not the branch's to read.
-- Dropped first, because some databases were made while 0008 already carried it.
drop policy if exists branch_of on member_changes;
create policy branch_of on member_changes as restrictive to huiji_app using
  ((select current_branches()) is null or field not like 'branch.%' or substr(field, 8) = any((select current_branches())::text[]))
  with check (true);
