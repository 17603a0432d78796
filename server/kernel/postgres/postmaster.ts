import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { StartError } from '../start-error.ts'
import { type Address, urlOf } from './address.ts'
import type { Binaries } from './binaries.ts'
import type { Home } from './home.ts'
import { isAlive, servesCluster } from './processes.ts'
import { runnerEnvironment } from './runner.ts'

/** A database server that answers, started by us or found running. */
export interface Postmaster {
  pid: number
  address: Address
  /** Settles when the process has ended, whoever ended it. */
  ended: Promise<void>
}

const patience = { adopt: 60_000, launch: 600_000, stop: 60_000 }
const logLimit = 20 * 1024 * 1024

/** The server a killed process of ours left behind. undefined: there is none, and what it left is out of the way. */
export async function adopt(home: Home, password: string, log: (sentence: string) => void): Promise<Postmaster | undefined> {
  const left = readPidFile(home)
  if (!left) return undefined
  if (!servesCluster(left.pid, home.cluster)) {
    if (isAlive(left.pid)) disown(home)
    return undefined
  }
  log(`发现上次留下的数据库进程（${left.pid}），正在接管…`)
  const until = Date.now() + patience.adopt
  while (servesCluster(left.pid, home.cluster)) {
    const state = await greet(left.address, password)
    if (state === 'ready') return { ...left, ended: watch(left.pid, home) }
    if (Date.now() > until) throw new StartError(`上次留下的数据库进程（${left.pid}）没有回应：${state}。请先结束这个进程。`)
    await pause(200)
  }
  return undefined
}

/** postmaster.pid: number, data folder, start, port, socket folder, listening address … one a line. */
function readPidFile(home: Home): { pid: number; address: Address } | undefined {
  const file = join(home.cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid, , , port, socketFolder] = readFileSync(file, 'utf8').split('\n')
  if (!Number(pid) || !Number(port)) return { pid: Number(pid) || -1, address: { host: '127.0.0.1', port: 5432 } }
  return { pid: Number(pid), address: { host: socketFolder || '127.0.0.1', port: Number(port) } }
}

/**
 * The number went to another process, which would keep PostgreSQL from starting. Only the number is replaced, by one no process
 * has: the file also names the shared memory, by which PostgreSQL sees whether old children still write to the files.
 */
function disown(home: Home) {
  const file = join(home.cluster, 'postmaster.pid')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^-?\d+/, '2147483646'))
}

/** Others' children can't be waited for, only looked at. */
async function watch(pid: number, home: Home): Promise<void> {
  while (servesCluster(pid, home.cluster)) await pause(250, undefined, { ref: false })
}

/** Starts the server and waits until it answers; its own log is `home.serverLog`. */
export async function launch(home: Home, binaries: Binaries, address: Address, password: string, settings: string[]): Promise<Postmaster> {
  // After kill -9 of a server its children may hold the shared memory for a moment longer.
  for (let attempt = 1; ; attempt++) {
    const { child, logStart } = run(home, binaries, address, settings)
    const outcome = await settle(child, address, password).catch(async (error) => {
      child.kill('SIGINT')
      await endOf(child)
      throw error
    })
    if (outcome === 'ready' && child.pid) return { pid: child.pid, address, ended: endOf(child) }
    const why = lastWords(home, logStart) ?? outcome
    if (attempt >= 40 || !/shared memory block|postmaster\.pid/.test(why)) {
      throw new StartError(`数据库没能启动：${why}。完整的记录在 ${home.serverLog}。`)
    }
    await pause(250)
  }
}

function run(home: Home, binaries: Binaries, { host, port }: Address, settings: string[]): { child: ChildProcess; logStart: number } {
  // We hold the folder and nobody serves the cluster: a socket in it, and its lock with a number, are leftovers.
  for (const name of readdirSync(home.socketFolder)) rmSync(join(home.socketFolder, name), { force: true })
  if ((statSync(home.serverLog, { throwIfNoEntry: false })?.size ?? 0) > logLimit) truncateSync(home.serverLog)
  const fd = openSync(home.serverLog, 'a', 0o600)
  const logStart = statSync(home.serverLog).size
  const onSocket = host.startsWith('/')
  const options = {
    listen_addresses: onSocket ? '' : host,
    port,
    unix_socket_directories: onSocket ? `"${host.replaceAll('"', '""')}"` : '',
    logging_collector: 'off',
  }
  const args = [
    '-D',
    home.cluster,
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...settings.flatMap((each) => ['-c', each]),
  ]
  // Its own session: Ctrl-C in the terminal reaches us alone, and we end the server when we are done with it.
  const child = spawn(binaries.postgres, args, {
    ...home.runner,
    cwd: '/',
    env: runnerEnvironment(),
    detached: true,
    stdio: ['ignore', fd, fd],
    windowsHide: true,
  })
  child.on('error', () => undefined)
  child.unref()
  closeSync(fd)
  return { child, logStart }
}

const hasEnded = (child: ChildProcess) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null

const endOf = (child: ChildProcess) => new Promise<void>((done) => (hasEnded(child) ? done() : child.once('exit', () => done())))

/** 'ready', or in words why not. Recovery after a crash may take minutes; as long as the server lives, it is waited for. */
async function settle(child: ChildProcess, address: Address, password: string): Promise<string> {
  await new Promise((spawned) => child.once('spawn', spawned).once('error', spawned))
  const until = Date.now() + patience.launch
  let state = ''
  for (let wait = 10; !hasEnded(child) && Date.now() < until; wait = Math.min(wait * 1.5, 500)) {
    state = await greet(address, password)
    if (state === 'ready' && !hasEnded(child)) return state
    await pause(wait)
  }
  if (!hasEnded(child)) child.kill('SIGINT')
  return state
}

/** 'ready', or the reason it can't be spoken to (yet). */
async function greet(address: Address, password: string): Promise<string> {
  const client = new pg.Client({ connectionString: urlOf(address, password, 'postgres'), connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return 'ready'
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01')
      throw new StartError('数据库的密码文件与数据库对不上，请从备份中放回原来的密码文件。')
    return error instanceof Error ? error.message || error.name : String(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** What the server's log says last about why it ended, written since this start. */
export function lastWords(home: Home, since: number): string | undefined {
  const lines = readFileSync(home.serverLog).subarray(since).toString('utf8').split('\n')
  return lines.findLast((line) => /\b(FATAL|PANIC)\b/.test(line))?.replace(/^.*?\b(FATAL|PANIC):\s*/, '')
}

/** Ends the server: first politely (open transactions are rolled back), then at once (it recovers at the next start). */
export async function stopPostmaster({ pid, ended }: Postmaster, home: Home, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') spawnSync(binaries.pgCtl, ['stop', '-D', home.cluster, '-m', 'fast'], { stdio: 'ignore' })
  else signal(pid, 'SIGINT', home)
  if (await endsWithin(ended, patience.stop)) return
  signal(pid, 'SIGQUIT', home)
  await endsWithin(ended, 10_000)
}

/** The timer also keeps Node alive meanwhile: the child alone doesn't. */
async function endsWithin(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  const over = new AbortController()
  const late = pause(milliseconds, false, { signal: over.signal }).catch(() => true)
  const inTime = await Promise.race([ended.then(() => true), late])
  over.abort()
  return inTime
}

/** Only ever to the server of this cluster: the number may have gone to somebody else by now. */
export function signal(pid: number, name: 'SIGINT' | 'SIGQUIT', home: Home) {
  if (!isAlive(pid) || !servesCluster(pid, home.cluster)) return
  try {
    process.kill(pid, name)
  } catch {
    // It ended between the look and the signal.
  }
}
