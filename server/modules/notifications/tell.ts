import { fillText, type MessageId } from '../../../contract/preset.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { deliver } from './deliver.ts'
import { insertMessage } from './store.ts'

interface Telling {
  id: MessageId
  mobile?: string | null
  email?: string | null
  variables: Record<string, string>
  about?: { kind: string; id: string }
  /** The mail carries it. */
  fileId?: string | null
  cause: string
}

/** Words a message as the association's preset has it and sends it by every way the preset names and the person has. Answers whether a mail left. */
export async function tell(ctx: SystemContext, telling: Telling): Promise<boolean> {
  const { settings } = ctx.association
  const wording = settings.messages.find((message) => message.id === telling.id)
  if (!wording) return false
  const variables = { association: ctx.association.name, ...telling.variables }
  const ids = await inTx(ctx, async (tx) => {
    const made: string[] = []
    const common = { template: telling.id, variables, about: telling.about }
    if (wording.sms && telling.mobile) {
      const body = `【${settings.smsSignature}】${fillText(wording.sms, variables)}`
      made.push(
        await insertMessage(tx, ctx, {
          ...common,
          channel: 'sms',
          recipient: telling.mobile,
          subject: '',
          body,
          cause: `${telling.cause}:sms`,
        }),
      )
    }
    if (wording.mail && telling.email) {
      const subject = fillText(wording.mail.subject, variables)
      made.push(
        await insertMessage(tx, ctx, {
          ...common,
          channel: 'email',
          recipient: telling.email,
          subject,
          body: fillText(wording.mail.text, variables),
          fileId: telling.fileId ?? null,
          cause: `${telling.cause}:email`,
        }),
      )
    }
    return made
  })
  for (const id of ids) await deliver(ctx, id)
  const sent = await inTx(ctx, (tx, ctx) =>
    tx
      .selectFrom('messages')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('cause', '=', `${telling.cause}:email`)
      .where('state', '=', 'sent')
      .executeTakeFirst(),
  )
  return sent !== undefined
}
