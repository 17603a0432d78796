import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './database/pool.ts'
import type { FileStore } from './files/store.ts'

/** What every verb stands on; made once in main, handed down, never global. */
export interface Kernel {
  config: Config
  database: Database
  files: FileStore
  clock: Clock
  log: Logger
}
