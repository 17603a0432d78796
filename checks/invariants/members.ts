import type { Invariant } from '../invariant.ts'

export const memberInvariants: Invariant[] = [
  {
    name: 'members.admitted-has-a-membership',
    holds: 'who was admitted has a membership, and nobody else has',
    sql: `select m.association_id, m.id, m.name from members m where m.merged_into is null
      and (m.admitted_at is not null) <> exists (select 1 from memberships x where (x.association_id, x.member_id) = (m.association_id, m.id))`,
  },
  {
    name: 'members.merged-is-empty',
    holds: 'a record that was joined into another keeps no standing, matter, money or account of its own, and is in no list',
    sql: `select m.association_id, m.id, m.name from members m where m.merged_into is not null and (
      exists (select 1 from memberships x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from matters x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from charges x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from orders x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from dues_spans x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from receipts x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from account_members x where (x.association_id, x.member_id) = (m.association_id, m.id))
      or exists (select 1 from member_search x where (x.association_id, x.member_id) = (m.association_id, m.id)))`,
  },
  {
    name: 'members.level-while-member',
    holds: 'a membership has a level on its first day and on its last, or today',
    sql: `select m.association_id, m.id, m.joined_on, m.left_on from memberships m
      where not exists (select 1 from level_spans l where (l.association_id, l.membership_id) = (m.association_id, m.id) and l.period @> m.joined_on)
        or m.left_on is null and not exists (select 1 from level_spans l where (l.association_id, l.membership_id) = (m.association_id, m.id) and upper_inf(l.period))`,
  },
]
