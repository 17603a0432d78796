import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Scan {
  bytes: Uint8Array
  /** 'application/pdf' or that of a picture. */
  mediaType: string
}

/** Who uploads waits for it, so it is short; what can't be read in it makes no claim. */
const patienceMs = 8_000
const mostAtOnce = 2
const mostWaiting = 20

let reading = 0
const waiting: (() => void)[] = []

/**
 * The codes of our prints on a scan, each once; [] when none can be read, whatever the reason. Strangers' files are opened in a
 * process of their own that is ended when the time is up; what it had found by then counts.
 */
export async function readPrintCodes(scan: Scan, limitMs = patienceMs): Promise<string[]> {
  if (reading >= mostAtOnce) {
    if (waiting.length >= mostWaiting) return []
    await new Promise<void>((go) => waiting.push(go))
  }
  reading += 1
  try {
    return await readAside(scan, limitMs)
  } finally {
    reading -= 1
    waiting.shift()?.()
  }
}

function readAside(scan: Scan, limitMs: number): Promise<string[]> {
  const { file, execArgv } = childEntry()
  const codes: string[] = []
  const child = fork(file, {
    execArgv: [...execArgv, '--max-old-space-size=512'],
    // No database address and no secret reaches the process that opens strangers' files.
    env: { PATH: process.env.PATH },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      done(codes)
    }
    const timer = setTimeout(end, limitMs)
    child.on('message', (message: { code?: string; done?: true }) => {
      if (message.code !== undefined) codes.push(message.code)
      else end()
    })
    child.on('error', end)
    child.on('exit', end)
    child.send(scan, (error) => error && end())
  })
}

/** The child's entry beside the source, or at the same place in `dist`. */
function childEntry(): { file: string; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) return { file: fileURLToPath(new URL('./child.js', import.meta.url)), execArgv: [] }
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return { file: fileURLToPath(new URL('./child.ts', import.meta.url)), execArgv: ['--import', pathToFileURL(tsx).href] }
}
