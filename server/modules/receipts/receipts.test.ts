import { readXlsx } from 'hucre/xlsx'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { receiptDue } from './due.ts'
import { endReceipt } from './end.ts'
import { markIssued } from './issue.ts'
import { listReceipts, receiptCounts } from './lists.ts'
import { myReceipts } from './mine.ts'
import { exportReceipts } from './sheet.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
let orderId: string

beforeAll(async () => {
  world = await testWorld()
  world.clock.set('2026-09-28T10:00:00+08:00')
  finance = await world.contexts.staff()
  unit = await someUnit(world)
  await chargeYear(finance, 2026)
  orderId = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit, { unit: '示例“引号”, 建设有限公司' }), method: 'transfer' })
  await confirmPayment(finance, orderId, { amountFen: 300000, receivedOn: '2026-09-28', note: '' })
  await world.drain()
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

describe('CACEM-17 the receipt of a payment', () => {
  it('is due seven working days after the remittance, holidays and worked weekends counted', async () => {
    const { rows, guide } = await myReceipts(unit.ctx)
    expect(rows).toMatchObject([{ orderId, dueOn: '2026-10-13', state: 'due', overdue: false, amountFen: 300000 }])
    expect(guide).toMatchObject({ sender: 'czpj@mof.gov.cn', subject: '【电子票据】您收到一张新的电子票据', workdays: 7 })
    expect(guide.help.body).toContain('czpj')
  })

  it('is there once, however often the event is told', async () => {
    const event = {
      id: 'again',
      associationId: world.association.id,
      name: 'dues.order-paid' as const,
      data: { orderId, memberId: unit.memberId, paidOn: '2026-09-28' },
    }
    await Promise.all([receiptDue(world.contexts.system(), event), receiptDue(world.contexts.system(), event)])
    expect((await listReceipts(finance, {})).rows).toHaveLength(1)
  })

  it('is marked when its day has passed', async () => {
    world.clock.set('2026-10-13T23:00:00+08:00')
    expect(await receiptCounts(finance)).toMatchObject({ due: 1, overdue: 0 })
    world.clock.set('2026-10-14T01:00:00+08:00')
    expect(await receiptCounts(finance)).toMatchObject({ due: 1, overdue: 1 })
    expect((await listReceipts(finance, { part: 'overdue' })).rows).toMatchObject([
      { overdue: true, years: [2026], receivedOn: '2026-09-28' },
    ])
  })

  it('is exported as the list that the fiscal system takes, the order’s number in its remark', async () => {
    const { bytes, name } = await exportReceipts(finance, { state: 'due' })
    const { sheets } = await readXlsx(bytes)
    const [head = [], line = []] = sheets[0]?.rows ?? []
    const row = Object.fromEntries(head.map((label, at) => [String(label), line[at]]))
    expect(row).toMatchObject({
      交款人: '示例“引号”, 建设有限公司',
      交款人类型: '单位',
      交款人统一社会信用代码: unit.creditCode,
      '金额（元）': '3000.00',
      备注: expect.stringMatching(/^2026 年度会费 \S+$/),
      到账日期: '2026-09-28',
      应开日期: '2026-10-13',
      是否逾期: '是',
      状态: '待开票',
    })
    expect(name).toBe('财政电子票据开票清单-2026-10-14.xlsx')
  })

  it('is marked as issued once; of two clerks one is told', async () => {
    const [row] = (await listReceipts(finance, {})).rows
    const id = row?.id ?? ''
    const reader = await world.contexts.staff(['receipts.read'])
    await expect(markIssued(reader, id)).rejects.toMatchObject({ code: 'not-allowed' })
    const results = await Promise.allSettled([markIssued(finance, id), markIssued(finance, id)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(markIssued(finance, id)).rejects.toMatchObject({ code: 'already-done', message: expect.stringContaining('2026-10-14') })
    expect((await myReceipts(unit.ctx)).rows).toMatchObject([{ state: 'issued', overdue: false }])
  })

  it('is voided with a reason and made anew; the chain shows both, and the event that comes again adds none', async () => {
    const [row] = (await listReceipts(finance, {})).rows
    const id = row?.id ?? ''
    const again = { title: '示例更名建设有限公司', creditCode: unit.creditCode, email: 'new@example.org' }
    const next = await endReceipt(finance, id, { how: 'voided', reason: '单位更名', again })
    expect((await listReceipts(finance, {})).rows).toMatchObject([
      { id, state: 'voided', endReason: '单位更名', replacedBy: '' },
      { id: next, state: 'due', title: '示例更名建设有限公司', replaces: '', dueOn: '2026-10-23', receivedOn: '2026-09-28' },
    ])
    await expect(endReceipt(finance, id, { how: 'red', reason: '再来一次' })).rejects.toMatchObject({ code: 'already-done' })
    await receiptDue(world.contexts.system(), {
      id: 'late',
      associationId: world.association.id,
      name: 'dues.order-paid',
      data: { orderId, memberId: unit.memberId, paidOn: '2026-09-28' },
    })
    expect((await listReceipts(finance, {})).rows).toHaveLength(2)
  })

  it('is seen by its member only', async () => {
    const stranger = await someUnit(world, { name: '示例陌生工程有限公司' })
    expect((await myReceipts(stranger.ctx)).rows).toEqual([])
    const seen = await inTx(stranger.ctx, (tx) =>
      tx.selectFrom('receipts').select('id').where('member_id', '=', stranger.memberId).execute(),
    )
    expect(seen).toEqual([])
  })
})
