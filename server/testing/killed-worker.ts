import { join } from 'node:path'
import { settableClock } from '../kernel/clock.ts'
import { readConfig } from '../kernel/config.ts'
import { type SystemContext, systemContext } from '../kernel/context.ts'
import { openDatabase } from '../kernel/database/pool.ts'
import { diskStore } from '../kernel/files/disk.ts'
import { makeTasks } from '../kernel/jobs/reactions.ts'
import { startWorker } from '../kernel/jobs/worker.ts'
import { makeLog } from '../kernel/log.ts'
import { listAssociations, loadAssociation } from '../modules/associations/index.ts'
import { remindDaily } from '../modules/reminders/index.ts'
import { chores, reactions } from '../wiring.ts'
import { tellAllPaid } from './killed.ts'

/** A server in a process of its own, to be killed in the middle: it works the queue, and does what ACT names beside it. */
const url = process.env.DATABASE_URL ?? ''
const kernel = {
  config: readConfig({ DATABASE_URL: url, DATA_DIR: process.env.DATA_DIR ?? '', LOG_LEVEL: 'silent' }),
  database: openDatabase(url, { max: 4 }),
  files: diskStore(join(process.env.DATA_DIR ?? '', 'files')),
  clock: settableClock(process.env.MOMENT ?? ''),
  log: makeLog('silent'),
}
const acts: Record<string, (ctx: SystemContext) => Promise<void>> = { remind: remindDaily, notices: tellAllPaid }
const tasks = makeTasks({ kernel, reactions, chores, loadAssociation, listAssociations })
await startWorker({ url, tasks, crontab: '', log: kernel.log })
process.send?.('ready')
for (const association of await listAssociations(kernel)) await acts[process.env.ACT ?? '']?.(systemContext(kernel, association))
