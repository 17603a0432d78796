import type { Invariant } from '../invariant.ts'

export const reminderInvariants: Invariant[] = [
  {
    name: 'reminders.one-result',
    holds: 'a step of a charge has one line for a due day, of the member that owes it',
    sql: `select r.association_id, r.charge_id, r.step, r.due_on, count(*) from reminders r
      join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
      group by 1, 2, 3, 4 having count(*) > 1 or bool_or(r.member_id <> c.member_id)`,
  },
  {
    name: 'reminders.told-by-something',
    holds: 'what counts as told was sent by SMS or mail, was seen, or was to be shown in the portal alone',
    sql: `select n.association_id, n.id, n.state from reminder_notices n where n.state = 'told' and n.seen_at is null
      and not exists (select 1 from reminder_ways w where (w.association_id, w.notice_id) = (n.association_id, n.id) and w.state in ('sent', 'delivered')
        and (w.way <> 'portal' or not exists (select 1 from reminder_ways o
          where (o.association_id, o.notice_id) = (n.association_id, n.id) and o.way <> 'portal')))`,
  },
  {
    name: 'reminders.once-by-a-way',
    holds: 'a way that was used has its message, and no message serves two',
    sql: `select w.association_id, w.notice_id, w.way, w.state from reminder_ways w
      where w.way in ('sms', 'mail') and (w.state in ('sent', 'delivered', 'failed', 'bounced') and w.message_id is null
        or w.message_id is not null and exists (select 1 from reminder_ways o where o.association_id = w.association_id and o.message_id = w.message_id
          and (o.notice_id, o.way) <> (w.notice_id, w.way)))`,
  },
  {
    name: 'reminders.letter-as-entered',
    holds: 'a notice by post has its letter, which arrived on the day that a person entered, or did not',
    sql: `select w.association_id, w.notice_id, w.state, w.at, l.delivered_on from reminder_ways w
      left join reminder_letters l on (l.association_id, l.notice_id) = (w.association_id, w.notice_id)
      where w.way = 'letter' and (l.notice_id is null or (w.state = 'delivered') <> (l.delivered_on is not null) or (w.state = 'bounced') <> (l.returned_on is not null)
        or (w.at at time zone 'Asia/Shanghai')::date is distinct from coalesce(l.delivered_on, l.returned_on, l.posted_on))`,
  },
  {
    name: 'reminders.acts-after-notice',
    holds: 'nothing follows from arrears but after a notice of that case, which arrived and whose time was over, by a person',
    sql: `select k.association_id, k.id, k.member_id, k.acted_on, k.notice_through from arrears_cases k where (k.acted_on is not null or k.state = 'acted')
      and not exists (select 1 from reminder_notices n where (n.association_id, n.id) = (k.association_id, k.notice_id) and n.case_id = k.id and n.member_id = k.member_id
        and (n.made_at at time zone 'Asia/Shanghai')::date + n.days <= k.notice_through and k.notice_through < k.acted_on and k.acted_by is not null)`,
  },
  {
    name: 'reminders.limited-by-decision',
    holds: 'a member is limited by a decision that stands, and by none that was taken back or paid',
    sql: `select l.association_id, l.id, l.member_id from member_limits l where not exists (select 1 from arrears_cases k
      where (k.association_id, k.id, k.member_id) = (l.association_id, l.id, l.member_id) and k.act = 'limit' and k.acted_on is not null
        and (k.state = 'acted') = (l.lifted_at is null))`,
  },
]
