import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { doneList } from './done.ts'
import { applicant, installTrial, reviewer } from './testing/kind.ts'
import { handedIn, pass } from './testing/story.ts'
import { toDo, toDoCounts } from './to-do.ts'

let world: World
let officer: StaffContext
let colleague: StaffContext

beforeAll(async () => {
  world = await testWorld()
  await installTrial(world)
  officer = await reviewer(world, '李审核')
  colleague = await reviewer(world, '王审核')
})
afterAll(async () => {
  await world.close()
})
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
})

describe('STAFF-01 lists', () => {
  it('what is late stands on top, pages by key without a gap or a double, and filters', async () => {
    world.clock.set('2026-11-02T09:00:00+08:00')
    const late = await handedIn(await applicant(world))
    world.clock.set('2026-11-23T10:00:00+08:00')
    const [first] = (await toDo(officer, {})).rows
    expect(first).toMatchObject({ id: late, late: true, ageDays: 15 })
    const ids: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await toDo(officer, { limit: 2, ...(after && { after }) })
      ids.push(...page.rows.map((row) => row.id))
      if (page.next === null) break
      after = page.next
    }
    const counts = await toDoCounts(officer)
    expect(new Set(ids).size).toBe(ids.length)
    expect(counts).toMatchObject({ waiting: ids.length, late: 1 })
    expect((await toDo(officer, { age: 'late' })).rows.map((row) => row.id)).toEqual([late])
    expect((await toDo(officer, { stage: 'second', scope: 'all', limit: 100 })).rows.every((row) => row.stage === 'second')).toBe(true)
    expect((await toDo(officer, { q: '没有这个单位' })).rows).toEqual([])
    expect((await toDo(await world.contexts.staff(), {})).rows).toEqual([])
    expect((await refusal(toDo(officer, { after: 'eA' }))).code).toBe('input-invalid')
  })

  it('done by me, done by all', async () => {
    const id = await handedIn(await applicant(world))
    await pass(officer, id)
    expect((await doneList(officer, {})).rows[0]).toMatchObject({ matterId: id, what: 'passed', who: '李审核', state: 'submitted' })
    expect((await doneList(colleague, {})).rows.map((row) => row.matterId)).not.toContain(id)
    expect((await doneList(colleague, { scope: 'all' })).rows[0]).toMatchObject({ matterId: id })
    expect((await doneList(officer, { what: 'rejected' })).rows.every((row) => row.what === 'rejected')).toBe(true)
  })
})
