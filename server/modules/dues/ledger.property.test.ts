import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { askAdjustment, decideAdjustment } from './adjust.ts'
import { allocate } from './allocate.ts'
import { cancelOrder } from './change-order.ts'
import { chargeYear } from './charge-year.ts'
import { confirmPayment } from './confirm.ts'
import { memberLedger } from './member-ledger.ts'
import { closeMonth, ledgerMonths } from './months.ts'
import { openOrder } from './open-order.ts'
import { receive } from './receive.ts'
import { askRefund, decideRefund, finishRefund } from './refund.ts'
import { reverse } from './reverse.ts'
import { takeBack } from './take-back.ts'
import { expectInvariants, payerOf, someUnit } from './testing.ts'

let world: World
let people: StaffContext[]
let units: Awaited<ReturnType<typeof someUnit>>[]

beforeAll(async () => {
  world = await testWorld()
  world.clock.set('2026-01-10T10:00:00+08:00')
  people = [await world.contexts.staff(undefined, '财务甲'), await world.contexts.staff(undefined, '财务乙')]
  units = []
  for (let at = 0; at < 6; at++) units.push(await someUnit(world, { name: `示例第${at + 1}工程有限公司` }))
  for (const year of [2025, 2026]) await chargeYear(people[0] as StaffContext, year)
})
afterAll(() => world.close())

/** A small generator of chance that can be run again from its seed. */
function chance(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, pick: <T>(list: readonly T[]): T | undefined => list[below(list.length)] }
}

/** What lies in the database now, to act upon; by the time of the act it may be another's. */
async function stand() {
  return inTx(people[0] as StaffContext, async (tx) => ({
    orders: await tx.selectFrom('orders').select(['id', 'member_id', 'amount_fen', 'received_fen']).execute(),
    payments: await tx.selectFrom('payments').select(['id', 'amount_fen']).where('amount_fen', '>', 0).execute(),
    given: await tx.selectFrom('allocations').select(['payment_id', 'order_id', 'amount_fen']).where('amount_fen', '>', 0).execute(),
    charges: await tx.selectFrom('charges').select(['id', 'amount_fen']).execute(),
    refunds: await tx.selectFrom('refunds').select('id').execute(),
    adjustments: await tx.selectFrom('adjustments').select('id').execute(),
  }))
}

type Stand = Awaited<ReturnType<typeof stand>>
type Act = (now: Stand, luck: ReturnType<typeof chance>, by: StaffContext) => Promise<unknown>

const amounts = [100000, 150000, 300000, 299900, 310000, 600000]
const reason = '随机操作'
const acts: Record<string, Act> = {
  order: async (_, luck) => {
    const unit = luck.pick(units)
    const years = luck.pick([[2025], [2026], [2025, 2026]])
    if (unit && years) await openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
  },
  cancel: async (now, luck) => {
    const order = luck.pick(now.orders)
    const unit = units.find((one) => one.memberId === order?.member_id)
    if (order && unit) await cancelOrder(unit.ctx, order.id)
  },
  confirm: async (now, luck, by) => {
    const order = luck.pick(now.orders)
    const amountFen = luck.pick([...amounts, order?.amount_fen ?? 1]) ?? 1
    if (order) await confirmPayment(by, order.id, { amountFen, receivedOn: world.clock.today(), note: '', uneven: luck.below(2) === 0 })
  },
  receive: async (_, luck, by) => {
    const money = { amountFen: luck.pick(amounts) ?? 1, receivedOn: world.clock.today(), method: 'transfer', source: 'hand' as const }
    await inTx(by, (tx, ctx) => receive(tx, ctx, money))
  },
  allocate: async (now, luck, by) => {
    const payment = luck.pick(now.payments)
    const parts = [luck.pick(now.orders), luck.pick(now.orders)].flatMap((order) =>
      order ? [{ orderId: order.id, amountFen: luck.pick([50000, order.amount_fen - order.received_fen]) ?? 1 }] : [],
    )
    if (payment) await inTx(by, (tx, ctx) => allocate(tx, ctx, { paymentId: payment.id, parts }))
  },
  takeBack: async (now, luck, by) => {
    const given = luck.pick(now.given)
    if (given) await inTx(by, (tx, ctx) => takeBack(tx, ctx, { paymentId: given.payment_id, orderId: given.order_id, reason }))
  },
  reverse: async (now, luck, by) => {
    const payment = luck.pick(now.payments)
    if (payment) await inTx(by, (tx, ctx) => reverse(tx, ctx, { paymentId: payment.id, reason }))
  },
  askRefund: async (now, luck, by) => {
    const payment = luck.pick(now.payments)
    if (payment) await askRefund(by, { paymentId: payment.id, amountFen: luck.pick([10000, payment.amount_fen]) ?? 1, reason, payee: '' })
  },
  refundOrder: async (now, luck, by) => {
    const given = luck.pick(now.given)
    if (!given) return
    const { payment_id: paymentId, order_id: orderId, amount_fen: amountFen } = given
    await askRefund(by, { paymentId, orderId, amountFen, reason, payee: '' })
  },
  decideRefund: async (now, luck, by) => {
    const refund = luck.pick(now.refunds)
    if (refund) await decideRefund(by, refund.id, { approve: luck.below(4) > 0, note: reason })
  },
  finishRefund: async (now, luck, by) => {
    const refund = luck.pick(now.refunds)
    if (refund) await finishRefund(by, refund.id, world.clock.today())
  },
  askAdjustment: async (now, luck, by) => {
    const charge = luck.pick(now.charges)
    const kind = luck.pick(['write-off', 'reduction', 'exemption'] as const)
    if (charge && kind) await askAdjustment(by, charge.id, { kind, amountFen: luck.pick([10000, charge.amount_fen]) ?? 1, reason })
  },
  decideAdjustment: async (now, luck, by) => {
    const adjustment = luck.pick(now.adjustments)
    if (adjustment) await decideAdjustment(by, adjustment.id, { approve: luck.below(4) > 0, note: reason })
  },
  closeMonth: async (_, luck, by) => {
    await closeMonth(by, luck.pick(['2026-01', '2026-02', '2026-03']) ?? '2026-01')
  },
}

const rounds = Number(process.env.MONEY_ROUNDS ?? 12)

it('STAFF-06 whatever clerks do at once in whatever order, the money adds up', { timeout: 120_000 }, async () => {
  const seed = Number(process.env.MONEY_SEED ?? 20261121)
  const luck = chance(seed)
  const done = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    // From January to April.
    const months = (round * 4) / rounds
    world.clock.set(`2026-0${1 + Math.floor(months)}-${10 + Math.floor((months % 1) * 15)}T10:00:00+08:00`)
    const now = await stand()
    const tries = Array.from({ length: 24 }, async () => {
      const name = luck.pick(Object.keys(acts)) ?? ''
      const by = luck.pick(people) as StaffContext
      try {
        await acts[name]?.(now, luck, by)
        done.set(name, (done.get(name) ?? 0) + 1)
      } catch (error) {
        // Refused is right; anything else is a defect.
        if (!(error instanceof Refusal)) throw error
      }
    })
    await Promise.all(tries)
    await expectInvariants(world)
  }
  expect([...done.keys()].length, `seed ${seed}: ${JSON.stringify([...done])}`).toBeGreaterThan(8)
  await expectSums()
})

/** Three ways to the same sums: the months, the payments, the members. */
async function expectSums(): Promise<void> {
  const finance = people[0] as StaffContext
  const [month] = await ledgerMonths(finance)
  const facts = await inTx(finance, async (tx) => ({
    payments: await tx
      .selectFrom('payments')
      .select((eb) => eb.fn.sum<number>('amount_fen').as('fen'))
      .executeTakeFirstOrThrow(),
    allocated: await tx
      .selectFrom('allocations')
      .select((eb) => eb.fn.sum<number>('amount_fen').as('fen'))
      .executeTakeFirstOrThrow(),
    sent: await tx
      .selectFrom('refunds')
      .select((eb) => eb.fn.sum<number>('amount_fen').as('fen'))
      .where('state', '=', 'done')
      .executeTakeFirstOrThrow(),
    asked: await tx
      .selectFrom('charges')
      .select((eb) => eb.fn.sum<number>('amount_fen').as('fen'))
      .where('state', 'in', ['open', 'settled'])
      .executeTakeFirstOrThrow(),
  }))
  const number = (row: { fen: number | null }) => Number(row.fen ?? 0)
  expect(month?.closingFen).toBe(number(facts.payments) - number(facts.sent) - number(facts.allocated))
  let owed = 0
  for (const unit of units) owed += (await memberLedger(finance, unit.memberId)).owedFen
  expect(owed).toBe(number(facts.asked) - number(facts.allocated))
}
