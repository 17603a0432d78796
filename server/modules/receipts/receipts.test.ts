import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { csv } from '../../kernel/csv.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { receiptDue } from './due.ts'
import { markIssued } from './issue.ts'
import { exportReceipts, listReceipts, myReceipts, receiptCounts } from './lists.ts'

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
    expect(await receiptCounts(finance)).toEqual({ due: 1, overdue: 0 })
    world.clock.set('2026-10-14T01:00:00+08:00')
    expect(await receiptCounts(finance)).toEqual({ due: 1, overdue: 1 })
    expect((await listReceipts(finance, { overdue: true })).rows).toMatchObject([
      { overdue: true, years: [2026], receivedOn: '2026-09-28' },
    ])
  })

  it('is exported as a table that a spreadsheet reads in Chinese', async () => {
    const { bytes, name } = await exportReceipts(finance, { state: 'due' })
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.toString('utf8').split('\r\n')[1]).toContain(
      `"示例“引号”, 建设有限公司",${unit.creditCode},3000.00,2026,2026-09-28,2026-10-13,是,待开票`,
    )
    expect(name).toBe('票据清单-2026-10-14.csv')
  })

  it('never lets a name from outside become a formula', () => {
    expect(csv([['=1+1', '@x', 'a"b']]).toString('utf8')).toBe('\ufeff\'=1+1,\'@x,"a""b"\r\n')
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

  it('is seen by its member only', async () => {
    const stranger = await someUnit(world, { name: '示例陌生工程有限公司' })
    expect((await myReceipts(stranger.ctx)).rows).toEqual([])
    const seen = await inTx(stranger.ctx, (tx) =>
      tx.selectFrom('receipts').select('id').where('member_id', '=', stranger.memberId).execute(),
    )
    expect(seen).toEqual([])
  })
})
