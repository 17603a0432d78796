import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import type { Matter } from '../../matters/index.ts'
import { confirmPayment } from '../ledger/confirm.ts'
import { duesCounts, listOrders } from '../lists.ts'
import { expectInvariants, ledger, payerOf, slipPhoto, someUnit } from '../testing.ts'
import { openOrder } from './open-order.ts'
import { openStageOrder, paymentStage, readPaymentStage } from './payment-stage.ts'
import { settleAdmitted } from './settle.ts'
import { refuseVoucher, uploadVoucher } from './vouchers.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
let matter: Matter

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.clock.set('2026-11-21T10:00:00+08:00')
  unit = await someUnit(world, { joinedOn: null })
  matter = await anApplication()
})
afterEach(() => expectInvariants(world))

/** An application that stands on its payment; what comes before and after it is the matter engine's. */
async function anApplication(): Promise<Matter> {
  const id = newId()
  return inTx(unit.ctx, async (tx) => {
    const kind = await tx.selectFrom('matter_kinds').select(['kind', 'version']).where('kind', '=', 'admission').executeTakeFirstOrThrow()
    const row = {
      id,
      number: `T${id.slice(-12)}`,
      kind: kind.kind,
      title: `入会申请 · ${unit.name}`,
      state: 'submitted' as const,
      stage: 'payment',
    }
    await tx
      .insertInto('matters')
      .values({
        association_id: world.association.id,
        ...row,
        kind_version: kind.version,
        member_id: unit.memberId,
        account_id: unit.ctx.account.id,
        submitted_at: world.clock.now(),
      })
      .execute()
    return {
      ...row,
      kindVersion: kind.version,
      memberId: unit.memberId,
      accountId: unit.ctx.account.id,
      branchId: null,
      employerId: null,
      base: null,
      accepted: null,
      data: {},
      submittedAt: world.clock.now(),
    }
  })
}

async function end(state: 'rejected' | 'withdrawn'): Promise<void> {
  await inTx(finance, async (tx, ctx) => {
    await tx
      .updateTable('matters')
      .set({ state, ...(state === 'rejected' && { decided_at: world.clock.now() }) })
      .where('id', '=', matter.id)
      .execute()
    await paymentStage.onEnded?.(tx, ctx, matter, state)
  })
}

async function admit(): Promise<void> {
  const membershipId = newId()
  await inTx(finance, async (tx, ctx) => {
    const association_id = world.association.id
    await tx.updateTable('matters').set({ state: 'approved', decided_at: world.clock.now() }).where('id', '=', matter.id).execute()
    await tx
      .updateTable('members')
      .set({ admitted_at: world.clock.now(), number: `A${unit.memberId.slice(-10)}` })
      .where('id', '=', unit.memberId)
      .execute()
    await tx
      .insertInto('memberships')
      .values({ association_id, id: membershipId, member_id: unit.memberId, joined_on: '2026-11-21', matter_id: matter.id })
      .execute()
    await tx
      .insertInto('level_spans')
      .values({ association_id, id: newId(), membership_id: membershipId, level: 'ordinary', period: '[2026-11-21,)' })
      .execute()
    await settleAdmitted(tx, ctx, { memberId: unit.memberId, membershipId, matterId: matter.id, level: 'ordinary', joinedOn: '2026-11-21' })
  })
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const pay = () => openStageOrder(unit.ctx, matter.id, { payer: payerOf(unit), method: 'transfer' })
const confirm = (id: string) => confirmPayment(finance, id, { amountFen: 300000, receivedOn: '2026-11-21', note: '' })
const missing = async () =>
  (await inTx(unit.ctx, (tx, ctx) => paymentStage.problems(tx, ctx, matter, { name: '交纳会费' }))).map((problem) => problem.message)
const mayPass = (need = 'payment-confirmed') => inTx(finance, async (tx, ctx) => paymentStage.whyNotPassed?.(tx, ctx, matter, need))

describe('an application taken back while its order is being opened', () => {
  it('CACEM-09 gets no order: nobody is asked to pay for it', async () => {
    const opening = await inTx(finance, async (tx, ctx) => {
      await tx.updateTable('matters').set({ state: 'withdrawn' }).where('id', '=', matter.id).execute()
      await paymentStage.onEnded?.(tx, ctx, matter, 'withdrawn')
      const answer = pay().catch((error: Error) => error.message)
      await later(300)
      return { answer }
    })
    expect(await opening.answer).toBe('申请已取消，不能再交费')
    expect((await listOrders(finance, { q: unit.name })).rows).toEqual([])
  })
})

describe('交纳会费 inside an application', () => {
  it('CACEM-09 asks the joining level’s standard for this year, prefilled', async () => {
    const stage = await readPaymentStage(unit.ctx, matter.id)
    expect(stage).toMatchObject({ year: 2026, settled: false, order: null, voucherRequired: true })
    expect(stage.quote).toMatchObject({
      amountFen: 300000,
      lines: [{ year: 2026, levelName: '普通会员' }],
      payer: { unit: unit.name, creditCode: unit.creditCode, person: '李示例' },
    })
    expect(await missing()).toEqual(['请填写交费信息，生成 2026 年度的缴费订单。'])
  })

  it('CACEM-09 order, voucher, submit; passing waits for the money', async () => {
    const id = await pay()
    expect(await missing()).toEqual(['请汇款后上传付款凭证。'])
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    expect(await missing()).toEqual([])
    expect(await mayPass('payment-vouched')).toBeNull()
    expect(await mayPass()).toContain('尚未确认到账')
    await confirm(id)
    expect(await mayPass()).toBeNull()
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | -'])
    await admit()
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'])
  })

  it('a refused voucher is asked for again, with the reason', async () => {
    const id = await pay()
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    await refuseVoucher(finance, id, '付款单位不一致')
    expect(await missing()).toEqual(['付款凭证被退回（付款单位不一致），请重新上传。'])
  })

  it('a double click makes one order', async () => {
    expect(new Set(await Promise.all([pay(), pay(), pay()])).size).toBe(1)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
  })

  it('an applicant pays in the application and nowhere else', async () => {
    await pay()
    await expect(openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })).rejects.toMatchObject({
      code: 'not-ready',
    })
  })

  it('an unpaid order of last year makes room for this year’s', async () => {
    await pay()
    world.clock.set('2027-01-04T10:00:00+08:00')
    expect(await readPaymentStage(unit.ctx, matter.id)).toMatchObject({ year: 2027, order: null })
    await pay()
    expect(await ledger(world, unit.ctx)).toEqual([
      '2026 | ordinary | 3000 | cancelled | - | -',
      '2027 | ordinary | 3000 | open | open | -',
    ])
  })
})

describe('an application comes to nothing', () => {
  it.each(['rejected', 'withdrawn'] as const)('%s before payment: order and charge go with it', async (state) => {
    await pay()
    await end(state)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | cancelled | - | -'])
    await expect(pay()).rejects.toMatchObject({ code: 'not-ready' })
  })

  it('rejected with a voucher: finance still sees it, because the money may be there', async () => {
    const id = await pay()
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    await end('rejected')
    expect((await listOrders(finance, { state: 'vouched', q: unit.name })).rows.map((row) => row.id)).toContain(id)
    await refuseVoucher(finance, id, '没有到账')
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | cancelled | - | -'])
  })

  it('rejected after payment: flagged to be paid back, until a new application uses it', async () => {
    const before = (await duesCounts(finance)).toRefund
    const id = await pay()
    await confirm(id)
    await end('rejected')
    expect((await duesCounts(finance)).toRefund).toBe(before + 1)
    expect((await listOrders(finance, { refund: true })).rows.map((row) => row.id)).toContain(id)
    matter = await anApplication()
    expect(await readPaymentStage(unit.ctx, matter.id)).toMatchObject({ settled: true, order: null })
    expect(await missing()).toEqual([])
    await admit()
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'])
    expect((await duesCounts(finance)).toRefund).toBe(before)
  })
})
