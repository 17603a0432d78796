import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { databaseUrlOf, findPostmaster, freePort, isAlive, makeFolder, type RunningServer, startServer } from '../kit/server.ts'

/** The program with its own database, which is killed and comes back under the same address with the same data. */
export interface House {
  url: string
  server: RunningServer
  /** Superuser's look into the database; valid until the next crash. */
  db: pg.Pool
  killServer(): Promise<void>
  killDatabase(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function openHouse(): Promise<House> {
  const dataDir = makeFolder()
  const port = await freePort()
  // People come from many addresses, through one proxy: limits count by address.
  const options = { dataDir, port, env: { TRUST_PROXY: '1', LOG_LEVEL: 'silent', DEMO_PRESETS: 'cacem' } }
  const server = await startServer(options)
  const house: House = {
    url: server.url,
    server,
    db: look(dataDir),
    async killServer() {
      await house.server.kill()
      await house.db.end()
    },
    async killDatabase() {
      const postmaster = findPostmaster(dataDir)
      if (!postmaster) throw new Error('there is no database to kill')
      process.kill(postmaster.pid, 'SIGKILL')
      while (isAlive(postmaster.pid)) await pause(10)
      await house.db.end()
    },
    async start() {
      house.server = await startServer(options)
      house.db = look(dataDir)
    },
    async close() {
      await house.db.end().catch(() => undefined)
      await house.server.dispose()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return house
}

function look(dataDir: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrlOf(dataDir), max: 3 })
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined))
  return pool
}
