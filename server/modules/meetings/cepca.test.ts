import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allPermissions } from '../../../contract/permissions.ts'
import { seedAssociation } from '../../demo/seed.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { collect, recordVerdicts } from './agenda.ts'
import { createMeeting } from './create.ts'
import { decideMeeting } from './decide.ts'
import { listItems, readMeeting } from './read.ts'
import { bodies } from './ready.ts'

/** The preset itself, with applicants made by its demo: what its own meeting does. */
let world: World
let clerk: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  await seedAssociation(world.kernel, world.association, { members: 2, meeting: 4 })
  await world.drain()
  clerk = await world.contexts.staff(allPermissions, '孙秘书')
  const [body] = await bodies(clerk)
  await inTx(clerk, (tx) =>
    tx
      .insertInto('staff_roles')
      .values({ association_id: world.association.id, account_id: clerk.account.id, role_id: body?.role ?? '' })
      .execute(),
  )
}, 120_000)
afterAll(() => world.close())

describe('CEPCA-08 会长办公会', () => {
  it('admits who passed the first review: number, membership of the calendar year’s rule, and a message to the contact', async () => {
    const [body] = await bodies(clerk)
    expect(body).toMatchObject({ name: '会长办公会', ready: 4, can: { create: null } })
    const today = world.clock.today()
    const meeting = await createMeeting(clerk, { name: '第11次会长办公会', heldOn: today, place: '', role: body?.role ?? '' })
    await collect(clerk, meeting)
    const rows = (await listItems(clerk, meeting, {})).rows
    expect(rows.every((row) => row.kindName === '入会申请' && row.levelName === '普通会员单位' && row.opinion !== null)).toBe(true)
    const [held = ''] = rows.map((row) => row.matterId)
    await recordVerdicts(clerk, meeting, { matters: [held], verdict: 'hold', note: '下次再议' })
    await decideMeeting(clerk, meeting, { resolutionNumber: '会长办公会纪要〔2026〕11号', resolvedOn: today })
    await world.drain()
    const done = await readMeeting(clerk, meeting)
    expect(done).toMatchObject({ state: 'closed', outcomes: { passed: 3, held: 1, returned: 0, rejected: 0, skipped: 0 } })
    for (const name of rows.slice(1).map((row) => row.subjectName)) expect(done.announcement).toContain(name)
    const admitted = await inTx(clerk, (tx) =>
      tx
        .selectFrom('members as m')
        .innerJoin('matters as t', (join) => join.onRef('t.association_id', '=', 'm.association_id').onRef('t.member_id', '=', 'm.id'))
        .innerJoin('memberships as s', (join) => join.onRef('s.association_id', '=', 'm.association_id').onRef('s.matter_id', '=', 't.id'))
        .select(['m.id', 'm.number', 's.joined_on as joinedOn'])
        .where(
          't.id',
          'in',
          rows.map((row) => row.matterId),
        )
        .where('s.branch_id', 'is', null)
        .orderBy('m.number')
        .execute(),
    )
    expect(admitted.map((row) => row.joinedOn)).toEqual([today, today, today])
    expect(new Set(admitted.map((row) => row.number)).size).toBe(3)
    const told = await inTx(clerk, (tx) =>
      tx.selectFrom('messages').select('body').where('template', '=', 'matter-approved').where('channel', '=', 'sms').execute(),
    )
    for (const { number } of admitted) expect(told.filter((one) => number !== null && one.body.includes(number))).toHaveLength(1)
  })
})
