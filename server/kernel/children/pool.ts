import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { childBeside, hold } from './entry.ts'
import type { Said } from './serve.ts'

export interface PoolOptions {
  /** The owner's `import.meta.url`: its `child.ts` stands beside it. */
  beside: string
  /** Another name than `child`. */
  entry?: string
  /** Children at most; they are started as they are needed. */
  size: number
  /** One whose memory passes this is ended in the midst of its job (where the system tells: Linux); its heap has half of it everywhere. */
  mostMb: number
  /** Strangers' files leave traces: a child is replaced after so many jobs, or when it has become this large. */
  recycleAfter: number
  recycleAtMb: number
  /** Let go when nothing was asked for so long. */
  idleMs: number
}

const defaults = { mostMb: 1024, recycleAfter: 1000, recycleAtMb: 400, idleMs: 60_000 }

/** How a job ended: `late` and `broken` are the job's own fault. */
export type Ending = 'done' | 'late' | 'broken'

interface Task<Job, Answer> {
  job: Job
  /** Asked when its turn has come. */
  limitMs(): number
  told(answer: Answer): void
  end(ending: Ending): void
  fail(error: Error): void
  /** A child that dies is forgiven once: the system may have ended it for another's hunger. */
  crashes: number
}

interface Member<Job, Answer> {
  child: ChildProcess
  jobs: number
  task?: Task<Job, Answer>
  timer?: NodeJS.Timeout
}

const pools = new Set<{ close(): void }>()

/** Part of the server's shutdown; what is under way fails, so that its job is done again. A pool that is asked later begins anew. */
export function closeChildren(): void {
  for (const pool of pools) pool.close()
}

const watchMs = 400

/**
 * Processes that do what strangers' files may spoil: one job at a time each, without database address or secret. One that hangs, grows or
 * dies takes its own job with it and nothing else.
 */
export class ChildPool<Job extends object, Answer> {
  private readonly limits: PoolOptions
  private readonly queue: Task<Job, Answer>[] = []
  private readonly members = new Set<Member<Job, Answer>>()
  private watch: NodeJS.Timeout | undefined

  constructor(options: Pick<PoolOptions, 'beside' | 'size'> & Partial<PoolOptions>) {
    this.limits = { ...defaults, ...options }
    pools.add(this)
  }

  /** For tests. */
  pids(): number[] {
    return [...this.members].flatMap(({ child }) => child.pid ?? [])
  }

  ask(job: Job, limitMs: number | (() => number), told: (answer: Answer) => void): Promise<Ending> {
    return new Promise((end, fail) => {
      this.queue.push({ job, limitMs: typeof limitMs === 'number' ? () => limitMs : limitMs, told, end, fail, crashes: 0 })
      this.next()
    })
  }

  close(): void {
    const closing = new Error('the reading processes are closed')
    for (const task of this.queue.splice(0)) task.fail(closing)
    for (const member of this.members) {
      const task = this.take(member)
      // One that is busy does not hear that its channel closes.
      this.dismiss(member, task && 'SIGKILL')
      task?.fail(closing)
    }
  }

  private next(): void {
    for (let task = this.queue[0]; task; task = this.queue[0]) {
      const limitMs = task.limitMs()
      if (limitMs <= 0) {
        this.queue.shift()
        task.end('late')
        continue
      }
      const member = [...this.members].find((one) => !one.task) ?? (this.members.size < this.limits.size ? this.start() : undefined)
      if (!member) return
      this.queue.shift()
      this.give(member, task, limitMs)
    }
  }

  private give(member: Member<Job, Answer>, task: Task<Job, Answer>, limitMs: number): void {
    clearTimeout(member.timer)
    hold(member.child, true)
    member.task = task
    member.timer = setTimeout(() => this.giveUp(member), limitMs)
    this.watch ??= setInterval(() => void this.look(), watchMs).unref()
    member.child.send(task.job, (error) => error && member.task === task && member.child.kill('SIGKILL'))
  }

  private start(): Member<Job, Answer> {
    const { file, execArgv } = childBeside(this.limits.beside, this.limits.entry)
    const child = fork(file, {
      execArgv: [...execArgv, `--max-old-space-size=${Math.round(this.limits.mostMb / 2)}`],
      env: { PATH: process.env.PATH, TZ: 'Asia/Shanghai' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const member: Member<Job, Answer> = { child, jobs: 0 }
    this.members.add(member)
    child.on('message', (said: Said<Answer>) => this.hear(member, said))
    child.on('error', () => this.gone(member))
    child.on('exit', () => this.gone(member))
    return member
  }

  private hear(member: Member<Job, Answer>, said: Said<Answer>): void {
    if ('told' in said) {
      member.task?.told(said.told)
      return
    }
    const task = this.take(member)
    member.jobs += 1
    if (member.jobs >= this.limits.recycleAfter || said.rssMb >= this.limits.recycleAtMb) this.dismiss(member)
    else {
      hold(member.child, false)
      member.timer = setTimeout(() => this.dismiss(member), this.limits.idleMs).unref()
    }
    task?.end('done')
    this.next()
  }

  private giveUp(member: Member<Job, Answer>): void {
    const task = this.take(member)
    this.dismiss(member, 'SIGKILL')
    task?.end('late')
    this.next()
  }

  private gone(member: Member<Job, Answer>): void {
    const task = this.take(member)
    this.dismiss(member)
    if (task) {
      task.crashes += 1
      if (task.crashes === 1) this.queue.unshift(task)
      else task.end('broken')
    }
    this.next()
  }

  private take(member: Member<Job, Answer>): Task<Job, Answer> | undefined {
    clearTimeout(member.timer)
    const { task } = member
    member.task = undefined
    return task
  }

  /** It leaves by itself when its channel closes. */
  private dismiss(member: Member<Job, Answer>, signal?: 'SIGKILL'): void {
    clearTimeout(member.timer)
    this.members.delete(member)
    if (signal) member.child.kill(signal)
    else if (member.child.connected) member.child.disconnect()
    if (this.members.size > 0) return
    clearInterval(this.watch)
    this.watch = undefined
  }

  /** A heap has its own cap; what lies beside it (pictures, unfolded streams) is seen only from outside. */
  private async look(): Promise<void> {
    for (const { child, task } of this.members) {
      if (!task || child.pid === undefined) continue
      const pages = await readFile(`/proc/${child.pid}/statm`, 'latin1').catch(() => '')
      if ((Number(pages.split(' ')[1] ?? 0) * 4096) / 1024 / 1024 > this.limits.mostMb) child.kill('SIGKILL')
    }
  }
}
