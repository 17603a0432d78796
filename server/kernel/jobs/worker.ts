import { EventEmitter } from 'node:events'
import { Logger as QueueLogger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'

const heartbeatMs = 5_000
// A worker silent for this long is dead: its jobs are given back.
const deadAfterSeconds = 30
const retryMs = 1_000

export interface JobWorker {
  stop(): Promise<void>
}

interface WorkerOptions {
  url: string
  tasks: TaskList
  /** Lines of cron (see graphile-worker); times are UTC. */
  crontab: string
  log: Logger
  concurrency?: number
}

/** Works the queue until stopped. Any number may run at once, each job is done by one of them. */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const { log } = options
  const pool = new pg.Pool({ connectionString: options.url, max: 4, application_name: 'huiji-worker' })
  let ending = false
  // Once it is ending, a connection that goes is no news: the database is stopped next.
  const onLost = (error: Error) => {
    if (!ending) log.warn({ err: error }, 'worker lost a database connection')
  }
  pool.on('error', onLost)
  pool.on('connect', (client) => client.on('error', onLost))
  const ids = new Set<string>()
  const pulse = () => beat(pool, ids).catch((error) => log.warn({ err: error }, 'heartbeat failed'))
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => {
    ids.add(worker.workerId)
    void pulse()
  })
  const begin = () =>
    run({
      pgPool: pool,
      taskList: options.tasks,
      crontab: options.crontab,
      concurrency: options.concurrency ?? 2,
      noHandleSignals: true,
      pollInterval: 2000,
      events,
      logger: quietLogger(log),
      // Without batches the queue doesn't await its own notes of what is done: a lost connection would be nobody's error and end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
  const stopRunner = await keepRunning(begin, log)
  const timer = setInterval(pulse, heartbeatMs)
  await pulse()
  return {
    async stop() {
      ending = true
      clearInterval(timer)
      await stopRunner()
      await pool.query('delete from workers where id = any($1)', [[...ids]]).catch(() => undefined)
      await pool.end()
    },
  }
}

/** The queue gives up when its database is away for a moment; the server must not. Fails only when the first beginning does. */
async function keepRunning(begin: () => Promise<Runner>, log: Logger): Promise<() => Promise<void>> {
  let runner: Runner | undefined = await begin()
  let stopping = false
  let retry: NodeJS.Timeout | undefined
  const again = (error: unknown) => {
    runner = undefined
    if (stopping) return
    log.warn({ err: error }, 'worker stopped, beginning again')
    retry = setTimeout(() => void begin().then(watch, again), retryMs)
  }
  const watch = (begun: Runner) => {
    runner = begun
    void begun.promise.then(() => again('it gave up'), again)
    // Asked to stop while it was beginning.
    if (stopping) void begun.stop().catch(() => undefined)
  }
  watch(runner)
  return async () => {
    stopping = true
    clearTimeout(retry)
    await runner?.stop().catch((error: unknown) => log.warn({ err: error }, 'worker did not stop cleanly'))
  }
}

// Job payloads hold personal data: only the queue's own words are logged.
const quietLogger = (log: Logger) =>
  new QueueLogger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
  })

async function beat(pool: pg.Pool, ids: Set<string>) {
  await pool.query('insert into workers (id) select unnest($1::text[]) on conflict (id) do update set seen_at = now()', [[...ids]])
  await pool.query(
    `with dead as (
       select distinct locked_by from graphile_worker.jobs j
       where locked_by is not null and locked_at < now() - $1 * interval '1 second'
         and not exists (select 1 from workers w where w.id = j.locked_by and w.seen_at > now() - $1 * interval '1 second'))
     select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`,
    [deadAfterSeconds],
  )
  await pool.query("delete from workers where seen_at < now() - interval '1 day'")
}
