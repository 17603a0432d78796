import type { TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type { EventName, Events } from '../../events.ts'
import { type Association, type SystemContext, systemContext } from '../context.ts'
import { inTx } from '../database/transaction.ts'
import type { Kernel } from '../kernel.ts'
import type { RaisedEvent } from '../outbox.ts'

/** What one module does after another's event. Runs at least once: must bear being repeated with the same `event.id`. */
export interface Reaction<N extends EventName = EventName> {
  on: N
  /** Unique, stable: it is the job's key. */
  name: string
  run(ctx: SystemContext, event: RaisedEvent<N>): Promise<void>
}

/** Keeps the event's type for its handler. */
export function reaction<N extends EventName>(
  on: N,
  name: string,
  run: (ctx: SystemContext, event: RaisedEvent<N>) => Promise<void>,
): Reaction {
  return { on, name, run: run as Reaction['run'] }
}

/** Work that recurs for every association. */
export interface Chore {
  name: string
  run(ctx: SystemContext): Promise<void>
}

interface TaskSources {
  kernel: Kernel
  reactions: Reaction[]
  chores: Chore[]
  loadAssociation(kernel: Kernel, id: string): Promise<Association>
  listAssociations(kernel: Kernel): Promise<Association[]>
}

/** The queue's tasks: `event` fans an event out into one `react` job per reaction, so that each is retried alone. */
export function makeTasks(sources: TaskSources): TaskList {
  const { kernel, reactions, chores, loadAssociation, listAssociations } = sources
  const byName = new Map(reactions.map((entry) => [entry.name, entry]))
  if (byName.size !== reactions.length) throw new TypeError('two reactions share a name')
  return {
    async event(payload, { job }) {
      const event = payload as RaisedEvent
      const listeners = reactions.filter((entry) => entry.on === event.name)
      const ctx = systemContext(kernel, await loadAssociation(kernel, event.associationId))
      await inTx(ctx, async (tx) => {
        for (const { name } of listeners)
          await sql`select enqueue('react', ${JSON.stringify({ name, event })}::json, ${`${event.id}:${name}`}, priority => ${job.priority})`.execute(
            tx,
          )
      })
    },
    async react(payload) {
      const { name, event } = payload as { name: string; event: RaisedEvent<keyof Events> }
      const entry = byName.get(name)
      if (!entry) throw new Error(`no reaction named ${name}`)
      await entry.run(systemContext(kernel, await loadAssociation(kernel, event.associationId)), event)
    },
    async chores() {
      for (const association of await listAssociations(kernel)) {
        for (const chore of chores) {
          await chore
            .run(systemContext(kernel, association))
            .catch((error) => kernel.log.error({ err: error, chore: chore.name }, 'chore failed'))
        }
      }
    },
  }
}
