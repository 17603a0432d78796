import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { killedAfter } from '../../testing/killed.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear } from '../dues/index.ts'
import { expectInvariants, someUnit } from '../dues/testing.ts'
import { remindDaily } from './run.ts'

const members = 120
let world: World
let db: pg.Pool
beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  db = new pg.Pool({ connectionString: world.url, max: 2 })
  world.clock.set('2026-01-10T10:00:00+08:00')
  const { memberId, membershipId } = await someUnit(world, { name: '示例第一工程有限公司' })
  // The others are copies of the first, with contacts of their own.
  await db.query(
    `with copies as (select gen_random_uuid() as id, gen_random_uuid() as membership, n from generate_series(2, $3::int) n),
      m as (insert into members (association_id, id, kind, name, number, admitted_at)
        select association_id, c.id, kind, '示例第' || n || '工程有限公司', 'T' || n, admitted_at from members, copies c where members.id = $1),
      k as (insert into contacts (association_id, id, member_id, position, name, mobile, email)
        select association_id, gen_random_uuid(), c.id, 1, name, (13800000000 + n)::text, 'c' || n || '@example.org' from contacts, copies c where member_id = $1),
      s as (insert into memberships (association_id, id, member_id, joined_on)
        select association_id, c.membership, c.id, joined_on from memberships, copies c where memberships.id = $2)
      insert into level_spans (association_id, id, membership_id, level, period)
        select association_id, gen_random_uuid(), c.membership, level, period from level_spans, copies c where membership_id = $2`,
    [memberId, membershipId, members],
  )
  await chargeYear(await world.contexts.staff(), 2026)
}, 60_000)
afterAll(async () => {
  await db.end()
  await world.close()
})

const moment = '2026-05-31T09:00:00+08:00'

it('killed in the middle again and again, every member gets each step once', async () => {
  for (const ms of [30, 150, 500]) await killedAfter(world, db, ms, { act: 'remind', moment })
  world.clock.set(moment)
  await remindDaily(world.contexts.system())
  await world.drain()
  const { rows: results } =
    await db.query(`select r.step, r.state, n.state as notice, count(*)::int as count, count(distinct r.member_id)::int as members
    from reminders r left join reminder_notices n on n.id = r.notice_id where r.day <= '2026-05-31' group by 1, 2, 3 order by 1`)
  expect(results).toEqual([{ step: 'one-month', state: 'given', notice: 'told', count: members, members }])
  const { rows: ways } = await db.query('select way, state, count(*)::int as count from reminder_ways group by 1, 2 order by 1, 2')
  expect(ways).toEqual([
    { way: 'mail', state: 'sent', count: members },
    { way: 'portal', state: 'sent', count: 1 },
    { way: 'portal', state: 'skipped', count: members - 1 },
    { way: 'sms', state: 'sent', count: members },
  ])
  const { rows: messages } = await db.query(
    `select channel, state, count(*)::int as count, count(distinct (about_id, channel))::int as receivers from messages group by 1, 2 order by 1`,
  )
  expect(messages).toEqual([
    { channel: 'email', state: 'sent', count: members, receivers: members },
    { channel: 'sms', state: 'sent', count: members, receivers: members },
  ])
  await expectInvariants(world)
}, 240_000)
