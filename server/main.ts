import { StartError } from './kernel/start-error.ts'
import { startServer } from './start.ts'

// Everything that can go wrong at the start is one sentence; a stack is for defects only.
startServer(process.env).catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartError
      ? `${error.message}\n`
      : `启动失败：${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(1)
})
