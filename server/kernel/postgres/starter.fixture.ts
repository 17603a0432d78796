import { startPostgres } from './index.ts'

/** For the tests: starts the database of a folder in a process of its own and says how it went in one line. */
try {
  const { pid, stop } = await startPostgres({ dataDir: String(process.argv[2]), log: () => undefined })
  process.stdout.write(`ready ${pid}\n`)
  process.once('SIGTERM', () => stop().then(() => process.exit(0)))
  setInterval(() => undefined, 60_000)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name} ${error.message}` : error}\n`)
  process.exitCode = 1
}
