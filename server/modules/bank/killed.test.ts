import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { chance } from '../../testing/chance.ts'
import { killedAfter, tellAllPaid } from '../../testing/killed.ts'
import { moneyActs, type Unit } from '../../testing/money.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, startBilling } from '../dues/index.ts'
import { expectInvariants, someUnit } from '../dues/testing.ts'
import { addFiles, openBatch } from '../receipts/batches.ts'
import { samplePdf, sampleZip } from '../receipts/testing/papers.ts'
import { confirmSure } from './confirm.ts'
import { statementPage } from './lists.ts'

const [byBank, byGateway, withPaper] = [30, 20, 10]
const moment = '2026-11-20T10:00:00+08:00'
const seed = Number(process.env.SEED ?? Date.now() % 100_000)
let world: World
let db: pg.Pool
let clerk: StaffContext

beforeAll(async () => {
  world = await testWorld()
  db = new pg.Pool({ connectionString: world.url, max: 2 })
  world.clock.set(moment)
  clerk = await world.contexts.staff()
})
afterAll(async () => {
  await db.end()
  await world.close()
})

/** A try that waits for its gateway, as `openTry` leaves it. */
const openedTry = (unit: Unit, orderId: string) =>
  inTx(world.contexts.system(), async (tx, ctx) => {
    const [id, now] = [newId(), ctx.kernel.clock.now()]
    await tx
      .insertInto('online_payments')
      .values({
        association_id: ctx.association.id,
        id,
        order_id: orderId,
        method: 'alipay',
        way: 'page',
        out_trade_no: id.replaceAll('-', ''),
        amount_fen: 3000_00,
        link: 'https://pay.example.org',
        opened_by: unit.ctx.account.id,
        created_at: now,
        expires_at: new Date(now.getTime() + 1_800_000),
      })
      .execute()
  })

async function unitsNamed(sort: string, count: number): Promise<Unit[]> {
  const units: Unit[] = []
  for (let at = 0; at < count; at++) units.push(await someUnit(world, { name: `示例${sort}第${at + 1}工程有限公司` }))
  return units
}

it('STAFF-06, STAFF-07 killed in the middle of booking a statement, billing, notifications and reading files: all is done, and nothing twice', {
  timeout: 240_000,
}, async () => {
  const { order, confirm, statement } = moneyActs(clerk)
  const [bank, gateway, papers] = [
    await unitsNamed('流水', byBank),
    await unitsNamed('网付', byGateway),
    await unitsNamed('票据', withPaper),
  ]
  await chargeYear(clerk, 2026)
  for (const unit of papers) await confirm(await order(unit, [2026]), 3000_00, '2026-11-19')
  await world.drain()

  const rows = bank.map((unit, at) => ({ serial: `K${at}`, amountFen: 3000_00, payer: unit.name, day: '20261119' }))
  const { id: statementId } = await statement(rows)
  const { counts, sureFen } = await statementPage(clerk, statementId)
  await confirmSure(clerk, statementId, { count: counts.sure, amountFen: sureFen })
  for (const unit of gateway) await openedTry(unit, await order(unit, [2026]))
  await startBilling(clerk, 2027)
  const batch = await openBatch(clerk)
  const files = papers.map((unit, at) => {
    const number = `00000300${String(at).padStart(2, '0')}`
    const official = { document: 'fiscal' as const, code: '00010726', number, checkCode: `a1b2c${at % 10}`, issuedOn: '2026-11-20' }
    const bytes = samplePdf({
      ...official,
      title: unit.name,
      creditCode: unit.creditCode,
      payee: world.association.name,
      amountFen: 3000_00,
    })
    return [`${at}.pdf`, bytes] as const
  })
  await addFiles(clerk, batch.id, { name: '票据.zip', bytes: sampleZip(Object.fromEntries(files)) })

  const luck = chance(seed)
  const moments = [luck.below(80), luck.below(300), luck.below(900)]
  for (const ms of moments) await killedAfter(world, db, ms, { act: 'notices', moment })
  // The gateways tell again until they are heard.
  await Promise.all([tellAllPaid(world.contexts.system()), tellAllPaid(world.contexts.system())])
  await world.drain()

  const count = async (sql: string) => (await db.query<{ count: number }>(`select count(*)::int as count from ${sql}`)).rows[0]?.count
  const found = {
    booked: await count("bank_lines where state = 'booked'"),
    told: await count("online_payments where state = 'paid' and stray is null"),
    payments: await count('payments'),
    settled: await count("charges where year = 2026 and state = 'settled'"),
    receipts: await count('receipts'),
    read: await count("receipt_files where state = 'waiting' and verdict = 'sure'"),
    billed: await count("charges where year = 2027 and state = 'open'"),
    runs: await count('billing_runs where done_at is not null and created = total'),
  }
  const all = byBank + byGateway + withPaper
  const right = { booked: byBank, told: byGateway, payments: all, settled: all, receipts: all, read: withPaper, billed: all, runs: 1 }
  expect(found, `SEED=${seed}, killed after ${moments} ms`).toEqual(right)
  await expectInvariants(world)
})
