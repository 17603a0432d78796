import { messageStates } from '../../../contract/message-words.ts'
import type { AlertRow, MessageQuery, MessageRow } from '../../../contract/notifications.ts'
import { MESSAGES, type MessageId } from '../../../contract/preset/association.ts'
import { maskEmail, maskMobile, maskText } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import { type StaffContext, systemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { deliver } from './deliver.ts'
import { findMessage, listMessages, type MessageOnFile, pageSize, secretTemplates } from './store.ts'

const names: Record<MessageId, string> = {
  'verification-code': '短信验证码',
  'matter-submitted': '事项已提交',
  'matter-returned': '退回补正',
  'number-given': '编会员号',
  'matter-approved': '审核通过',
  'matter-passed': '办理完成',
  'matter-rejected': '未予通过',
  'matter-recommended': '单位代为提交',
  'renewal-approved': '续期获同意',
  'employer-changed': '工作单位变更',
  'payment-confirmed': '会费到账',
  'payment-taken-back': '到账登记撤回',
  'voucher-refused': '付款凭证退回',
  'service-charged': '其他应缴',
  'service-withdrawn': '其他应缴撤销',
  'service-paid': '其他应缴到账',
  'service-taken-back': '其他应缴到账撤回',
  'service-voucher-refused': '其他应缴凭证退回',
  'service-receipt-issued': '发票已开具',
  'service-receipt-open': '预开发票未到账',
  'service-receipt-sent': '发票已发送',
  'dues-reminder': '缴费提醒',
  'dues-overdue': '缴费提醒',
  'arrears-notice': '欠费处理前的通知',
  'arrears-acted': '欠费处理决定',
  'arrears-ended': '欠费处理结束',
  'receipt-issued': '票据已开具',
  'receipt-open': '预开票据未到账',
  'receipt-sent': '票据已发送',
  'mobile-changed': '手机号变更',
  'password-changed': '密码变更',
  'account-invited': '账号邀请',
  'email-confirmation': '注册邮箱确认',
  'takeover-received': '接管申请已收到',
  'takeover-asked': '有人申请接管账号',
  'takeover-approved': '接管申请通过',
  'takeover-refused': '接管申请未通过',
  'papers-asked': '请交资料',
  'papers-due': '交资料提醒',
  'papers-late': '资料逾期提醒',
  'staff-matter-waiting': '待办提醒',
  'staff-member-changed': '会员变更提醒',
}

export async function readMessages(ctx: StaffContext, query: MessageQuery): Promise<{ rows: MessageRow[]; next: string | null }> {
  authorize(ctx, 'notifications.read')
  const rows = await inTx(ctx, (tx) => listMessages(tx, ctx, { ...query, whole: seesContacts(ctx) }))
  const page = rows.slice(0, pageSize)
  return { rows: page.map((row) => present(ctx, row)), next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null }
}

const seesContacts = (ctx: StaffContext) => ctx.permissions.has('members.reveal')
const readable = (ctx: StaffContext, text: string) => (seesContacts(ctx) ? text : maskText(text))

function present(ctx: StaffContext, row: MessageOnFile): MessageRow {
  const [template = ''] = row.template.split('/')
  const id = template in MESSAGES ? (template as MessageId) : null
  const state = row.state as keyof typeof messageStates
  return {
    id: row.id,
    channel: row.channel === 'email' ? 'email' : 'sms',
    about: id ? names[id] : row.template,
    recipient: row.channel === 'email' ? maskEmail(row.recipient) : maskMobile(row.recipient),
    // A code and a link that sets a password are for their receiver's eyes only, in the demo too.
    body: secretTemplates.includes(row.template) ? '（只给本人的内容，不显示）' : readable(ctx, row.body),
    state,
    error: row.error,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    can: { retry: retryable(row) },
  }
}

function retryable(row: MessageOnFile): string | null {
  if (row.template === 'verification-code') return '验证码请由本人重新获取'
  if (row.template === 'account-invited') return '请在工作人员列表中重新发放链接'
  return row.state === 'failed' ? null : `消息${messageStates[row.state as keyof typeof messageStates]}，无需重发`
}

/** Sends a failed message once more, now. */
export async function retryMessage(ctx: StaffContext, id: string): Promise<{ done: true }> {
  authorize(ctx, 'notifications.read')
  await inTx(ctx, async (tx) => {
    const row = found(await findMessage(tx, ctx, id))
    const why = retryable(row)
    if (why) throw new Refusal('not-ready', why)
    const claimed = await tx
      .updateTable('messages')
      .set({ state: 'queued', attempts: 0, created_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .executeTakeFirst()
    if (claimed.numUpdatedRows === 0n) throw new Refusal('conflict')
    await audit(tx, ctx, { action: 'message.retried', subject: { kind: 'message', id, label: row.template } })
  })
  // The row says what became of it; a failure now is shown there, not thrown at the clerk.
  await deliver(systemContext(ctx.kernel, ctx.association), id).catch(() => undefined)
  return { done: true }
}

export async function readAlerts(
  ctx: StaffContext,
  query: { seen?: boolean; after?: string },
): Promise<{ rows: AlertRow[]; next: string | null }> {
  authorize(ctx, 'members.read')
  const rows = await inTx(ctx, async (tx) => {
    let list = tx
      .selectFrom('alerts as a')
      .leftJoin('accounts as s', (join) => join.onRef('s.association_id', '=', 'a.association_id').onRef('s.id', '=', 'a.seen_by'))
      .select(['a.id', 'a.title', 'a.body', 'a.member_id', 'a.created_at', 'a.seen_at', 's.name as seen_by'])
      .where('a.association_id', '=', ctx.association.id)
      .where('a.permission', 'in', [...ctx.permissions])
    if (query.seen !== undefined) list = list.where('a.seen_at', query.seen ? 'is not' : 'is', null)
    if (query.after) list = list.where('a.id', '<', query.after)
    return list
      .orderBy('a.id', 'desc')
      .limit(pageSize + 1)
      .execute()
  })
  const page = rows.slice(0, pageSize).map((row) => ({
    id: row.id,
    title: row.title,
    body: readable(ctx, row.body),
    memberId: row.member_id,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at?.toISOString() ?? null,
    seenBy: row.seen_by,
  }))
  return { rows: page, next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null }
}

export async function markAlertSeen(ctx: StaffContext, id: string): Promise<{ done: true }> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx) => {
    const seen = await tx
      .updateTable('alerts')
      .set({ seen_at: ctx.kernel.clock.now(), seen_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('permission', 'in', [...ctx.permissions])
      .where('seen_at', 'is', null)
      .returning(['title'])
      .executeTakeFirst()
    if (!seen) {
      const there = await tx
        .selectFrom('alerts')
        .select('id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .executeTakeFirst()
      throw new Refusal(there ? 'already-done' : 'not-found')
    }
    await audit(tx, ctx, { action: 'alert.seen', subject: { kind: 'alert', id, label: seen.title } })
    return { done: true }
  })
}
