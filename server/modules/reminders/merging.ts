import { sql } from 'kysely'

/** When two records of a member become one: its reminders go with its charges. Paused is paused. */
export const reminderRows = {
  tables: [
    { table: 'reminders', label: '缴费提醒' },
    { table: 'reminder_notices' },
    {
      table: 'arrears_cases',
      stays: (keptId: string) =>
        sql<boolean>`r.state <> 'closed' and exists (select 1 from arrears_cases k where k.association_id = r.association_id and k.member_id = ${keptId} and k.rule = r.rule and k.state <> 'closed')`,
    },
    { table: 'member_limits' },
    {
      table: 'reminder_pauses',
      stays: (keptId: string) =>
        sql<boolean>`r.ended_at is null and exists (select 1 from reminder_pauses k where k.association_id = r.association_id and k.member_id = ${keptId} and k.ended_at is null)`,
    },
  ],
}
