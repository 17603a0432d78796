import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ChildPool, closeChildren } from './index.ts'
import type { Trick } from './pool.fixture.ts'

const pool = new ChildPool<Trick, string>({ beside: import.meta.url, entry: 'pool.fixture', size: 2, mostMb: 400, idleMs: 500 })
const notes = mkdtempSync(join(tmpdir(), 'huiji-pool-'))
afterAll(() => {
  closeChildren()
  rmSync(notes, { recursive: true, force: true })
})
const patience = 20_000

async function ask(trick: Trick, limitMs = patience) {
  const told: string[] = []
  const ending = await pool.ask(trick, limitMs, (one) => told.push(one))
  return { ending, told }
}
function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const pidOf = ({ told }: { told: string[] }) => Number(told[0]?.split(' ')[1])

describe('processes for strangers’ files', () => {
  it('stay for the next job, no more than their number, and go when nothing is asked', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => ask({ act: 'say' })))
    expect(all.every((one) => one.ending === 'done')).toBe(true)
    expect(new Set(all.map(pidOf)).size).toBeLessThanOrEqual(2)
    await expect.poll(() => pool.pids()).toEqual([])
  })

  it('one that hangs is ended when the time is up; what it had found counts, and the others go on', async () => {
    await ask({ act: 'say' })
    const [hung, ...others] = await Promise.all([ask({ act: 'say-and-hang' }, 4000), ask({ act: 'say' }), ask({ act: 'say' })])
    expect(hung).toMatchObject({ ending: 'late', told: [expect.stringMatching(/^say-and-hang/)] })
    expect(others.map((one) => one.ending)).toEqual(['done', 'done'])
    expect(others.map(pidOf)).not.toContain(pidOf(hung))
  })

  it('one that takes too much memory is ended before it is everybody’s trouble', async () => {
    // Other systems don't tell how large it is: there its time ends it.
    expect(await ask({ act: 'grow' }, 9000)).toMatchObject({ ending: process.platform === 'linux' ? 'broken' : 'late' })
  })

  it('one that dies is asked once more, in a new process; twice is the job’s own fault', async () => {
    expect(await ask({ act: 'die-once', note: join(notes, 'died') })).toMatchObject({ ending: 'done' })
    expect(await ask({ act: 'die' })).toMatchObject({ ending: 'broken', told: [expect.anything(), expect.anything()] })
    expect(await ask({ act: 'say' })).toMatchObject({ ending: 'done' })
  })

  it('closed in the midst, a job fails, so that it is done again', async () => {
    const waits = ask({ act: 'say-and-hang' })
    const [pid = 0] = pool.pids()
    closeChildren()
    await expect(waits).rejects.toThrow('closed')
    expect(pool.pids()).toEqual([])
    // Asked whether it is there.
    await expect.poll(() => alive(pid), { timeout: 5000 }).toBe(false)
  })
})
