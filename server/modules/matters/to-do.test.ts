import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { openMatter } from './open.ts'
import { applicant, installTrial, reviewer } from './testing/kind.ts'
import { colleague, office, withBranches } from './testing/kinds.ts'
import { toDo, toDoCounts } from './to-do.ts'

let world: World
let officer: StaffContext
let inBranch: StaffContext

beforeAll(async () => {
  world = await testWorld()
  await installTrial(world)
  await withBranches(world)
  officer = await reviewer(world, '李审核')
  inBranch = await colleague(world, '分会李', office, 'safety')
  const who = await applicant(world)
  await openMatter(who, { kind: 'trial' })
  // The same matter ten thousand times over, by other members, each at the first review.
  await inTx(world.contexts.system(), async (tx) => {
    await sql`insert into members (association_id, id, kind, name)
      select ${world.association.id}, gen_random_uuid(), 'unit', '示例单位' || n from generate_series(1, 10000) n`.execute(tx)
    await sql`insert into matters (association_id, id, number, kind, kind_version, title, subject_name, state, stage, member_id, account_id, submitted_at, waiting_since, due_on, branch_id)
      select m.association_id, gen_random_uuid(), 'T' || row_number() over (), 'trial', 1, '测试事项', m.name, 'submitted', 'first', m.id, ${who.account.id}, now(), now(),
        date '2026-11-01' + (row_number() over () % 60)::int,
        case row_number() over () % 20 when 0 then 'safety' when 1 then 'testing' end
      from members m where m.association_id = ${world.association.id} and m.name like '示例单位%'`.execute(tx)
  })
  // As the database's own housekeeping does within a minute.
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  await owner.query('vacuum analyze matters, members, matter_events')
  await owner.end()
})
afterAll(() => world.close())

it('STAFF-01 the to-do list of 10 000 open matters is read page by page, each matter once, by the day it is due', async () => {
  expect((await toDoCounts(officer)).waiting).toBe(10_000)
  let after: string | undefined
  const ids = new Set<string>()
  const due: string[] = []
  for (let page = 0; page < 40; page++) {
    const answer = await toDo(officer, { limit: 100, ...(after && { after }) })
    expect(answer.rows).toHaveLength(100)
    for (const row of answer.rows) {
      ids.add(row.id)
      if (row.dueOn) due.push(row.dueOn)
    }
    after = answer.next ?? undefined
  }
  expect(ids.size).toBe(4000)
  expect(due).toEqual([...due].sort())
  expect((await toDo(officer, { q: '示例单位9999' })).rows).toHaveLength(1)
})

it('STAFF-01 / CQSSA-06 who works for one branch has only its matters', async () => {
  expect(await toDoCounts(inBranch)).toMatchObject({ waiting: 500, branches: [] })
  expect((await toDoCounts(officer)).branches.map((one) => one.id)).toEqual(['safety', 'testing'])
  const ids = new Set<string>()
  for (let after: string | undefined, page = 0; page < 5; page++) {
    const answer = await toDo(inBranch, { limit: 100, scope: 'all', ...(after && { after }) })
    for (const row of answer.rows) ids.add(row.branchId === 'safety' ? row.id : 'of another branch')
    after = answer.next ?? undefined
  }
  expect(ids.size).toBe(500)
  expect(ids.has('of another branch')).toBe(false)
})
