import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeChildren } from '../../kernel/children/index.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder, readOrder } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { addFiles, openBatch, readBatch } from './batches.ts'
import { correctReceipt } from './correct.ts'
import { markIssued } from './issue.ts'
import { listReceipts } from './lists.ts'
import { findReceipt, insertReceipt } from './store.ts'
import { samplePdf } from './testing/papers.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
let other: typeof unit
let orderId = ''
let id = ''

const now = { title: '示例更名建设有限公司', creditCode: '', email: 'new@example.org' }
const receipt = (one: string) => inTx(finance, (tx, ctx) => findReceipt(tx, ctx, one))
const order = (one: string) => inTx(finance, (tx, ctx) => readOrder(tx, ctx, one))
const can = async (one: string) => (await listReceipts(finance, {})).rows.find((row) => row.id === one)?.can.correct
async function seen(one: string) {
  const { title, creditCode, email } = await receipt(one)
  return { title, creditCode, email }
}
const correct = async (one: string, more: Partial<typeof now>, who = finance) => {
  const was = await seen(one)
  await correctReceipt(who, one, { was, now: { ...was, ...more }, reason: '单位更名' })
}

beforeAll(async () => {
  world = await testWorld()
  world.clock.set('2026-11-19T10:00:00+08:00')
  finance = await world.contexts.staff()
  unit = await someUnit(world, { name: '示例抬头建设有限公司' })
  other = await someUnit(world, { name: '示例预开建设有限公司' })
  now.creditCode = unit.creditCode
  await chargeYear(finance, 2026)
  orderId = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
  await confirmPayment(finance, orderId, { amountFen: 300000, receivedOn: '2026-11-19', note: '' })
  await world.drain()
  id = (await listReceipts(finance, {})).rows[0]?.id ?? ''
})
afterAll(async () => {
  closeChildren()
  await world.close()
})
afterEach(() => expectInvariants(world))

describe('STAFF-07 a receipt is put right before it is made', () => {
  it('by who manages receipts, with what is right', async () => {
    const reader = await world.contexts.staff(['receipts.read'])
    await expect(correct(id, now, reader)).rejects.toMatchObject({ code: 'not-allowed' })
    const wrong = { title: '示', creditCode: '91110000000000000X', email: 'nobody' }
    await expect(correct(id, wrong)).rejects.toMatchObject({
      code: 'input-invalid',
      problems: [{ path: 'title' }, { path: 'creditCode' }, { path: 'email' }],
    })
    await expect(correct(id, {})).rejects.toMatchObject({ code: 'already-done' })
    expect(await seen(id)).toMatchObject({ title: unit.name })
  })

  it('of two at once the second is told to read again; what was and why stay on record; the order that is paid keeps its payer', async () => {
    const was = await seen(id)
    const results = await Promise.allSettled(['单位更名', '抬头写错'].map((reason) => correctReceipt(finance, id, { was, now, reason })))
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    expect(await receipt(id)).toMatchObject({ ...now, state: 'due' })
    expect((await order(orderId)).payer.unit).toBe(unit.name)
    const entries = await inTx(finance, (tx) =>
      tx.selectFrom('audit_log').select(['before', 'after']).where('action', '=', 'receipt.corrected').execute(),
    )
    expect(entries).toEqual([{ before: was, after: { ...now, reason: expect.stringMatching(/单位更名|抬头写错/) } }])
  })

  it('a file that waits is weighed again: it was sure by the title that is no more', async () => {
    const { id: batchId } = await openBatch(finance)
    const counts = async () => (await inTx(finance, (tx, ctx) => readBatch(tx, ctx, batchId))).counts
    const paper = { document: 'fiscal' as const, code: '00010726', number: '0000010001', checkCode: 'a1b2c3', creditCode: '' }
    const bytes = samplePdf({ ...paper, title: now.title, payee: world.association.name, amountFen: 300000, issuedOn: '2026-11-19' })
    await addFiles(finance, batchId, { name: '甲.pdf', bytes })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 1, none: 0 })
    await correct(id, { title: '示例改正建设有限公司' })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 0, none: 1 })
    await correct(id, { title: now.title })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 1, none: 0 })
  })

  it('of one made before the money, the payer of the order that waits is put right too', async () => {
    const ahead = await openOrder(other.ctx, { years: [2026], payer: payerOf(other), method: 'transfer' })
    const { id: orderId, memberId, amountFen, payer } = await order(ahead)
    const made = await inTx(finance, (tx, ctx) =>
      insertReceipt(tx, ctx, {
        title: payer.unit,
        creditCode: payer.creditCode,
        email: payer.email,
        ...{ orderId, memberId, service: null, part: null, amountFen, state: 'due', basis: 'advance', dueOn: '2026-11-30', paidOn: null },
      }),
    )
    await correct(made ?? '', { title: '示例另名建设有限公司', email: now.email })
    expect((await order(ahead)).payer).toEqual({ ...payer, unit: '示例另名建设有限公司', email: now.email })
  })

  it('not once it is made: then it is voided or made red, and made anew', async () => {
    expect(await can(id)).toBeNull()
    await markIssued(finance, id)
    expect(await can(id)).toContain('重开')
    await expect(correct(id, { title: unit.name })).rejects.toMatchObject({
      code: 'already-done',
      message: expect.stringContaining('重开'),
    })
    expect(await seen(id)).toEqual(now)
  })
})
