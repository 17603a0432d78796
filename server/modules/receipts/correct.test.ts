import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Payer } from '../../../contract/dues.ts'
import { closeChildren } from '../../kernel/children/index.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { changePayer, chargeYear, confirmPayment, openOrder, readOrder } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { acceptSure, setAside } from './accept.ts'
import { addFiles, openBatch, readBatch } from './batches.ts'
import { correctReceipt } from './correct.ts'
import { listFiles } from './files-list.ts'
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
let batchId = ''
let advance = { orderId: '', id: '' }

const now = { title: '示例更名建设有限公司', creditCode: '', email: 'new@example.org' }
const receipt = (one: string) => inTx(finance, (tx, ctx) => findReceipt(tx, ctx, one))
const order = (one: string) => inTx(finance, (tx, ctx) => readOrder(tx, ctx, one))
const counts = async () => (await inTx(finance, (tx, ctx) => readBatch(tx, ctx, batchId))).counts
const can = async (one: string) => (await listReceipts(finance, {})).rows.find((row) => row.id === one)?.can.correct
async function seen(one: string) {
  const { title, creditCode, email } = await receipt(one)
  return { title, creditCode, email }
}
const correctAs = (who: StaffContext, more: Partial<typeof now>) => correct(id, more, who)
const correct = async (one: string, more: Partial<typeof now>, who = finance) => {
  const was = await seen(one)
  await correctReceipt(who, one, { was, now: { ...was, ...more }, reason: '单位更名' })
}

const paper = (title: string, number: string) =>
  samplePdf({
    ...{ document: 'fiscal', code: '00010726', checkCode: 'a1b2c3', creditCode: '', amountFen: 300000, issuedOn: '2026-11-19' },
    ...{ payee: world.association.name, title, number },
  })

/** `work` begins while the transaction of `first` is open, and comes to an end after it. */
async function meanwhile<T>(first: (ctx: StaffContext) => Promise<void>, work: () => Promise<T>): Promise<T> {
  const waiting = await inTx(finance, async (tx, ctx) => {
    await first(ctx)
    const done = work()
    const held = () => sql`select 1 from pg_locks where not granted`.execute(tx)
    await expect.poll(async () => (await held()).rows.length).toBeGreaterThan(0)
    return { done }
  })
  return waiting.done
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
    batchId = (await openBatch(finance)).id
    await addFiles(finance, batchId, { name: '甲.pdf', bytes: paper(now.title, '0000010001') })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 1, none: 0 })
    await correct(id, { title: '示例改正建设有限公司' })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 0, none: 1 })
    await correct(id, { title: now.title })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 1, none: 0 })
  })

  it('a file is taken in before a title is put right, or weighed again after it; never by the title that is no more', async () => {
    expect(
      await meanwhile(
        (ctx) => correctAs(ctx, { title: '示例同时建设有限公司' }),
        () => acceptSure(finance, batchId),
      ),
    ).toBe(0)
    expect(await receipt(id)).toMatchObject({ state: 'due', title: '示例同时建设有限公司', number: '' })
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 0, none: 1 })
    await addFiles(finance, batchId, { name: '乙.pdf', bytes: paper('示例同时建设有限公司', '0000010002') })
    await meanwhile(
      (ctx) => correctAs(ctx, { title: now.title }),
      () => world.drain(),
    )
    await world.drain()
    expect(await counts()).toMatchObject({ sure: 1, none: 1 })
    const { rows } = await listFiles(finance, batchId, { show: 'sure' })
    expect(rows.map((row) => row.name)).toEqual(['甲.pdf'])
    expect(
      await meanwhile(
        (ctx) => setAside(ctx, rows[0]?.id ?? '', '拿错了'),
        () => acceptSure(finance, batchId),
      ),
    ).toBe(0)
    expect((await receipt(id)).state).toBe('due')
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
    advance = { orderId: ahead, id: made ?? '' }
  })

  it('CAQ-11 the payer puts his order right, and the receipt made before the money follows in what he changed, until it is made', async () => {
    const change = async (more: Partial<Payer>) =>
      changePayer(other.ctx, advance.orderId, { ...(await order(advance.orderId)).payer, ...more })
    await inTx(finance, (tx) => tx.updateTable('receipts').set({ title: '示例另名集团结算中心' }).where('id', '=', advance.id).execute())
    await change({ email: 'finance@example.org' })
    expect(await seen(advance.id)).toMatchObject({ title: '示例另名集团结算中心', email: 'finance@example.org' })
    await change({ unit: '示例又名建设有限公司' })
    expect(await seen(advance.id)).toMatchObject({ title: '示例又名建设有限公司', creditCode: other.creditCode })
    await markIssued(finance, advance.id)
    await change({ unit: '示例末名建设有限公司' })
    expect(await seen(advance.id)).toMatchObject({ title: '示例又名建设有限公司' })
    expect((await order(advance.orderId)).payer.unit).toBe('示例末名建设有限公司')
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
