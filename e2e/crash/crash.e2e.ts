import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { clientOf } from '../kit/client.ts'
import { signIn } from '../kit/people.ts'
import { findPostmaster } from '../kit/server.ts'
import { expectAllThere, expectJobsDone, expectSound } from './after.ts'
import { type House, openHouse } from './house.ts'
import { type Life, newLife, Refused, type Staff } from './life.ts'

const atOnce = 6
const rounds = 3

let house: House
let staff: Staff
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

async function hireStaff() {
  const finance = clientOf(house.url, 'cacem', { address: '198.18.9.1' })
  const officer = clientOf(house.url, 'cacem', { address: '198.18.9.2' })
  expect((await signIn(officer, house.db, demoLogins.staff[1].mobile)).status).toBe(200)
  expect((await signIn(finance, house.db, demoLogins.staff[2].mobile)).status).toBe(200)
  staff = { finance, officer }
}

/** All lives at once, until each is over or stopped by the crash. Answers what the living server refused. */
async function goOn(lives: Life[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(lives.map((life) => life.goOn()))
  return outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' && outcome.reason instanceof Refused && outcome.reason.status < 500 ? [outcome.reason.message] : [],
  )
}

/** Rounds of work, each ended by `crash` at a random moment; then all that was begun is brought to its end. */
async function live(first: number, crash: () => Promise<void>): Promise<Life[]> {
  const lives: Life[] = []
  let cutOff = 0
  for (let round = 0; round < rounds; round++) {
    lives.push(...Array.from({ length: atOnce }, (_, at) => newLife(house, () => staff, first + round * atOnce + at)))
    await hireStaff()
    const working = goOn(lives)
    // However slow the machine is: the first of this round has begun.
    await expect.poll(() => lives.slice(-atOnce).some((life) => life.acknowledged.mobile), { timeout: 60_000, interval: 20 }).toBe(true)
    await pause(Math.random() * 2200)
    await crash()
    cutOff += lives.filter((life) => life.acknowledged.mobile && !life.acknowledged.admitted).length
    // Who waits for a code on a phone gives up when the look into the database ends.
    expect(await working).toEqual([])
    await house.start()
    await expectAllThere(house.db, lives)
    await expectSound(house.db)
  }
  // Else the crashes proved nothing.
  expect(cutOff).toBeGreaterThan(0)
  await hireStaff()
  expect(await goOn(lives)).toEqual([])
  return lives
}

async function expectHappyEnd(lives: Life[]) {
  expect(lives.filter((life) => !life.acknowledged.admitted).map((life) => life.unit.name)).toEqual([])
  await expectJobsDone(house.db, lives)
  await expectAllThere(house.db, lives)
  await expectSound(house.db)
}

describe('kill -9 in the middle of registrations, saves, submissions, payments and decisions', () => {
  it('of the server: the orphaned database is taken over, all that was acknowledged is there, nothing is there twice, jobs go on', async () => {
    const lives = await live(0, async () => {
      await house.killServer()
      expect(findPostmaster(house.server.dataDir)).toBeDefined()
    })
    expect(house.server.output()).toMatch(/发现上次留下的数据库进程（\d+），正在接管/)
    await expectHappyEnd(lives)
  })

  it('of the database: the server says so and ends, and after the next start it is the same', async () => {
    const lives = await live(100, async () => {
      await house.killDatabase()
      expect(await house.server.ended).toBe(1)
      expect(house.server.output()).toMatch(/数据库进程意外结束了/)
    })
    await expectHappyEnd(lives)
  })
})
