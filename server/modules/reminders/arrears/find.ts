import { sql } from 'kysely'
import { auditMany } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { raise } from '../../../kernel/outbox.ts'
import { liftLimits } from '../../members/index.ts'
import { fallingUnder, rulesOf } from './rules.ts'

/** Who falls under a rule gets a case, once; what is over is closed. Repeated, it finds nothing new. */
export async function findArrears(tx: Tx, ctx: Context): Promise<{ found: number; closed: number }> {
  const closed = await closeSettled(tx, ctx)
  let [found, eased] = [0, 0]
  for (const rule of rulesOf(ctx)) {
    const today = sql`${ctx.kernel.clock.today()}::date`
    const { rows: gone } = await sql<{ id: string }>`
      with still as materialized (${fallingUnder(ctx, rule, { vouchedToo: true })})
      update arrears_cases k set state = 'closed', outcome = 'eased', closed_at = ${ctx.kernel.clock.now()}
      where k.association_id = ${ctx.association.id} and k.rule = ${rule.id} and k.state in ('found', 'noticed')
        and not exists (select 1 from still s where s.member_id = k.member_id) returning k.id`.execute(tx)
    eased += gone.length
    const { rows: fresh } = await sql<{ id: string }>`
      with fallen as materialized (${fallingUnder(ctx, rule)}), grown as (
        update arrears_cases k set years = f.years, since = f.since from fallen f
        where k.association_id = ${ctx.association.id} and k.rule = ${rule.id} and k.state = 'found' and k.member_id = f.member_id
          and (k.years, k.since) is distinct from (f.years, f.since))
      insert into arrears_cases (association_id, id, member_id, rule, name, basis, act, limits, decided_by, years, since, found_on)
      select ${ctx.association.id}, gen_random_uuid(), f.member_id, ${rule.id}, ${rule.name}, ${rule.basis}, ${rule.act}, ${rule.limits ?? []}::text[],
        ${rule.decidedBy ?? null}, f.years, f.since, ${today} from fallen f
      where not exists (select 1 from arrears_cases x where x.association_id = ${ctx.association.id} and x.member_id = f.member_id and x.rule = ${rule.id}
        and (x.state <> 'closed' or (x.outcome in ('dropped', 'undone') and x.years @> f.years)))
      on conflict do nothing returning id`.execute(tx)
    found += fresh.length
  }
  return { found, closed: closed + eased + (await closeRemoved(tx, ctx)) }
}

/** Somebody looks now, without waiting for the morning. */
export async function findNow(ctx: StaffContext): Promise<{ found: number; closed: number }> {
  authorize(ctx, 'dues.remind')
  if (rulesOf(ctx).length === 0) throw new Refusal('not-ready', '这个协会没有设置欠费处理的规则')
  return inTx(ctx, findArrears)
}

/** What is paid, waived or whose member left is over, and a limit with it: at once, by itself. */
export async function closeSettled(tx: Tx, ctx: Context): Promise<number> {
  const { rows } = await sql<{ id: string; memberId: string; name: string; acted: boolean; outcome: string }>`
    with judged as (
      select k.id, k.state = 'acted' as acted, case
        when not exists (select 1 from memberships m where m.association_id = k.association_id and m.member_id = k.member_id
          and m.branch_id is null and m.left_on is null) then 'left'
        when exists (select 1 from charges c where c.association_id = k.association_id and c.member_id = k.member_id and c.state = 'open'
          and c.kind in ('year', 'life') and c.year = any(k.years)) then null
        when exists (select 1 from charges c where c.association_id = k.association_id and c.member_id = k.member_id and c.kind in ('year', 'life')
          and c.year = any(k.years) and c.state in ('waived', 'written-off', 'cancelled')) then 'waived' else 'paid' end as outcome
      from arrears_cases k where k.association_id = ${ctx.association.id} and (k.state in ('found', 'noticed') or (k.state = 'acted' and k.act = 'limit')))
    update arrears_cases k set state = 'closed', outcome = j.outcome, closed_at = ${ctx.kernel.clock.now()} from judged j, members m
    where k.association_id = ${ctx.association.id} and k.id = j.id and j.outcome is not null and (m.association_id, m.id) = (k.association_id, k.member_id)
    returning k.id, k.member_id as "memberId", m.name, j.acted, k.outcome`.execute(tx)
  const lifted = rows.filter((row) => row.acted)
  await liftLimits(
    tx,
    ctx,
    lifted.map((row) => row.id),
  )
  await auditMany(
    tx,
    ctx,
    lifted.map(({ id, memberId, name, outcome }) => ({
      action: 'arrears.lifted' as const,
      subject: { kind: 'member', id: memberId, label: name },
      after: { case: id, outcome },
    })),
  )
  for (const { id, outcome } of lifted) if (outcome !== 'left') await raise(tx, ctx, 'reminders.arrears-ended', { caseId: id })
  return rows.length
}

/** A reaction: an order was paid, or a member left. */
export async function settleArrears(ctx: SystemContext): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    await closeSettled(tx, ctx)
  })
}

/** A rule that is no more leads nowhere; what was decided under it stands until it is paid. */
async function closeRemoved(tx: Tx, ctx: Context): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update arrears_cases set state = 'closed', outcome = 'eased', closed_at = ${ctx.kernel.clock.now()}
    where association_id = ${ctx.association.id} and state in ('found', 'noticed')
      and not rule = any(${rulesOf(ctx).map((rule) => rule.id)}::text[]) returning id`.execute(tx)
  return rows.length
}
