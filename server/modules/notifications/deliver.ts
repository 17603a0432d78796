import { placeholdersOf } from '../../../contract/preset.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { findFile } from '../../kernel/files/files.ts'
import { noteMessage } from '../reminders/index.ts'
import { sendersOf } from './senders.ts'
import { CarrierRefusal } from './sms/sender.ts'
import { findMessage, type MessageOnFile, secretTemplates } from './store.ts'
import { wordingOf } from './wording.ts'

// Nobody wants a code that is no longer valid.
const staleMinutes: Record<string, number> = { 'verification-code': 5 }
const mostAttempts = 8

/**
 * Sends a queued message and notes what became of it. Throws when trying again later may help, so that the queue does.
 * A crash between sending and noting sends a second time: told twice is better than never.
 */
export async function deliver(ctx: SystemContext, id: string): Promise<void> {
  const message = await inTx(ctx, (tx) => findMessage(tx, ctx, id))
  if (message?.state !== 'queued') return
  const minutes = staleMinutes[message.template]
  if (minutes && ctx.kernel.clock.now().getTime() - message.created_at.getTime() > minutes * 60_000) {
    return note(ctx, id, { state: 'skipped', error: '已过有效时间，未再发送' })
  }
  try {
    const { provider, providerId } = await send(ctx, message)
    await note(ctx, id, {
      state: 'sent',
      provider,
      provider_id: providerId,
      sent_at: ctx.kernel.clock.now(),
      error: null,
      attempts: message.attempts + 1,
    })
  } catch (error) {
    const attempts = message.attempts + 1
    const bounced = isBounce(error)
    const final = bounced || (error instanceof CarrierRefusal && error.final) || attempts >= mostAttempts
    await note(ctx, id, { state: final ? 'failed' : 'queued', error: reason(error), attempts, bounced })
    if (!final) throw error
  }
}

async function send(ctx: SystemContext, message: MessageOnFile): Promise<{ provider: string; providerId: string | null }> {
  const senders = sendersOf(ctx.kernel)
  if (message.channel === 'email') {
    if (!senders.mail) return { provider: 'mailbox', providerId: null }
    const attachments = message.file_id === null ? [] : [await attachment(ctx, message.file_id)]
    return {
      provider: 'smtp',
      providerId: await senders.mail({ to: message.recipient, subject: message.subject, text: message.body, attachments }),
    }
  }
  if (!senders.sms) return { provider: 'mailbox', providerId: null }
  const wording = wordingOf(ctx.association.settings, message.template)
  const templateCode = wording?.templateCodes?.[senders.smsProvider]
  if (!templateCode) throw new CarrierRefusal('NoTemplate', `预设没有写明短信“${message.template}”在服务商处的模板编号`, true)
  const signature = senders.smsSignature ?? ctx.association.settings.smsSignature
  // Carriers take exactly the variables of the approved text, some by position.
  const known = message.variables as Record<string, string>
  const variables = Object.fromEntries(placeholdersOf(wording.sms ?? '').map((name) => [name, known[name] ?? '']))
  const providerId = await senders.sms.send({ mobile: message.recipient, signature, templateCode, variables })
  return { provider: senders.smsProvider, providerId }
}

/** The mail server says that there is no such mailbox, or that it takes nothing: trying again does not help. */
function isBounce(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false
  return typeof error.responseCode === 'number' && error.responseCode >= 500 && error.responseCode < 600
}

async function attachment(ctx: SystemContext, fileId: string) {
  const file = await inTx(ctx, (tx, ctx) => findFile(tx, ctx, fileId))
  return { filename: file.name, content: await ctx.kernel.files.get(file.key), contentType: file.mediaType }
}

interface Outcome {
  state: 'queued' | 'sent' | 'failed' | 'skipped'
  error: string | null
  bounced?: boolean
  attempts?: number
  provider?: string
  provider_id?: string | null
  sent_at?: Date
}

// What a code or an invitation said is nobody's business once it left; the demo keeps it for the mailbox page.
async function note(ctx: SystemContext, id: string, { bounced = false, ...outcome }: Outcome) {
  const cut = outcome.state !== 'queued' && !ctx.kernel.config.demo
  await inTx(ctx, async (tx) => {
    await tx.updateTable('messages').set(outcome).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
    const { state, error } = outcome
    if (state !== 'queued') await noteMessage(tx, ctx, id, { state: bounced ? 'bounced' : state, reason: error })
    if (cut) {
      await tx
        .updateTable('messages')
        .set({ body: '（只给本人的内容，发送后不再保存）', variables: '{}' })
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .where('template', 'in', secretTemplates)
        .execute()
    }
  })
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300)
