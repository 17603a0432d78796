import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../server/kernel/config.ts'
import { startPostgres } from '../server/kernel/postgres/index.ts'
import { StartError } from '../server/kernel/start-error.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const children: ChildProcess[] = []
let stopping = false

/** In a group of its own, so that Ctrl-C reaches only us and everything ends in order. */
function begin(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
  })
  children.push(child)
  child.once('exit', () => {
    if (!stopping) stop(1)
  })
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess) {
  if (hasEnded(child) || child.pid === undefined) return
  const over = new Promise((done) => child.once('exit', done))
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 10_000)
  child.kill('SIGTERM')
  await over
  clearTimeout(late)
}

let stopDatabase: () => Promise<void> = () => Promise.resolve()

async function stop(code: number) {
  if (stopping) return
  stopping = true
  await Promise.all(children.map(end))
  await stopDatabase()
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))

try {
  const { port, dataDir, databaseUrl } = readConfig(process.env)
  let url = databaseUrl
  if (!url) {
    const database = await startPostgres({ dataDir, log: (sentence) => console.log(sentence), onDeath: (why) => console.error(why) })
    stopDatabase = database.stop
    url = database.url
  }
  const api = `http://127.0.0.1:${port}`
  const watched = ['server/**/*.{sql,typ,json}', 'presets/**/*'].flatMap((pattern) => ['--include', pattern])
  begin(['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', ...watched, 'server/main.ts'], { DATABASE_URL: url })
  begin(['node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts', '--clearScreen', 'false'], { HUIJI_API: api })
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  await stop(1)
}
