import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { effectOf } from '../../contract/preset.ts'
import { installPreset } from '../install.ts'
import type { Association } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { hashPassword } from '../modules/accounts/index.ts'
import { collect, createMeeting, decideMeeting } from '../modules/meetings/index.ts'
import { memberById, memberStanding } from '../modules/members/index.ts'
import { loadPreset } from '../presets/index.ts'
import { testWorld, type World } from '../testing/world.ts'
import { advance, seen } from './advance.ts'
import { applicant } from './applicant.ts'
import { apply, register } from './apply.ts'
import { colleaguesOf, hire, reviewerOf } from './colleagues.ts'
import { type House, openHouse } from './house.ts'
import { memberLogins } from './logins.ts'
import { seedAssociation } from './seed.ts'

let world: World
let hash: string
beforeAll(async () => {
  world = await testWorld()
  hash = await hashPassword('Huiji_2026')
})
afterAll(() => world.close())

const folder = (path: string) => fileURLToPath(new URL(`../../${path}/`, import.meta.url))
const install = async (path: string): Promise<Association> =>
  (await installPreset(world.kernel, await loadPreset(folder(path)))).ctx.association

interface Waiting {
  kind: string
  stage: string
  state: string
  count: number
}

/** How many matters lie where. */
const waiting = (house: House): Promise<Waiting[]> =>
  inTx(house.platform(), async (tx, ctx) => {
    const { rows } = await sql<Waiting>`select kind, stage, state, count(*)::int as count from matters
      where association_id = ${ctx.association.id} group by 1, 2, 3`.execute(tx)
    return rows
  })

/** How many receipts wait to be made, and how many of them should have been. */
const receipts = (house: House): Promise<{ due: number; late: number } | undefined> =>
  inTx(house.platform(), async (tx, ctx) => {
    const { rows } = await sql<{ due: number; late: number }>`select count(*)::int as due,
      count(*) filter (where due_on < ${ctx.kernel.clock.today()})::int as late
      from receipts where association_id = ${ctx.association.id} and state = 'due'`.execute(tx)
    return rows[0]
  })

/** Whether what a login types leads to somebody: an identifier of an account, or a member that one acts for. */
const leads = (house: House, typed: string): Promise<boolean> =>
  inTx(house.platform(), async (tx, ctx) => {
    const { rows } = await sql<{ found: boolean }>`select
      exists (select from account_identifiers where association_id = ${ctx.association.id} and value = ${typed})
      or exists (select from account_members a join members m on m.association_id = a.association_id and m.id = a.member_id
        where a.association_id = ${ctx.association.id} and a.principal and m.name = ${typed}) as found`.execute(tx)
    return rows[0]?.found === true
  })

describe.each(['cacem', 'cepca', 'gsjl', 'caq', 'cqssa'])('the demo of the preset %s', (slug) => {
  it('has somebody waiting at every review of joining, and logins that lead to somebody; made once', async () => {
    const association = await install(`presets/${slug}`)
    await seedAssociation(world.kernel, association, { members: 4, meeting: 3 })
    const house = await openHouse(world.kernel, association, hash)
    const found = await waiting(house)
    for (const kind of house.definitions.filter((one) => effectOf(one) === 'admission')) {
      for (const stage of kind.stages.filter((one) => one.type === 'review')) {
        const here = found.find((one) => one.kind === kind.kind && one.stage === stage.id && one.state === 'submitted')
        expect([slug, kind.kind, stage.id, (here?.count ?? 0) > 0]).toEqual([slug, kind.kind, stage.id, true])
      }
      expect(found.some((one) => one.kind === kind.kind && one.state === 'returned')).toBe(true)
    }
    const logins = memberLogins(association.settings)
    expect(logins.length).toBeGreaterThan(2)
    for (const { identifier } of logins) expect([slug, identifier, await leads(house, identifier)]).toEqual([slug, identifier, true])
    for (const { mobile } of colleaguesOf(house)) expect(await house.knowsMobile(mobile)).toBe(true)
    await seedAssociation(world.kernel, association, { members: 4, meeting: 3 })
    expect(await waiting(house)).toEqual(found)
    await world.drain()
    expect(await receipts(house)).toMatchObject({
      late: 0,
      due: association.settings.dues.receipt.asked ? 0 : association.settings.dues.services ? 3 : 2,
    })
  }, 120_000)
})

describe('an association made of a folder alone', () => {
  it('is the small example of docs/presets.md: installed, joined, approved', async () => {
    const association = await install('docs/presets-example')
    const house = await openHouse(world.kernel, association, hash)
    await hire(house)
    const who = applicant('unit', 70)
    const ctx = await register(house, who, 0)
    const walk = { kind: 'admission', who, index: 70, daysAgo: 0 }
    const id = await apply(ctx, walk)
    await advance(house, ctx, id, null, walk)
    expect((await seen(house, id)).state).toBe('approved')
    const standing = await inTx(ctx, async (tx, inside) => memberStanding(tx, inside, await memberById(tx, inside, ctx.memberId)))
    expect(standing).toMatchObject({ standing: 'current', level: 'ordinary' })
  })

  it('is unlike the five: a branch decides, then money comes, then a clerk gives the number, then a board', async () => {
    const association = await install('e2e/sixth/preset')
    const house = await openHouse(world.kernel, association, hash)
    await hire(house)
    const who = applicant('unit', 72)
    const ctx = await register(house, who, 0)
    const walk = { kind: 'entry', who, index: 72, daysAgo: 0 }
    const id = await apply(ctx, walk)
    expect(await seen(house, id)).toMatchObject({ state: 'submitted', stage: 'district', branchId: expect.stringMatching(/east|west/) })
    await advance(house, ctx, id, 'registrar', walk)
    expect((await seen(house, id)).stage).toBe('registrar')
    await advance(house, ctx, id, 'board', walk)
    const early = await inTx(ctx, (tx, inside) => memberById(tx, inside, ctx.memberId))
    expect(early).toMatchObject({ number: 'HC26-001', admittedAt: null })

    const secretary = await house.staff(reviewerOf(house, 'art-secretary', null))
    const meeting = await createMeeting(secretary, { name: '艺术委员会第一次会议', heldOn: '2026-11-21', place: '', role: 'art-secretary' })
    expect(await collect(secretary, meeting)).toEqual({ added: 1 })
    await decideMeeting(secretary, meeting, { resolutionNumber: '艺委〔2026〕1 号', resolvedOn: '2026-11-21' })
    await world.drain()
    expect((await seen(house, id)).state).toBe('approved')
    const standing = await inTx(ctx, async (tx, inside) => memberStanding(tx, inside, await memberById(tx, inside, ctx.memberId)))
    expect(standing).toMatchObject({ standing: 'current', level: 'full' })
  })
})
