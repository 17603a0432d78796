import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A helper of ours in a process of its own: one question at a time, each answered by one message. */
export interface Helper {
  /** What it said first. */
  greeting: unknown
  ask(order: object): Promise<unknown>
  close(): void
}

export async function startHelper(file: string, env: Record<string, string> = {}): Promise<Helper> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const close = () => void child.kill('SIGKILL')
  process.once('exit', close)
  const greeting = await nextMessage(child)
  return {
    greeting,
    async ask(order) {
      const answer = nextMessage(child)
      child.send(order)
      const said = await answer
      if (typeof said === 'object' && said !== null && 'error' in said) throw new Error(String(said.error))
      return said
    },
    close,
  }
}

const nextMessage = (child: ChildProcess) =>
  new Promise<unknown>((done, fail) => {
    const ended = () => fail(new Error('a helper process ended'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      done(message)
    })
  })
