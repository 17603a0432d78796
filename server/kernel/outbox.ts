import { sql } from 'kysely'
import type { EventName, Events } from '../events.ts'
import type { Context } from './context.ts'
import type { Tx } from './database/transaction.ts'
import { newId } from './ids.ts'

// Somebody sits before a screen and waits for it; what many are told in one go can wait.
const awaited: ReadonlySet<EventName> = new Set(['accounts.code-requested', 'accounts.confirmation-requested'])
const [first, usual, last] = [-10, 0, 10]

/**
 * Tells the world of what happened, later: the row is in the queue when the transaction commits and never when it does not.
 * Who reacts stands in wiring.ts. Reactions run at least once, so they must bear being repeated: `event.id` stays the same.
 */
export async function raise<N extends EventName>(tx: Tx, ctx: Context, name: N, data: Events[N]): Promise<void> {
  const event = { id: newId(), associationId: ctx.association.id, name, data }
  await sql`select enqueue('event', ${JSON.stringify(event)}::json, priority => ${awaited.has(name) ? first : usual})`.execute(tx)
}

/** The same for an act on many: one event each, after what single people wait for. */
export async function raiseMany<N extends EventName>(tx: Tx, ctx: Context, name: N, each: readonly Events[N][]): Promise<void> {
  const events = each.map((data) => JSON.stringify({ id: newId(), associationId: ctx.association.id, name, data }))
  await sql`select enqueue('event', event::json, priority => ${last}) from unnest(${events}::text[]) as event`.execute(tx)
}

export interface RaisedEvent<N extends EventName = EventName> {
  id: string
  associationId: string
  name: N
  data: Events[N]
}
