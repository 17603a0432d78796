import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Scan {
  bytes: Uint8Array
  /** 'application/pdf' or that of a picture. */
  mediaType: string
  /** What is looked for: the codes of our prints, or every word of a PDF with its place. */
  want?: 'codes' | 'words'
}

/** A piece of text on a page; `x` from the left, `y` downwards from the top of the first page, in the page's own units. */
export interface PlacedText {
  text: string
  x: number
  y: number
  width: number
  height: number
}

/** One code as soon as it is found, then that the scan is done; words come all at once. */
export interface Answer {
  code?: string
  words?: PlacedText[]
  done?: true
}

/** Who uploads waits for it, so it is short; what can't be read in it makes no claim. */
const patienceMs = 8_000
/** More in line than this would all run out of patience. */
const mostWaiting = 12
/** Let go when nothing was scanned for so long, and after so many: strangers' files leave traces in memory. */
const idleMs = 60_000
const recycleAfter = 200

/** One scan at a time, in a process of its own that stays for the next. */
let line: Promise<unknown> = Promise.resolve()
let waiting = 0
let current: { child: ChildProcess; read: number } | undefined
let idle: NodeJS.Timeout | undefined

/**
 * The codes of our prints on a scan, each once; [] when none can be read, whatever the reason. Strangers' files are opened in a
 * process of their own that is ended when the time is up; what it had found by then counts.
 */
export async function readPrintCodes(scan: Scan, limitMs = patienceMs): Promise<string[]> {
  if (waiting >= mostWaiting) return []
  waiting += 1
  const until = performance.now() + limitMs
  const codes: string[] = []
  try {
    await inLine((left) => readAside(scan, left, ({ code }) => code !== undefined && codes.push(code)), until)
    return codes
  } finally {
    waiting -= 1
  }
}

/** The words of a PDF with their places, in the order they are written; null when it can't be read. For jobs: it waits for its turn. */
export async function readPdfWords(bytes: Uint8Array, limitMs = patienceMs): Promise<PlacedText[] | null> {
  let words: PlacedText[] | null = null
  const take = (answer: Answer) => {
    if (answer.words) words = answer.words
  }
  await inLine(() => readAside({ bytes, mediaType: 'application/pdf', want: 'words' }, limitMs, take))
  return words
}

async function inLine(work: (leftMs: number) => Promise<void>, until = Number.POSITIVE_INFINITY): Promise<void> {
  const turn = line.then(() => work(until - performance.now()))
  line = turn.catch(() => undefined)
  await turn
}

async function readAside(scan: Scan, limitMs: number, told: (answer: Answer) => void): Promise<void> {
  if (limitMs <= 0) return
  current ??= begin()
  const { child } = current
  clearTimeout(idle)
  hold(child, true)
  const healthy = await new Promise<boolean>((done) => {
    const timer = setTimeout(() => done(false), limitMs)
    const hear = (message: Answer) => {
      told(message)
      if (message.done) finish(true)
    }
    const fail = () => finish(false)
    const finish = (well: boolean) => {
      clearTimeout(timer)
      child.off('message', hear).off('error', fail).off('exit', fail)
      done(well)
    }
    child.on('message', hear).on('error', fail).on('exit', fail)
    child.send(scan, (error) => error && fail())
  })
  if (current !== undefined) current.read += 1
  if (!healthy || (current?.read ?? 0) >= recycleAfter) letGo('SIGKILL')
  else {
    hold(child, false)
    idle = setTimeout(letGo, idleMs).unref()
  }
}

/** Part of the server's shutdown: the process ends when its channel closes. */
export function closeReader(): void {
  letGo()
}

function letGo(signal?: 'SIGKILL'): void {
  clearTimeout(idle)
  const child = current?.child
  current = undefined
  if (signal) child?.kill(signal)
  else if (child?.connected) child.disconnect()
}

function begin(): { child: ChildProcess; read: number } {
  const { file, execArgv } = childEntry()
  const child = fork(file, {
    execArgv: [...execArgv, '--max-old-space-size=512'],
    // No database address and no secret reaches the process that opens strangers' files.
    env: { PATH: process.env.PATH },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.on('error', () => undefined)
  child.on('exit', () => {
    if (current?.child === child) current = undefined
  })
  return { child, read: 0 }
}

/** A waiting child must not keep a finished program alive. */
function hold(child: ChildProcess, on: boolean): void {
  if (on) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}

/** The child's entry beside the source, or at the same place in `dist`. */
function childEntry(): { file: string; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) return { file: fileURLToPath(new URL('./child.js', import.meta.url)), execArgv: [] }
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return { file: fileURLToPath(new URL('./child.ts', import.meta.url)), execArgv: ['--import', pathToFileURL(tsx).href] }
}
