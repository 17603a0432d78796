import type { ArrearsRow, Letter, LetterOutcome } from '../../../../contract/arrears.ts'
import type { Problem } from '../../../../contract/errors.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { settleNotices } from '../notices.ts'
import { lockCase } from './list.ts'
import { addNotice } from './notice.ts'
import { ruleById, untilByPost, wordNotice } from './rules.ts'

const subjectOf = (row: ArrearsRow) => ({ kind: 'member', id: row.memberId, label: row.memberName })
// Of a day that a person entered, the hour does not matter.
const noonOf = (day: string) => new Date(`${day}T12:00:00+08:00`)

/** 书面送达: the notice of a case went by post. Until its delivery is entered, nothing can follow. */
export async function postLetter(ctx: StaffContext, id: string, said: Letter): Promise<{ done: true }> {
  authorize(ctx, 'dues.remind')
  return inTx(ctx, async (tx, ctx) => {
    const row = await lockCase(tx, ctx, id)
    if (row.can.notice !== null) throw new Refusal('not-ready', row.can.notice)
    const letter = requireLetter(ctx, row, said)
    const rule = found(ruleById(ctx, row.rule))
    const [now, posted] = [ctx.kernel.clock.now(), noonOf(said.postedOn)]
    const words = wordNotice(ctx, rule, row, untilByPost(rule.notice.days))
    const noticeId = await addNotice(tx, ctx, { row, rule, said: words, now: posted < now ? posted : now })
    const key = { association_id: ctx.association.id, notice_id: noticeId }
    await tx
      .insertInto('reminder_letters')
      .values({ ...key, ...letter, posted_on: said.postedOn, recorded_by: ctx.account.id, recorded_at: now })
      .execute()
    await tx
      .insertInto('reminder_ways')
      .values({ ...key, way: 'letter', state: 'handed', at: posted })
      .execute()
    await audit(tx, ctx, {
      action: 'arrears.letter-posted',
      subject: subjectOf(row),
      after: { rule: row.ruleName, years: row.years, ...letter, postedOn: said.postedOn },
    })
    if (said.deliveredOn === null) return { done: true }
    await settle(tx, ctx, await lockCase(tx, ctx, id), { deliveredOn: said.deliveredOn, returnedOn: null, note: '' })
    return { done: true }
  })
}

function requireLetter(ctx: StaffContext, row: ArrearsRow, said: Letter) {
  const [tracking, addressee, address] = [said.tracking.trim(), said.addressee.trim(), said.address.trim()]
  const problems: Problem[] = []
  if (tracking === '') problems.push({ path: 'tracking', label: '单号', message: '请填写邮件单号，送达与否凭它查询' })
  if (addressee === '') problems.push({ path: 'addressee', label: '收件人', message: '请填写收件人' })
  if (address === '') problems.push({ path: 'address', label: '地址', message: '请填写寄往的地址' })
  if (said.postedOn < row.foundOn || said.postedOn > ctx.kernel.clock.today())
    problems.push({ path: 'postedOn', label: '交寄日期', message: `请填写列入名单之日（${row.foundOn}）至今天之间的日期` })
  refuse(problems)
  return { carrier: said.carrier, tracking, addressee, address }
}

/** It was delivered, or it came back. May be put right, with a trace, until somebody has decided. */
export async function settleLetter(ctx: StaffContext, id: string, said: LetterOutcome): Promise<{ done: true }> {
  authorize(ctx, 'dues.remind')
  return inTx(ctx, async (tx, ctx) => {
    const row = await lockCase(tx, ctx, id)
    if (row.can.letter !== null) throw new Refusal('not-ready', row.can.letter)
    await settle(tx, ctx, row, said)
    return { done: true }
  })
}

async function settle(tx: Tx, ctx: StaffContext, row: ArrearsRow, said: LetterOutcome): Promise<void> {
  const { postedOn, deliveredOn, returnedOn, note } = found(row.notice?.letter)
  const day = requireOutcome(ctx, postedOn, said)
  const noticeId = await noticeOf(tx, ctx, row.id)
  await tx
    .updateTable('reminder_letters')
    .set({
      delivered_on: said.deliveredOn,
      returned_on: said.returnedOn,
      note: said.note.trim(),
      settled_by: ctx.account.id,
      settled_at: ctx.kernel.clock.now(),
    })
    .where('association_id', '=', ctx.association.id)
    .where('notice_id', '=', noticeId)
    .execute()
  await tx
    .updateTable('reminder_ways')
    .set({ state: said.deliveredOn === null ? 'bounced' : 'delivered', at: noonOf(day) })
    .where('association_id', '=', ctx.association.id)
    .where('notice_id', '=', noticeId)
    .where('way', '=', 'letter')
    .execute()
  await settleNotices(tx, ctx, [noticeId])
  await audit(tx, ctx, {
    action: 'arrears.letter-settled',
    subject: subjectOf(row),
    before: { deliveredOn, returnedOn, note },
    after: { ...said },
  })
}

function requireOutcome(ctx: StaffContext, postedOn: string, { deliveredOn, returnedOn, note }: LetterOutcome): string {
  const [path, label] = deliveredOn === null ? ['returnedOn', '退回日期'] : ['deliveredOn', '送达日期']
  const day = deliveredOn ?? returnedOn
  const problems: Problem[] = []
  if (day === null || (deliveredOn !== null && returnedOn !== null) || day < postedOn || day > ctx.kernel.clock.today())
    problems.push({ path, label, message: `请填写交寄之日（${postedOn}）至今天之间的日期` })
  if (deliveredOn === null && note.trim() === '') problems.push({ path: 'note', label: '退回原因', message: '请写明退回的原因' })
  refuse(problems)
  return day ?? postedOn
}

function refuse(problems: Problem[]): void {
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
}

/** The newest notice of a case. */
export async function noticeOf(tx: Tx, ctx: StaffContext, caseId: string): Promise<string> {
  const row = await tx
    .selectFrom('arrears_cases')
    .select('notice_id')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', caseId)
    .executeTakeFirst()
  return found(row?.notice_id)
}
