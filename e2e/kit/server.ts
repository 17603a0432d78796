import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** How the program is started; everything has a value that works. */
export interface ServerOptions {
  /** With its own embedded database, and files. Default: a new temporary folder, removed by `dispose`. */
  dataDir?: string
  /** Then no embedded database; files still lie in `dataDir`. */
  databaseUrl?: string
  /** Default: a free one. Name one to come back under the same address. */
  port?: number
  /** Further variables: DEMO, WORKER, LOG_LEVEL … */
  env?: Record<string, string>
  /** How long `/readyz` may take, in ms. Default two minutes: the first start makes a database and the demo. */
  patience?: number
}

/** The program, running in a process of its own. */
export interface RunningServer {
  /** http://127.0.0.1:PORT */
  url: string
  port: number
  pid: number
  dataDir: string
  /** All it wrote to stdout and stderr so far. */
  output(): string
  /** Resident memory in MB, of the server's process alone. */
  memoryMb(): number
  /** Ends it politely, as Ctrl-C does; answers the exit code. */
  stop(signal?: 'SIGINT' | 'SIGTERM'): Promise<number | null>
  /** kill -9: nothing is tidied, an embedded database lives on as an orphan. */
  kill(): Promise<void>
  /** Settles when the process has ended, however. */
  ended: Promise<number | null>
  /** Stops it, and removes the data folder when this helper made it. For afterAll. */
  dispose(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Starts the program and waits until it is ready: `dist/server/main.js` when that is newer than every source file, else the source.
 * The process ends with the one that called.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const made = options.dataDir === undefined
  const dataDir = options.dataDir ?? makeFolder()
  const port = options.port ?? (await freePort())
  const child = launch(port, dataDir, options)
  const said: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  const atExit = () => child.kill('SIGKILL')
  process.once('exit', atExit)
  void ended.then(() => process.off('exit', atExit))
  const output = () => Buffer.concat(said).toString('utf8')
  const stop = async (signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  const server: RunningServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? -1,
    dataDir,
    output,
    memoryMb: () => residentMb(child.pid ?? -1),
    stop,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    ended,
    async dispose() {
      await stop()
      await endOrphan(dataDir)
      if (made) rmSync(dataDir, { recursive: true, force: true })
    },
  }
  await untilReady(server, child, options.patience ?? 120_000)
  return server
}

/** A new folder for DATA_DIR that the database's user can pass through. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'huiji-e2e-'))
  chmodSync(folder, 0o711)
  return folder
}

function launch(port: number, dataDir: string, options: ServerOptions): ChildProcess {
  const built = join(root, 'dist/server/main.js')
  const args = isFresh(built) ? ['--enable-source-maps', built] : ['--import', 'tsx', join(root, 'server/main.ts')]
  const { DATABASE_URL: _, ...inherited } = process.env
  return spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...inherited,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      // A device still works to prove itself, not for seconds.
      PROOF_OF_WORK: '20',
      ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Whether `dist` was built from what lies in the source folders now. */
export function isFresh(built: string): boolean {
  if (!existsSync(built)) return false
  const when = statSync(built).mtimeMs
  return ['server', 'contract', 'presets'].every((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= when),
  )
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

async function untilReady(server: RunningServer, child: ChildProcess, patience: number): Promise<void> {
  const until = Date.now() + patience
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended at once:\n${server.output()}`)
    const ready = await fetch(`${server.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await pause(50)
  }
  await server.dispose()
  throw new Error(`the server was not ready after ${patience} ms:\n${server.output()}`)
}

function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 102.4) / 10
}

/** Where a data folder's embedded database lies. */
export function homeOf(dataDir: string): string {
  const pointer = join(dataDir, 'database-elsewhere.txt')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres')
}

/** The postmaster of a data folder: its process number and files, or undefined when none is running. */
export function findPostmaster(dataDir: string): { pid: number; cluster: string } | undefined {
  const cluster = join(homeOf(dataDir), 'cluster')
  const file = join(cluster, 'postmaster.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
  return pid > 0 && isAlive(pid) ? { pid, cluster } : undefined
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The superuser's address of a data folder's embedded database, for looking inside while it runs. */
export function databaseUrlOf(dataDir: string): string {
  const home = homeOf(dataDir)
  const password = readFileSync(join(home, 'password'), 'utf8').trim()
  const [, , , port, socket] = readFileSync(join(home, 'cluster', 'postmaster.pid'), 'utf8').split('\n')
  const host = socket ? `?host=${encodeURIComponent(socket)}` : ''
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/huiji${host}`
}

async function endOrphan(dataDir: string): Promise<void> {
  const orphan = findPostmaster(dataDir)
  if (!orphan) return
  process.kill(orphan.pid, 'SIGINT')
  for (let i = 0; i < 100 && isAlive(orphan.pid); i++) await pause(50)
}
