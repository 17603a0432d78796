import { fillText } from '../../../contract/preset.ts'
import { daysBetween } from '../../../contract/rules/days.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { emailOf, mobileOf } from '../accounts/index.ts'
import { firstContact, memberForTelling, principalOf } from '../members/index.ts'
import { caseForTelling, caseNoticeForTelling, linkMessage, noteWay, noticeForTelling } from '../reminders/index.ts'
import { deliver } from './deliver.ts'
import { insertAlert, insertMessage, isDead, type NewMessage, skipQueued } from './store.ts'
import { tell } from './tell.ts'
import { wordingOf } from './wording.ts'

/** 缴费提醒 by one way. What becomes of it is noted there; paid meanwhile, nothing is sent. */
export async function tellReminder(ctx: SystemContext, { data }: RaisedEvent<'reminders.noticed'>): Promise<void> {
  const { noticeId, way } = data
  const messageId = await inTx(ctx, async (tx, ctx) => {
    const ofCase = await caseNoticeForTelling(tx, ctx, noticeId, way)
    const notice = ofCase ?? (await noticeForTelling(tx, ctx, noticeId, way))
    if (!notice) await skipQueued(tx, ctx, `reminder:${noticeId}:${way}`)
    if (!notice || notice.messageId !== null) return notice?.messageId
    const recipient = await addressOf(tx, ctx, notice.memberId, way)
    const message = 'said' in notice ? asIssued(ctx, notice, way) : await worded(tx, ctx, notice, way)
    if (recipient !== null && way === 'sms' && (await isDead(tx, ctx, recipient))) {
      await noteWay(tx, ctx, noticeId, way, { state: 'skipped', reason: 'dead-mobile' })
      return undefined
    }
    if (recipient === null || message === null) {
      await noteWay(tx, ctx, noticeId, way, { state: 'skipped', reason: recipient ? 'no-text' : way === 'sms' ? 'no-mobile' : 'no-email' })
      return undefined
    }
    const id = await insertMessage(tx, ctx, { ...message, recipient, cause: `reminder:${noticeId}:${way}` })
    await linkMessage(tx, ctx, noticeId, way, id)
    return id
  })
  if (messageId) await deliver(ctx, messageId)
}

/** A notice before 欠费处理, in the words that were issued. */
function asIssued(
  ctx: SystemContext,
  { memberId, rule, said }: NonNullable<Awaited<ReturnType<typeof caseNoticeForTelling>>>,
  way: 'sms' | 'mail',
): Omit<NewMessage, 'recipient' | 'cause'> | null {
  const common = { template: `arrears-notice/${rule}`, variables: said.variables, about: { kind: 'member', id: memberId } }
  if (way === 'mail') return said.mail === '' ? null : { ...common, channel: 'email', subject: said.subject, body: said.mail }
  return said.sms === ''
    ? null
    : { ...common, channel: 'sms', subject: '', body: `【${ctx.association.settings.smsSignature}】${said.sms}` }
}

/** The first contact's; without one, that of the account one signs in with as this member. */
async function addressOf(tx: Tx, ctx: SystemContext, memberId: string, way: 'sms' | 'mail'): Promise<string | null> {
  const contact = await firstContact(tx, ctx, memberId)
  const known = way === 'sms' ? contact?.mobile : contact?.email
  if (known) return known
  const account = await principalOf(tx, ctx, memberId)
  if (account === null) return null
  return way === 'sms' ? mobileOf(tx, ctx, account) : emailOf(tx, ctx, account)
}

async function worded(
  tx: Tx,
  ctx: SystemContext,
  notice: { memberId: string; step: string; dueOn: string; years: number[]; amountFen: number; people: number },
  way: 'sms' | 'mail',
): Promise<Omit<NewMessage, 'recipient' | 'cause'> | null> {
  const { settings } = ctx.association
  const late = daysBetween(notice.dueOn, ctx.kernel.clock.today())
  const template = `${late > 0 ? 'dues-overdue' : 'dues-reminder'}/${notice.step}`
  const wording = wordingOf(settings, template)
  const variables = {
    association: ctx.association.name,
    member: (await memberForTelling(tx, ctx, notice.memberId)).name,
    dues: settings.words.dues,
    year: notice.years.join('、'),
    amount: formatFen(notice.amountFen),
    due: notice.dueOn,
    days: String(Math.abs(late)),
    people: notice.people > 0 ? `（含 ${notice.people} 名个人会员）` : '',
  }
  const common = { template, variables, about: { kind: 'member', id: notice.memberId } }
  if (way === 'sms' && wording?.sms)
    return { ...common, channel: 'sms', subject: '', body: `【${settings.smsSignature}】${fillText(wording.sms, variables)}` }
  if (way === 'mail' && wording?.mail) {
    const { subject, text } = wording.mail
    return { ...common, channel: 'email', subject: fillText(subject, variables), body: fillText(text, variables) }
  }
  return null
}

/** The daily run did not run: staff learn of it, once. */
export async function alertMissedReminders(ctx: SystemContext, { id, data }: RaisedEvent<'reminders.missed'>): Promise<void> {
  const span = data.from === data.to ? data.from : `${data.from} 至 ${data.to}`
  const title = `缴费提醒有 ${data.days} 天没有运行`
  const body = `${span} 没有运行，今天已经补上：每位会员只发最近到期的一步，较早的记为“未提醒”。请核对“缴费提醒”页面，并检查服务器这几天是否停过。`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'dues.read', title, body, memberId: null, cause: id }))
}

async function tellCase(ctx: SystemContext, id: 'arrears-acted' | 'arrears-ended', caseId: string, cause: string): Promise<void> {
  const telling = await inTx(ctx, async (tx, ctx) => {
    const told = await caseForTelling(tx, ctx, caseId)
    const { name } = await memberForTelling(tx, ctx, told.memberId)
    const variables = {
      member: name,
      dues: ctx.association.settings.words.dues,
      year: told.years.join('、'),
      basis: told.basis,
      act: told.act,
      next: told.next,
      what: told.what,
    }
    const [mobile, email] = [await addressOf(tx, ctx, told.memberId, 'sms'), await addressOf(tx, ctx, told.memberId, 'mail')]
    return { mobile, email, variables, about: { kind: 'member', id: told.memberId } }
  })
  await tell(ctx, { id, ...telling, cause })
}

export const tellArrearsActed = (ctx: SystemContext, { id, data }: RaisedEvent<'reminders.arrears-acted'>) =>
  tellCase(ctx, 'arrears-acted', data.caseId, id)
export const tellArrearsEnded = (ctx: SystemContext, { id, data }: RaisedEvent<'reminders.arrears-ended'>) =>
  tellCase(ctx, 'arrears-ended', data.caseId, id)

/** 说明 or 申诉: staff read it before they decide. */
export async function alertArrearsAnswered(ctx: SystemContext, { id, data }: RaisedEvent<'reminders.arrears-answered'>): Promise<void> {
  const title = `${data.memberName}对欠费处理提交了说明`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'dues.arrears', title, body: data.text, memberId: data.memberId, cause: id }))
}
