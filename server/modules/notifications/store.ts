import { sql } from 'kysely'
import type { MessageQuery } from '../../../contract/notifications.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'

export interface NewMessage {
  channel: 'sms' | 'email'
  template: string
  recipient: string
  subject: string
  body: string
  variables: Record<string, string>
  about?: { kind: string; id: string }
  /** Goes along as an attachment. */
  fileId?: string | null
  /** The event and the reaction that ask for it: asked twice, told once. */
  cause: string
}

/** Puts a message on the list; answers its id, also when it stood there already. */
export async function insertMessage(tx: Tx, ctx: Context, message: NewMessage): Promise<string> {
  const inserted = await tx
    .insertInto('messages')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      channel: message.channel,
      template: message.template,
      recipient: message.recipient,
      subject: message.subject,
      body: message.body,
      variables: JSON.stringify(message.variables),
      file_id: message.fileId ?? null,
      about_kind: message.about?.kind ?? null,
      about_id: message.about?.id ?? null,
      cause: message.cause,
      created_at: ctx.kernel.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['association_id', 'cause']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return inserted.id
  const there = await tx
    .selectFrom('messages')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('cause', '=', message.cause)
    .executeTakeFirstOrThrow()
  return there.id
}

export async function findMessage(tx: Tx, ctx: Context, id: string) {
  return tx.selectFrom('messages').selectAll().where('association_id', '=', ctx.association.id).where('id', '=', id).executeTakeFirst()
}

export type MessageOnFile = NonNullable<Awaited<ReturnType<typeof findMessage>>>

export const pageSize = 50

/** Their text is the receiver's secret: it is neither shown nor searched, and cut once it was sent. */
export const secretTemplates = ['verification-code', 'account-invited', 'email-confirmation', 'takeover-asked']

/**
 * Newest first. `after` is the id of the last row seen: ids grow with time. Unless `whole`, a receiver is found by all of the
 * number or address only: parts would tell what the mask hides.
 */
export async function listMessages(tx: Tx, ctx: Context, query: MessageQuery & { whole?: boolean; provider?: string }) {
  let rows = tx.selectFrom('messages').selectAll().where('association_id', '=', ctx.association.id)
  if (query.channel) rows = rows.where('channel', '=', query.channel)
  if (query.state) rows = rows.where('state', '=', query.state)
  if (query.member) rows = rows.where('about_kind', '=', 'member').where('about_id', '=', query.member)
  if (query.provider) rows = rows.where('provider', '=', query.provider)
  const { q, whole } = query
  if (q) {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    rows = rows.where((is) =>
      is.or([
        whole ? is('recipient', 'like', like) : is('recipient', '=', q.trim()),
        is.and([is('body', 'like', like), is('template', 'not in', secretTemplates)]),
      ]),
    )
  }
  if (query.after) rows = rows.where('id', '<', query.after)
  return rows
    .orderBy('id', 'desc')
    .limit(pageSize + 1)
    .execute()
}

export async function insertAlert(
  tx: Tx,
  ctx: Context,
  alert: { permission: string; title: string; body: string; memberId: string | null; cause: string },
): Promise<void> {
  await tx
    .insertInto('alerts')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      permission: alert.permission,
      title: alert.title,
      body: alert.body,
      member_id: alert.memberId,
      cause: alert.cause,
      created_at: ctx.kernel.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['association_id', 'cause']).doNothing())
    .execute()
}

/** Three SMS in a row did not arrive there. */
export async function isDead(tx: Tx, ctx: Context, mobile: string): Promise<boolean> {
  const { rows } = await sql<{ dead: boolean }>`select mobile_dead(${ctx.association.id}, ${mobile}) as dead`.execute(tx)
  return rows[0]?.dead ?? false
}

/** What it was to say is so no more: if it still waits, it stays here. */
export async function skipQueued(tx: Tx, ctx: Context, cause: string): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ state: 'skipped', error: '发送前情况有变，未再发送' })
    .where('association_id', '=', ctx.association.id)
    .where('cause', '=', cause)
    .where('state', '=', 'queued')
    .execute()
}
