import { sql } from 'kysely'
import { yearOf } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import type { SystemContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { exemptionSql } from '../ledger/exempt.ts'
import { partOfYearSql } from '../orders/price.ts'
import { levelChangeSql, rulesOf } from '../settings.ts'
import { isRolling } from './rolling.ts'
import { freshId } from './write.ts'

/**
 * `levelChange: difference`, every day: whoever paid the running year and stands at a dearer level since owes what the two standards differ, for the
 * part of the year that is left as `partYear` counts it. Whoever sank gets nothing back. Repeated, it finds nobody.
 */
export async function chargeDifferences(ctx: SystemContext): Promise<void> {
  if (rulesOf(ctx).levelChange !== 'difference') return
  const today = ctx.kernel.clock.today()
  const year = yearOf(today)
  const rolling = isRolling(ctx)
  const more = sql`(r.now_fen - r.before_fen)`
  const part = rolling ? { amount: more } : partOfYearSql(ctx, more, year, sql`r.since`)
  await inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ memberId: string; level: string; amountFen: number }>`
      with risen as (
        select c.association_id, c.member_id, c.year, c.level as before, l.level, s.id as standard_id, lower(l.period) as since, s.amount_fen as now_fen,
          greatest(b.amount_fen, coalesce((select max(t.amount_fen) from charges d join dues_standards t on (t.association_id, t.id) = (d.association_id, d.standard_id)
            where d.association_id = c.association_id and d.member_id = c.member_id and d.year = c.year and d.kind = 'difference' and d.state <> 'cancelled'), 0)) as before_fen
        from charges c
        join members x on (x.association_id, x.id) = (c.association_id, c.member_id)
        join memberships m on m.association_id = c.association_id and m.member_id = c.member_id and m.branch_id is null and m.left_on is null
        join level_spans l on l.association_id = m.association_id and l.membership_id = m.id and l.period @> ${today}::date
        join dues_standards b on (b.association_id, b.id) = (c.association_id, c.standard_id)
        join dues_standards s on s.association_id = l.association_id and s.level = l.level and s.years @> c.year
        where c.association_id = ${ctx.association.id} and c.kind = 'year' and l.level <> c.level and s.amount_fen > b.amount_fen
          and (c.state = 'settled' or (c.state = 'waived' and c.reason = ''))
          and ${
            rolling
              ? sql`exists (select 1 from dues_spans p where p.association_id = c.association_id and p.charge_id = c.id and p.voided_at is null and p.period @> ${today}::date)`
              : sql`c.year = ${year}`
          }
          and (${exemptionSql(ctx, sql`l.level`, sql`m.joined_on`)}) is null)
      insert into charges (association_id, id, member_id, kind, year, level, amount_fen, reason, standard_id, state, created_at)
      select r.association_id, ${freshId}, r.member_id, 'difference', r.year, r.level, ${part.amount},
        to_char(r.since, 'YYYY-MM-DD') || ' 起' || ${levelChangeSql(ctx, sql`r.before`, sql`r.level`)},
        r.standard_id, 'open', ${ctx.kernel.clock.now()}
      from risen r where ${more} > 0 and ${part.amount} > 0
      on conflict do nothing returning member_id as "memberId", level, amount_fen as "amountFen"`.execute(tx)
    for (const { memberId, level, amountFen } of rows) {
      const subject = { kind: 'member', id: memberId }
      await audit(tx, ctx, { action: 'dues.difference-charged', subject, after: { year, level, amountFen } })
    }
  })
}
