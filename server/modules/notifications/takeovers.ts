import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { takeoverForTelling } from '../access/index.ts'
import { insertAlert } from './store.ts'
import { tell } from './tell.ts'

const about = (id: string) => ({ kind: 'takeover', id })

/** To who asked: the same words whether the unit is known or not. */
export async function tellTakeoverReceived(ctx: SystemContext, { id, data }: RaisedEvent<'access.takeover-asked'>): Promise<void> {
  const { unit, number, mobile } = await inTx(ctx, (tx) => takeoverForTelling(tx, ctx, data.takeoverId))
  const variables = { unit, number, days: String(data.days) }
  await tell(ctx, { id: 'takeover-received', mobile, variables, about: about(data.takeoverId), cause: id })
}

/** To everybody who acts for the unit or stands on its record. */
export async function tellTakeoverNotice(ctx: SystemContext, { id, data }: RaisedEvent<'access.takeover-notice'>): Promise<void> {
  const { unit, person, mobile, email, days, link, takeoverId } = data
  const variables = { unit, person, days: String(days), link }
  await tell(ctx, { id: 'takeover-asked', mobile, email, variables, about: about(takeoverId), cause: id })
}

export async function tellTakeoverDecided(ctx: SystemContext, { id, data }: RaisedEvent<'access.takeover-decided'>): Promise<void> {
  const { unit, number, mobile, reason, takeoverId } = data
  const told = data.state === 'approved' ? 'takeover-approved' : 'takeover-refused'
  const variables = { unit, number, ...(data.state === 'refused' && { reason }) }
  await tell(ctx, { id: told, mobile, variables, about: about(takeoverId), cause: id })
}

/** Staff learn of an objection at once. */
export async function alertObjected(ctx: SystemContext, { id, data }: RaisedEvent<'access.takeover-objected'>): Promise<void> {
  const title = `${data.by}对接管${data.unit}的账号提出异议`
  await inTx(ctx, (tx) =>
    insertAlert(tx, ctx, { permission: 'members.read', title, body: data.objection, memberId: data.memberId, cause: id }),
  )
}
