import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { makeGateway, type PayGateway } from './demo/gateway/index.ts'
import { seedDemo } from './demo/seed.ts'
import { greet } from './greet.ts'
import { closeChildren } from './kernel/children/index.ts'
import { systemClock } from './kernel/clock.ts'
import { type Config, readConfig } from './kernel/config.ts'
import { guardTables } from './kernel/database/guard.ts'
import { migrate } from './kernel/database/migrate.ts'
import { openDatabase } from './kernel/database/pool.ts'
import { diskStore, openFolder } from './kernel/files/disk.ts'
import { s3Store } from './kernel/files/s3.ts'
import { listen } from './kernel/http/listen.ts'
import { makeTasks } from './kernel/jobs/reactions.ts'
import { type JobWorker, startWorker } from './kernel/jobs/worker.ts'
import type { Kernel } from './kernel/kernel.ts'
import { makeLog } from './kernel/log.ts'
import { checkDatabase, startPostgres } from './kernel/postgres/index.ts'
import { closeTypesetter } from './kernel/typeset/index.ts'
import { listAssociations, loadAssociation } from './modules/associations/index.ts'
import { useDemoGateway } from './modules/online/index.ts'
import { version } from './version.ts'
import { chores, reactions } from './wiring.ts'

/** From source `web` is built beside us; from dist it lies beside the server's folder. */
const webRoot = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web/' : '../web/', import.meta.url))
// Every five minutes: what is over is cleared away, what is late is noticed.
const crontab = '*/5 * * * * chores ?fill=1h'

/** Environment → listening server. Stops itself on SIGINT and SIGTERM: requests end, jobs end, then the database. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env)
  const log = makeLog(config.logLevel)
  const closers: (() => Promise<unknown>)[] = []
  const stop = stopOnce(closers)
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const postgres =
      config.databaseUrl === undefined
        ? await startPostgres({ dataDir: config.dataDir, log: (line) => process.stdout.write(`${line}\n`), onDeath })
        : undefined
    if (postgres) closers.push(() => postgres.stop())
    const url = config.databaseUrl ?? postgres?.url ?? ''
    const kernel = await openKernel(config, url, log)
    closers.push(
      () => kernel.database.close(),
      () => closeTypesetter(),
      async () => closeChildren(),
    )
    if (config.demo && config.worker !== 'only') await seedDemo(kernel)
    const pay = config.demo ? openDemoPay(kernel) : undefined
    if (config.worker !== 'off') {
      const worker = await openWorker(kernel)
      closers.push(() => worker.stop())
    }
    if (config.worker === 'only') return void process.stdout.write('会籍后台任务已启动，按 Ctrl-C 停止。\n')
    await serve(kernel, closers, pay)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

// Without its database the server can only refuse: it ends, and the next start recovers what was acknowledged.
function onDeath(why: string) {
  process.stderr.write(`${why}\n请重新启动，已确认的内容都在。\n`)
  process.exit(1)
}

async function openKernel(config: Config, url: string, log: Kernel['log']): Promise<Kernel> {
  const folder = join(config.dataDir, 'files')
  if (!config.s3) await openFolder(folder)
  await checkDatabase(url)
  await migrate(url)
  const database = openDatabase(url)
  await guardTables(database.db)
  const files = config.s3 ? s3Store(config.s3) : diskStore(folder)
  return { config, database, files, clock: systemClock, log }
}

function openWorker(kernel: Kernel): Promise<JobWorker> {
  const tasks = makeTasks({ kernel, reactions, chores, loadAssociation, listAssociations })
  return startWorker({ url: kernel.database.url, tasks, crontab, log: kernel.log })
}

interface DemoPay {
  gateway: PayGateway
  /** Known for certain once we listen. */
  port: number
}

/** Visitors of the demo really pay: with a gateway that stands in this server. */
function openDemoPay(kernel: Kernel): DemoPay {
  const { host, port } = kernel.config
  const reached = ['0.0.0.0', '::', 'localhost'].includes(host) ? '127.0.0.1' : host
  const origin = () => `http://${reached.includes(':') ? `[${reached}]` : reached}:${pay.port}`
  const gateway = makeGateway({ path: '/demo-pay', origin, now: () => kernel.clock.now() })
  const pay: DemoPay = { gateway, port }
  useDemoGateway({ base: origin, account: (method) => gateway.account(method) })
  return pay
}

async function serve(kernel: Kernel, closers: (() => Promise<unknown>)[], pay: DemoPay | undefined) {
  const built = await access(webRoot).then(
    () => true,
    () => false,
  )
  const app = await createApp(kernel, { version, ...(built && { webRoot }), ...(pay && { payGateway: pay.gateway }) })
  closers.push(() => app.close())
  const port = await listen(app, kernel.config)
  if (pay) pay.port = port
  await greet(kernel, port)
}

function stopOnce(closers: (() => Promise<unknown>)[]) {
  let stopping = false
  return () => {
    if (stopping) return
    stopping = true
    process.stdout.write('\n正在停止……\n')
    closeAll(closers).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`停止时出错：${String(error)}\n`)
        process.exit(1)
      },
    )
  }
}

// Last opened, first closed.
async function closeAll(closers: (() => Promise<unknown>)[]) {
  for (const close of closers.splice(0).reverse()) await close()
}
