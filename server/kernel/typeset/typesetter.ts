import { type ChildProcess, fork } from 'node:child_process'
import { childBeside, hold } from '../children/entry.ts'
import type { Answer, Job } from './protocol.ts'

export interface TypesetterOptions {
  /** Documents waiting at most; one more is refused. */
  queueLimit: number
  /** One document may take this long. */
  timeoutMs: number
  /** The compiler's memory grows a little with each document, so the child is replaced after these many, */
  recycleAfter: number
  /** or when it has become this large, */
  recycleAtMb: number
  /** and let go when nobody printed anything for so long. */
  idleMs: number
}

const defaults: TypesetterOptions = {
  queueLimit: 500,
  timeoutMs: 60_000,
  recycleAfter: 1000,
  recycleAtMb: 450,
  idleMs: 120_000,
}

/** Why there is no document. `busy` and `closed` pass by themselves, `failed` and `timeout` don't. */
export class TypesetFailure extends Error {
  readonly reason: 'busy' | 'closed' | 'timeout' | 'failed'
  constructor(reason: TypesetFailure['reason'], message: string) {
    super(message)
    this.name = 'TypesetFailure'
    this.reason = reason
  }
}

type Order = Omit<Job, 'id'>

interface Waiting {
  order: Order
  /** A child that dies is forgiven once; the second time it is this document's fault. */
  crashes: number
  done(pdf: Buffer): void
  fail(reason: TypesetFailure): void
}

/** A queue in front of one forked child that runs Typst: native code, its memory and its crashes stay outside the server. */
export class Typesetter {
  private readonly limits: TypesetterOptions
  private readonly queue: Waiting[] = []
  private child: ChildProcess | undefined
  private current: { id: number; waiting: Waiting; timer: NodeJS.Timeout } | undefined
  private idle: NodeJS.Timeout | undefined
  private closed = false
  private lastId = 0
  private ofThisChild = 0
  private counts = { printed: 0, children: 0, rssMb: 0 }

  constructor(options: Partial<TypesetterOptions> = {}) {
    this.limits = { ...defaults, ...options }
  }

  /** For the health page and for tests; `rssMb` is the child's, as it last said. */
  state() {
    return { ...this.counts, pid: this.child?.pid, waiting: this.queue.length }
  }

  print(order: Order): Promise<Buffer> {
    if (this.closed) return Promise.reject(new TypesetFailure('closed', 'The typesetter is closed'))
    if (this.queue.length >= this.limits.queueLimit) {
      return Promise.reject(new TypesetFailure('busy', 'Too many documents are waiting'))
    }
    return new Promise((done, fail) => {
      this.queue.push({ order, crashes: 0, done, fail })
      this.next()
    })
  }

  /** Refuses what waits, lets the running document finish for `graceMs`, then ends the child. */
  async close(graceMs = 10_000): Promise<void> {
    this.closed = true
    clearTimeout(this.idle)
    for (const waiting of this.queue.splice(0)) waiting.fail(closing())
    const leaving = this.child
    if (!leaving) return
    const left = new Promise<void>((go) => leaving.once('exit', () => go()))
    hold(leaving, true)
    if (!this.current) leaving.disconnect()
    const impatience = setTimeout(() => leaving.kill('SIGKILL'), graceMs)
    await left
    clearTimeout(impatience)
  }

  private next(): void {
    if (this.current) return
    const waiting = this.queue.shift()
    if (!waiting) {
      this.rest()
      return
    }
    clearTimeout(this.idle)
    this.child ??= this.start()
    const child = this.child
    hold(child, true)
    const id = ++this.lastId
    this.current = { id, waiting, timer: setTimeout(() => this.overrun(), this.limits.timeoutMs) }
    child.send({ ...waiting.order, id } satisfies Job, (error) => {
      if (error && this.current?.id === id) child.kill('SIGKILL')
    })
  }

  private start(): ChildProcess {
    const { file, execArgv } = childBeside(import.meta.url)
    // Only what Node itself needs: no database address, no secret reaches the process that handles strangers' words.
    const env = { PATH: process.env.PATH, TZ: 'Asia/Shanghai' }
    const child = fork(file, { execArgv, env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.on('message', (answer: Answer) => this.settle(answer))
    child.on('error', () => this.gone(child))
    child.on('exit', () => this.gone(child))
    this.counts.children += 1
    this.ofThisChild = 0
    return child
  }

  private settle(answer: Answer): void {
    if (answer.id !== this.current?.id) return
    const waiting = this.takeCurrent()
    this.counts.rssMb = answer.rssMb
    this.ofThisChild += 1
    if ('pdf' in answer) {
      this.counts.printed += 1
      waiting?.done(Buffer.from(answer.pdf.buffer, answer.pdf.byteOffset, answer.pdf.byteLength))
    } else waiting?.fail(new TypesetFailure('failed', answer.error))
    if (this.closed || this.ofThisChild >= this.limits.recycleAfter || answer.rssMb >= this.limits.recycleAtMb) this.dismiss()
    this.next()
  }

  private overrun(): void {
    const waiting = this.takeCurrent()
    this.dismiss('SIGKILL')
    waiting?.fail(new TypesetFailure('timeout', `${waiting.order.template} took more than ${this.limits.timeoutMs} ms`))
    this.next()
  }

  private gone(child: ChildProcess): void {
    if (child !== this.child) return
    this.child = undefined
    const waiting = this.takeCurrent()
    if (waiting) {
      waiting.crashes += 1
      if (this.closed) waiting.fail(closing())
      else if (waiting.crashes === 1) this.queue.unshift(waiting)
      else waiting.fail(new TypesetFailure('failed', `${waiting.order.template} ended the typesetting process`))
    }
    this.next()
  }

  private takeCurrent(): Waiting | undefined {
    clearTimeout(this.current?.timer)
    const waiting = this.current?.waiting
    this.current = undefined
    return waiting
  }

  /** Let the child go: it leaves by itself when its channel closes. */
  private dismiss(signal?: 'SIGKILL'): void {
    const leaving = this.child
    this.child = undefined
    if (!leaving) return
    if (signal) leaving.kill(signal)
    else if (leaving.connected) leaving.disconnect()
  }

  private rest(): void {
    if (!this.child || this.closed) return
    hold(this.child, false)
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.dismiss(), this.limits.idleMs).unref()
  }
}

const closing = () => new TypesetFailure('closed', 'The typesetter is closing')
