import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inTx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { chance, type Luck } from '../../../testing/chance.ts'
import type { BankRow, Unit } from '../../../testing/money.ts'
import { randomActs, type Stage, standOf } from '../../../testing/money-at-random.ts'
import { testWorld } from '../../../testing/world.ts'
import { chargeAhead, chargeYear } from '../billing/charge-year.ts'
import { chargeDifferences } from '../billing/differences.ts'
import { expectInvariants, slipPhoto, someUnit } from '../testing.ts'
import { memberLedger } from './member-ledger.ts'
import { ledgerMonths } from './months.ts'

/** `RUNS=200 npx vitest run --project server server/modules/dues/ledger.property.test.ts` for a long one; `SEED` begins elsewhere. */
const runs = Number(process.env.RUNS ?? 1)
const firstSeed = Number(process.env.SEED ?? 20261121)
const [rounds, actsAtOnce] = [8, 24]

/** Six members, two clerks, short orders and dear levels, so that much happens in four months. */
async function setUp(preset: string, years: Stage['years'], amounts: Stage['amounts']): Promise<Stage> {
  const world = await testWorld({ presets: [preset] })
  world.clock.set('2026-01-10T10:00:00+08:00')
  Object.assign(world.association.settings.dues, { orderDays: 20, levelChange: 'difference' })
  const clerks = [await world.contexts.staff(undefined, '财务甲'), await world.contexts.staff(undefined, '财务乙')] as const
  const units: Unit[] = []
  for (let at = 0; at < 6; at++) units.push(await someUnit(world, { name: `示例第${at + 1}工程有限公司` }))
  for (const year of [2025, 2026]) await chargeYear(clerks[0], year)
  const bank: BankRow[] = []
  return { world, units, clerks, photo: await slipPhoto(), years, amounts, bank }
}

/** From January to April. */
const dayOfRound = (round: number): string => {
  const months = (round * 4) / rounds
  return `2026-0${1 + Math.floor(months)}-${10 + Math.floor((months % 1) * 15)}`
}

/** How often each act was done in four months of everybody doing anything at once. */
async function live(stage: Stage, luck: Luck): Promise<Map<string, number>> {
  const { world, clerks } = stage
  const acts = randomActs(stage)
  const done = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    world.clock.set(`${dayOfRound(round)}T10:00:00+08:00`)
    await chargeDifferences(world.contexts.system())
    await chargeAhead(world.contexts.system())
    const now = await standOf(stage)
    const tries = Array.from({ length: actsAtOnce }, async () => {
      const name = luck.pick(Object.keys(acts)) ?? ''
      try {
        await acts[name]?.(now, luck, luck.pick(clerks) ?? clerks[0])
        done.set(name, (done.get(name) ?? 0) + 1)
      } catch (error) {
        // Refused is right; anything else is a defect.
        if (!(error instanceof Refusal)) throw error
      }
    })
    const failed = (await Promise.allSettled(tries)).find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
    await expectInvariants(world)
  }
  return done
}

describe.each([
  { preset: 'cacem', years: [[2025], [2026], [2025, 2026]], amounts: [1000_00, 1500_00, 3000_00, 2999_00, 3100_00, 6000_00] },
  { preset: 'caq', years: [[2026], [2026, 2027], [2027]], amounts: [2000_00, 5000_00, 4999_00, 5100_00, 10000_00] },
])('STAFF-06 in $preset', ({ preset, years, amounts }) => {
  it('whatever members, clerks, the bank and the gateways do at once in whatever order, the money adds up', {
    timeout: 120_000 + runs * 60_000,
  }, async () => {
    for (let run = 0; run < runs; run++) {
      const seed = firstSeed + run
      const stage = await setUp(preset, years, amounts)
      try {
        const done = await live(stage, chance(seed)).catch((error: unknown) => {
          throw new Error(`SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
        })
        expect(done.size, `seed ${seed}: ${JSON.stringify([...done])}`).toBeGreaterThan(12)
        await expectSums(stage)
      } finally {
        await stage.world.close()
      }
    }
  })
})

/** Three ways to the same sums: the months, the payments, the members. */
async function expectSums({ clerks: [clerk], units }: Stage): Promise<void> {
  const [month] = await ledgerMonths(clerk)
  const { rows } = await inTx(clerk, (tx) =>
    sql<{ payments: number; allocated: number; sent: number; asked: number }>`select
      (select coalesce(sum(amount_fen), 0)::bigint from payments) as payments,
      (select coalesce(sum(amount_fen), 0)::bigint from allocations) as allocated,
      (select coalesce(sum(amount_fen), 0)::bigint from refunds where state = 'done') as sent,
      (select coalesce(sum(amount_fen), 0)::bigint from charges where state in ('open', 'settled')) as asked`.execute(tx),
  )
  const { payments = 0, allocated = 0, sent = 0, asked = 0 } = rows[0] ?? {}
  expect(month?.closingFen ?? 0).toBe(payments - sent - allocated)
  let owed = 0
  for (const unit of units) owed += (await memberLedger(clerk, unit.memberId)).owedFen
  expect(owed).toBe(asked - allocated)
}
