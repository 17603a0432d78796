import { readXlsx } from 'hucre/xlsx'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { showTransferCode } from '../contract/rules/transfer-code.ts'
import { closeChildren } from './kernel/children/index.ts'
import type { StaffContext } from './kernel/context.ts'
import { inTx } from './kernel/database/transaction.ts'
import { bookLine } from './modules/bank/book.ts'
import { readDraft } from './modules/bank/draft.ts'
import { importStatement } from './modules/bank/import.ts'
import { listLines } from './modules/bank/lists.ts'
import { chargeYear, readOrder } from './modules/dues/index.ts'
import { memberDues } from './modules/dues/lists.ts'
import { duesOverview, duesSummary } from './modules/dues/orders/present.ts'
import { chargeService } from './modules/dues/services/charge.ts'
import { orderService, quoteService } from './modules/dues/services/order.ts'
import { expectInvariants, ledger, payerOf, someUnit } from './modules/dues/testing.ts'
import { acceptFile, acceptSure } from './modules/receipts/accept.ts'
import { addFiles, openBatch } from './modules/receipts/batches.ts'
import { myReceiptFile } from './modules/receipts/deliver.ts'
import { listFiles } from './modules/receipts/files-list.ts'
import { listReceipts } from './modules/receipts/lists.ts'
import { myReceipts } from './modules/receipts/mine.ts'
import { exportReceipts } from './modules/receipts/sheet.ts'
import { type Sample, samplePdf } from './modules/receipts/testing/papers.ts'
import { testWorld, type World } from './testing/world.ts'

let world: World
let finance: StaffContext
type Unit = Awaited<ReturnType<typeof someUnit>>
let unit: Unit

const conference = { service: 'conference', reason: '2026 年年会会务费（2 人）', amountFen: 240_000 }

beforeAll(async () => {
  world = await testWorld()
  world.clock.set('2026-11-18T10:00:00+08:00')
  finance = await world.contexts.staff()
  unit = await someUnit(world, { name: '示例长风建设集团有限公司' })
  await chargeYear(finance, 2026)
})
afterAll(async () => {
  closeChildren()
  await world.close()
})
afterEach(() => expectInvariants(world))

const overview = (of: Unit) => inTx(of.ctx, (tx, ctx) => duesOverview(tx, ctx, of.memberId))
const summary = (of: Unit) => inTx(of.ctx, (tx, ctx) => duesSummary(tx, ctx, of.memberId))
const orderOf = (id: string) => inTx(finance, (tx, ctx) => readOrder(tx, ctx, id))
const wish = (of: Unit) => ({ payer: payerOf(of), method: 'transfer' as const })
const told = (template: string) =>
  inTx(world.contexts.system(), (tx) =>
    tx.selectFrom('messages').select(['channel', 'recipient', 'subject', 'body']).where('template', '=', template).orderBy('id').execute(),
  )

let serial = 0
/** One line of a bank statement, imported and compared. */
async function remitted(yuan: string, payer: string, note: string) {
  serial += 1
  const csv = `交易日期,流水号,摘要,借贷标志,交易金额,对方户名,对方账号\n20261118,S${serial},${note},贷,${yuan},${payer},6222-${payer}`
  const { id } = await readDraft(finance, { name: '流水.csv', bytes: Buffer.from(csv) })
  await importStatement(finance, id, { bank: '示例银行', remember: false })
  const [line] = (await listLines(finance, id, {})).rows
  if (!line) throw new Error('no line')
  return line
}

const invoice = (more: Partial<Sample> = {}): Sample => ({
  document: 'tax',
  number: '26112000000000000001',
  title: unit.name,
  creditCode: unit.creditCode,
  payee: world.association.name,
  amountFen: conference.amountFen,
  issuedOn: '2026-11-18',
  item: '*现代服务*会议服务费',
  ...more,
})

describe('STAFF-07 a service is paid like dues, against a tax invoice', () => {
  let chargeId: string
  let orderId: string

  it('STAFF-06 finance charges a member for it; it is told, and owes no year', async () => {
    const before = await overview(unit)
    chargeId = await chargeService(finance, unit.memberId, conference)
    await world.drain()
    const after = await overview(unit)
    expect(after.services).toMatchObject([{ service: '会务费', reason: conference.reason, amountFen: 240_000, state: 'open', order: null }])
    expect({ ...after, services: [] }).toEqual(before)
    expect((await summary(unit)).services).toEqual({ count: 1, amountFen: 240_000 })
    expect((await told('service-charged')).map(({ channel, recipient }) => `${channel} ${recipient}`)).toEqual([
      'sms 13800000000',
      'email li@example.org',
    ])
    expect((await told('service-charged'))[0]?.body).toContain('2026 年年会会务费（2 人），2,400.00 元')
  })

  it('the member orders it alone, and a double click orders it once', async () => {
    expect(await quoteService(unit.ctx, chargeId)).toMatchObject({
      amountFen: 240_000,
      lines: [{ kind: 'service', service: '会务费', reason: conference.reason, levelName: '' }],
    })
    const ids = await Promise.all([orderService(unit.ctx, chargeId, wish(unit)), orderService(unit.ctx, chargeId, wish(unit))])
    orderId = ids[0]
    expect(ids).toEqual([orderId, orderId])
    expect((await memberDues(finance, unit.memberId)).orders).toMatchObject([{ id: orderId, service: '会务费', state: 'open' }])
  })

  it('the bank’s line finds it by its code, and it is paid: no year is, and a tax invoice is due', async () => {
    const line = await remitted('2400.00', unit.name, `会务费 ${showTransferCode((await orderOf(orderId)).transferCode)}`)
    expect(line).toMatchObject({ verdict: 'sure', best: { label: `会务费：${conference.reason}` } })
    await bookLine(finance, line.id, [{ kind: 'order', id: orderId, amountFen: 240_000 }])
    await world.drain()
    expect((await overview(unit)).services).toMatchObject([
      { state: 'settled', paidOn: '2026-11-18', order: { id: orderId, state: 'paid' } },
    ])
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | - | -', '2026 |  | 2400 | settled | paid | -'])
    expect((await listReceipts(finance, { kind: 'service' })).rows).toMatchObject([
      { orderId, kind: 'service', service: '会务费', document: 'tax', state: 'due', dueOn: '2026-11-27', title: unit.name },
    ])
    expect((await listReceipts(finance, { kind: 'dues' })).rows).toEqual([])
    expect((await told('service-paid')).map((one) => one.recipient)).toEqual(['13800000000', 'someone@example.org'])
    expect(await told('payment-confirmed')).toEqual([])
  })

  it('the batch for the tax system says what an invoice needs; a fiscal batch knows nothing of it', async () => {
    const { number } = await orderOf(orderId)
    const cells = async (document: 'tax' | 'fiscal') =>
      (await readXlsx((await exportReceipts(finance, { document })).bytes)).sheets[0]?.rows.map((row) => row.map(String)) ?? []
    const [head = [], row = []] = await cells('tax')
    const said = Object.fromEntries(head.map((label, at) => [label, row[at]]))
    expect(said).toMatchObject({
      购买方名称: unit.name,
      购买方纳税人识别号: unit.creditCode,
      项目名称: '*现代服务*会议服务费',
      '金额（元）': '2400.00',
      税率: '6%',
      备注: `${conference.reason} ${number}`,
      接收邮箱: 'someone@example.org',
      收费项目: '会务费',
    })
    expect(await cells('fiscal')).toHaveLength(1)
  })

  it('an invoice comes back to it; a fiscal receipt of the same money does not', async () => {
    const { id: batchId } = await openBatch(finance)
    await addFiles(finance, batchId, {
      name: '收据.pdf',
      bytes: samplePdf(invoice({ document: 'fiscal', code: '00010726', number: '0000010001', checkCode: 'a1b2c3' })),
    })
    await world.drain()
    const [wrong] = (await listFiles(finance, batchId, { show: 'unsure' })).rows
    expect(wrong?.evidence.find((one) => one.holds === false)).toMatchObject({ fact: '种类' })
    await expect(acceptFile(finance, wrong?.id ?? '', wrong?.receipt?.id ?? '')).rejects.toMatchObject({ code: 'not-ready' })
    await addFiles(finance, batchId, { name: '发票.pdf', bytes: samplePdf(invoice()) })
    await world.drain()
    const right = (await listFiles(finance, batchId, { show: 'sure' })).rows[0]
    expect(right?.receipt).toMatchObject({ service: '会务费', orderId })
    await acceptSure(finance, batchId)
    await world.drain()
    const [mine] = (await myReceipts(unit.ctx)).rows
    expect(mine).toMatchObject({ kind: 'service', service: '会务费', document: 'tax', state: 'delivered', number: invoice().number })
    expect((await myReceiptFile(unit.ctx, mine?.id ?? '')).name).toBe(`${unit.name}-${invoice().number}.pdf`)
    expect((await told('service-receipt-sent')).map((one) => one.channel)).toEqual(['sms', 'email'])
  })
})
