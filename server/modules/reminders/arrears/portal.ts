import { sql } from 'kysely'
import type { MyArrears } from '../../../../contract/arrears.ts'
import type { ArrearsAct } from '../../../../contract/arrears-words.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { raise } from '../../../kernel/outbox.ts'
import { settleNotices } from '../notices.ts'
import { limitsOf, missingFen, ruleById } from './rules.ts'

interface Mine extends Omit<MyArrears, 'appeal'> {
  rule: string
  act: ArrearsAct
}

/** What this member was told may follow, and what holds. */
export async function myArrears(ctx: MemberContext): Promise<{ rows: MyArrears[] }> {
  const { rows } = await inTx(ctx, (tx) =>
    sql<Mine>`
      select k.id, k.rule, k.name as "ruleName", k.basis, k.act, k.limits, k.decided_by as "decidedBy", k.years, ${missingFen} as "amountFen", k.state,
        (n.made_at at time zone 'Asia/Shanghai')::date::text as "noticedOn", notice_through(k.association_id, k.notice_id)::text as through,
        k.acted_on::text as "actedOn", coalesce((select json_agg(json_build_object('text', s.text, 'at', s.made_at) order by s.made_at, s.id)
          from arrears_answers s where s.association_id = k.association_id and s.case_id = k.id), '[]') as answers
      from arrears_cases k join reminder_notices n on (n.association_id, n.id) = (k.association_id, k.notice_id)
      where k.association_id = ${ctx.association.id} and k.member_id = ${ctx.memberId} and k.state in ('noticed', 'acted')
      order by k.state, k.act desc, n.made_at desc limit 10`.execute(tx),
  )
  return {
    rows: rows.map(({ rule, ...row }) => ({
      ...row,
      limits: limitsOf(row.limits),
      amountFen: Math.max(0, row.amountFen),
      appeal: ruleById(ctx, rule)?.appeal ?? null,
      answers: row.answers.map(({ text, at }) => ({ text, at: new Date(at).toISOString() })),
    })),
  }
}

/** The member's page showed the notice. */
export async function sawArrears(ctx: MemberContext, id: string): Promise<{ done: true }> {
  await inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ id: string }>`
      update reminder_notices n set seen_at = coalesce(n.seen_at, ${ctx.kernel.clock.now()}) from arrears_cases k
      where k.association_id = ${ctx.association.id} and k.id = ${id} and k.member_id = ${ctx.memberId}
        and (n.association_id, n.id) = (k.association_id, k.notice_id) returning n.id`.execute(tx)
    await settleNotices(tx, ctx, [found(rows[0]).id])
  })
  return { done: true }
}

/** 说明 or 申诉: staff read it before they decide, and after. */
export async function answerArrears(ctx: MemberContext, id: string, said: string): Promise<{ done: true }> {
  const text = said.trim()
  if (text === '') throw new Refusal('input-invalid', { problems: [{ path: 'text', label: '说明', message: '请写明情况' }] })
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `arrears:${ctx.memberId}`, max: 10, seconds: 86_400 }))
  if (wait > 0) throw new Refusal('too-many', { message: '今天提交的说明较多，请明天再试，或电话联系协会', detail: { seconds: wait } })
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ state: string; name: string }>`
      select k.state, m.name from arrears_cases k join members m on (m.association_id, m.id) = (k.association_id, k.member_id)
      where k.association_id = ${ctx.association.id} and k.id = ${id} and k.member_id = ${ctx.memberId} for update of k`.execute(tx)
    const { state, name } = found(rows[0])
    if (state !== 'noticed' && state !== 'acted') throw new Refusal('not-ready', '这件事已经结束，不用再说明')
    await tx
      .insertInto('arrears_answers')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        case_id: id,
        text,
        made_by: ctx.account.id,
        made_at: ctx.kernel.clock.now(),
      })
      .execute()
    await raise(tx, ctx, 'reminders.arrears-answered', { memberId: ctx.memberId, memberName: name, text })
    return { done: true }
  })
}
