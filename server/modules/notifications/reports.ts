import { sql } from 'kysely'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { noteMessage } from '../reminders/index.ts'
import { sendersOf } from './senders.ts'
import type { SmsReport } from './sms/sender.ts'

// The networks report within minutes, some within two days; carriers keep it for a week and more.
const askedForHours = 72
const mostAtOnce = 100

interface Unreported {
  id: string
  mobile: string
  providerId: string
  sentAt: Date
}

/** A chore: asks the carrier what became of the SMS it took. Asked ever less often; after three days what was sent stays as sent. */
export async function askReports(ctx: SystemContext): Promise<void> {
  const { sms, smsProvider } = sendersOf(ctx.kernel)
  if (!sms) return
  for (const message of await toAsk(ctx, smsProvider)) {
    const report = await sms.report(message).catch((error: unknown) => {
      ctx.kernel.log.warn({ err: error, message: message.id }, 'no report of an SMS')
      return null
    })
    if (report) await noteReport(ctx, message, report)
  }
}

/** Those it is time to ask after, marked as asked: two servers don't ask after the same. */
async function toAsk(ctx: SystemContext, provider: string): Promise<Unreported[]> {
  const now = ctx.kernel.clock.now()
  const { rows } = await inTx(ctx, (tx) =>
    sql<Unreported>`
      with picked as (
        select id from messages where association_id = ${ctx.association.id} and channel = 'sms' and state = 'sent' and provider = ${provider}
          and provider_id is not null and provider_id <> '' and sent_at > ${now}::timestamptz - make_interval(hours => ${askedForHours})
          and coalesce(asked_at + greatest(interval '4 minutes', asked_at - sent_at), sent_at + interval '1 minute') <= ${now}
        order by asked_at nulls first, id limit ${mostAtOnce} for update skip locked)
      update messages m set asked_at = ${now} from picked p where m.association_id = ${ctx.association.id} and m.id = p.id
      returning m.id, m.recipient as mobile, m.provider_id as "providerId", m.sent_at as "sentAt"`.execute(tx),
  )
  return rows
}

/** Said twice, it is noted once. */
async function noteReport(ctx: SystemContext, message: Unreported, report: SmsReport): Promise<void> {
  const now = ctx.kernel.clock.now()
  const at = report.at < message.sentAt || report.at > now ? now : report.at
  await inTx(ctx, async (tx) => {
    const noted = await tx
      .updateTable('messages')
      .set({ state: report.state, error: report.reason, reported_at: at })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', message.id)
      .where('state', '=', 'sent')
      .returning('id')
      .executeTakeFirst()
    if (noted) await noteMessage(tx, ctx, message.id, { state: report.state, reason: report.reason, at })
  })
}
