import { sql } from 'kysely'
import type { ArrearsRow } from '../../../../contract/arrears.ts'
import type { ArrearsRule } from '../../../../contract/preset/arrears.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { dropWays } from '../for-telling.ts'
import { pausedNow } from '../ladder.ts'
import { handOver, settleNotices } from '../notices.ts'
import { lockCase } from './list.ts'
import { ruleById, type Said, wordNotice } from './rules.ts'

/** The notice that must come before anything follows: to each ticked member, or why not. */
export async function issueNotices(ctx: StaffContext, ids: readonly string[]) {
  authorize(ctx, 'dues.remind')
  return inTx(ctx, async (tx, ctx) => {
    const skipped: { memberName: string; why: string }[] = []
    let issued = 0
    for (const id of [...new Set(ids)].sort()) {
      const row = await lockCase(tx, ctx, id)
      if (row.can.notice !== null) skipped.push({ memberName: row.memberName, why: row.can.notice })
      else {
        await issue(tx, ctx, row, found(ruleById(ctx, row.rule)))
        issued += 1
      }
    }
    await handOver(tx, ctx)
    return { issued, skipped }
  })
}

async function issue(tx: Tx, ctx: StaffContext, row: ArrearsRow, rule: ArrearsRule): Promise<void> {
  const now = ctx.kernel.clock.now()
  const association_id = ctx.association.id
  const said = wordNotice(ctx, rule, row)
  const id = await addNotice(tx, ctx, { row, rule, said, now })
  await sql`
    insert into reminder_ways (association_id, notice_id, way, state, reason, at)
    select ${association_id}, ${id}::uuid, w.way, case when w.way <> 'portal' then 'waiting' when a.there then 'sent' else 'skipped' end,
      case when w.way = 'portal' and not a.there then 'no-account' end, case when w.way = 'portal' then ${now}::timestamptz end
    from unnest(${rule.notice.by}::text[]) as w(way) cross join lateral (select exists (select 1 from account_members x
      where x.association_id = ${association_id} and x.member_id = ${row.memberId}) as there) a`.execute(tx)
  await settleNotices(tx, ctx, [id])
  await audit(tx, ctx, {
    action: 'arrears.noticed',
    subject: { kind: 'member', id: row.memberId, label: row.memberName },
    after: { rule: row.ruleName, years: row.years, text: said.sms },
  })
}

interface NewNotice {
  row: ArrearsRow
  rule: ArrearsRule
  said: Said
  /** When it left. */
  now: Date
}

/** The case's notice from now on; its ways are the caller's. Returns its id. */
export async function addNotice(tx: Tx, ctx: StaffContext, { row, rule, said, now }: NewNotice): Promise<string> {
  const id = newId()
  const association_id = ctx.association.id
  await tx
    .insertInto('reminder_notices')
    .values({
      association_id,
      id,
      member_id: row.memberId,
      step: rule.id,
      due_on: row.since,
      years: row.years,
      amount_fen: row.amountFen,
      made_by: ctx.account.id,
      made_at: now,
      case_id: row.id,
      days: rule.notice.days,
      said: JSON.stringify(said),
    })
    .execute()
  await tx
    .updateTable('arrears_cases')
    .set({ state: 'noticed', notice_id: id })
    .where('association_id', '=', association_id)
    .where('id', '=', row.id)
    .execute()
  return id
}

interface NoticeOfCase {
  memberId: string
  rule: string
  said: Said
  messageId: string | null
}

/** What the notice of a case says; null for any other notice, and when the case is over: then nothing is sent, and that is noted. */
export async function caseNoticeForTelling(tx: Tx, ctx: Context, id: string, way: 'sms' | 'mail'): Promise<NoticeOfCase | null> {
  const { rows } = await sql<NoticeOfCase & { over: 'paid' | 'paused' | null }>`
    select n.member_id as "memberId", n.step as rule, n.said, w.message_id as "messageId", 
      case when k.state <> 'noticed' then 'paid' when ${pausedNow(ctx, sql`n.member_id`)} then 'paused' end as over
    from reminder_notices n join reminder_ways w on (w.association_id, w.notice_id) = (n.association_id, n.id)
    join arrears_cases k on (k.association_id, k.id) = (n.association_id, n.case_id)
    where n.association_id = ${ctx.association.id} and n.id = ${id} and w.way = ${way} and w.state = 'handed' for update of n`.execute(tx)
  const [notice] = rows
  if (!notice?.over) return notice ?? null
  await dropWays(tx, ctx, id, notice.over)
  return null
}
