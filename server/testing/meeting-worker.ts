import { systemClock } from '../kernel/clock.ts'
import { readConfig } from '../kernel/config.ts'
import { openDatabase } from '../kernel/database/pool.ts'
import { diskStore } from '../kernel/files/disk.ts'
import { makeTasks } from '../kernel/jobs/reactions.ts'
import { startWorker } from '../kernel/jobs/worker.ts'
import { makeLog } from '../kernel/log.ts'
import { listAssociations, loadAssociation } from '../modules/associations/index.ts'
import { useTrial } from '../modules/matters/testing/kind.ts'
import { chores, reactions } from '../wiring.ts'

/** A worker in a process of its own, to be killed in the middle of its work. */
const url = process.env.DATABASE_URL ?? ''
const kernel = {
  config: readConfig({ DATABASE_URL: url, DATA_DIR: process.env.DATA_DIR ?? '', LOG_LEVEL: 'silent' }),
  database: openDatabase(url, { max: 4 }),
  files: diskStore('/nonexistent'),
  clock: systemClock,
  log: makeLog('silent'),
}
useTrial()
await startWorker({ url, tasks: makeTasks({ kernel, reactions, chores, loadAssociation, listAssociations }), crontab: '', log: kernel.log })
process.send?.('ready')
