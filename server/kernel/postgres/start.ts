import { statSync } from 'node:fs'
import pg from 'pg'
import { chooseAddress, urlOf } from './address.ts'
import { readyBinaries } from './binaries.ts'
import { readyCluster } from './cluster.ts'
import { findHome } from './home.ts'
import { takeLock } from './lock.ts'
import { adopt, lastWords, launch, signal, stopPostmaster } from './postmaster.ts'

export interface StartOptions {
  /** The program's data folder; the database lives below it, or elsewhere when its system user can't get there. */
  dataDir: string
  /** Told in whole Chinese sentences what happens. */
  log: (sentence: string) => void
  /** Called when the server ends without `stop` having been called. */
  onDeath?: (why: string) => void
  /** For tests: nothing is flushed to disk, more connections. A crash of the machine loses the data. */
  throwaway?: boolean
}

export interface StartedPostgres {
  /** Superuser's connection to the database `huiji`. */
  url: string
  stop(): Promise<void>
  /** The folder the database's files are in. */
  where: string
  /** The server's process. */
  pid: number
}

const throwawaySettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300']

/** Starts (or takes over) the PostgreSQL that comes with the program. Throws a StartError when that can't be. */
export async function startPostgres({ dataDir, log, onDeath, throwaway }: StartOptions): Promise<StartedPostgres> {
  const home = findHome(dataDir, log)
  const unlock = takeLock(home.lockFile, dataDir)
  try {
    const binaries = readyBinaries(home, log)
    const password = await readyCluster(home, binaries, log, throwaway)
    const logStart = statSync(home.serverLog, { throwIfNoEntry: false })?.size ?? 0
    const postmaster =
      (await adopt(home, password, log)) ??
      (await launch(home, binaries, await chooseAddress(home), password, throwaway ? throwawaySettings : []))
    await ensureDatabase(urlOf(postmaster.address, password, 'postgres'))
    let stopping: Promise<void> | undefined
    const atExit = () => signal(postmaster.pid, 'SIGINT', home)
    process.once('exit', atExit)
    postmaster.ended.then(() => {
      process.off('exit', atExit)
      if (stopping) return
      unlock()
      onDeath?.(`数据库进程意外结束了（${lastWords(home, logStart) ?? '没有留下原因'}），记录在 ${home.serverLog}。`)
    })
    const stop = async () => {
      await stopPostmaster(postmaster, home, binaries)
      unlock()
    }
    return {
      url: urlOf(postmaster.address, password, 'huiji'),
      stop: () => (stopping ??= stop()),
      where: home.folder,
      pid: postmaster.pid,
    }
  } catch (error) {
    unlock()
    throw error
  }
}

async function ensureDatabase(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query(`select 1 from pg_database where datname = 'huiji'`)
    if (!found.rowCount) await client.query('create database huiji template template0')
  } finally {
    await client.end()
  }
}
