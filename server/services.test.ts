import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { showTransferCode } from '../contract/rules/transfer-code.ts'
import { closeChildren } from './kernel/children/index.ts'
import type { StaffContext } from './kernel/context.ts'
import { inTx } from './kernel/database/transaction.ts'
import { newId } from './kernel/ids.ts'
import { listAssociations } from './modules/associations/index.ts'
import { bookLine } from './modules/bank/book.ts'
import { readDraft } from './modules/bank/draft.ts'
import { importStatement } from './modules/bank/import.ts'
import { findClaims, listLines } from './modules/bank/lists.ts'
import { printNotice } from './modules/dues/billing/notice-paper.ts'
import {
  cancelOrder,
  chargeService,
  chargeYear,
  duesRows,
  duesStanding,
  duesValidity,
  openOrder,
  orderService,
  readOrder,
  refuseVoucher,
  releaseLeaver,
  takeBack,
  uploadVoucher,
} from './modules/dues/index.ts'
import { askAdjustment } from './modules/dues/ledger/adjust.ts'
import { orderMoney } from './modules/dues/ledger/ledger.ts'
import { ledgerWorkbook } from './modules/dues/ledger/ledger-book.ts'
import { memberLedger } from './modules/dues/ledger/member-ledger.ts'
import { ledgerMonths } from './modules/dues/ledger/months.ts'
import { listCharges, memberDues, yearTotals } from './modules/dues/lists.ts'
import { duesOverview, duesSummary } from './modules/dues/orders/present.ts'
import { printSlip } from './modules/dues/orders/slip.ts'
import { listServices, servicesSummary } from './modules/dues/services/all.ts'
import { quoteService } from './modules/dues/services/order.ts'
import { withdrawService } from './modules/dues/services/withdraw.ts'
import { expectInvariants, ledger, payerOf, slipPhoto, someUnit } from './modules/dues/testing.ts'
import { acceptFile, acceptSure } from './modules/receipts/accept.ts'
import { addFiles, openBatch } from './modules/receipts/batches.ts'
import { myReceiptFile } from './modules/receipts/deliver.ts'
import { endReceipt } from './modules/receipts/end.ts'
import { listFiles } from './modules/receipts/files-list.ts'
import { listReceipts } from './modules/receipts/lists.ts'
import { myReceipts } from './modules/receipts/mine.ts'
import { exportReceipts } from './modules/receipts/sheet.ts'
import { type Sample, samplePdf } from './modules/receipts/testing/papers.ts'
import { remindDaily } from './modules/reminders/index.ts'
import { contextsOf, testWorld, type World } from './testing/world.ts'

let world: World
let finance: StaffContext
type Unit = Awaited<ReturnType<typeof someUnit>>
let unit: Unit
let other: Unit

const conference = { service: 'conference', reason: '2026 年年会会务费（2 人）', amountFen: 240_000 }

beforeAll(async () => {
  world = await testWorld({ presets: ['cacem', 'caq'] })
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

/** Everything that counts what a member owes, and what follows from it. */
const owing = (of: Unit) =>
  inTx(finance, async (tx, ctx) => {
    const today = world.clock.today()
    const here = world.association.id
    const { rows } = await sql<{ owed: number | null; reminders: number; cases: number }>`select
      (select owed_year from member_search where association_id = ${here} and member_id = ${of.memberId}) as owed,
      (select count(*)::int from reminders where association_id = ${here} and member_id = ${of.memberId}) as reminders,
      (select count(*)::int from arrears_cases where association_id = ${here} and member_id = ${of.memberId}) as cases`.execute(tx)
    return {
      ...rows[0],
      standing: await duesStanding(tx, ctx, of.memberId, today),
      validity: await duesValidity(tx, ctx, of.memberId, today),
      charges: (await listCharges(finance, {})).rows.filter((row) => row.memberId === of.memberId),
      totals: (await yearTotals(finance)).rows,
    }
  })

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
      words: { email: { help: '电子发票会发到这个邮箱。' } },
      amountFen: 240_000,
      lines: [{ kind: 'service', service: '会务费', reason: conference.reason, levelName: '' }],
    })
    const ids = await Promise.all([orderService(unit.ctx, chargeId, wish(unit)), orderService(unit.ctx, chargeId, wish(unit))])
    orderId = ids[0]
    expect(ids).toEqual([orderId, orderId])
    expect(await printSlip(unit.ctx, orderId)).toMatchObject({ mediaType: 'application/pdf' })
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

describe('a service is no dues', () => {
  const training = { service: 'training', reason: '2026 年第四期培训费（1 人）', amountFen: 120_000 }
  let chargeId: string
  let orderId: string

  it('it makes nobody a defaulter, whatever day it is: standing, validity, list, totals, reminders and arrears don’t know it', async () => {
    other = await someUnit(world, { name: '示例远山路桥工程有限公司', joinedOn: '2026-01-05' })
    await inTx(world.contexts.system(), (tx) =>
      tx
        .insertInto('member_search')
        .values({
          ...{ association_id: world.association.id, member_id: other.memberId, kind: 'unit', number: 'T', name_key: 'y', haystack: 'y' },
          ...{ admitted_at: '2026-01-05T09:00:00+08:00', joined_on: '2026-01-05' },
        })
        .execute(),
    )
    const before = await owing(other)
    expect(before).toMatchObject({ owed: null, charges: [], standing: { state: 'none' } })
    chargeId = await chargeService(finance, other.memberId, training)
    await world.drain()
    expect(await owing(other)).toEqual(before)
    world.clock.set('2027-12-01T10:00:00+08:00')
    await remindDaily(world.contexts.system())
    expect(await owing(other)).toMatchObject({
      ...{ owed: null, reminders: 0, cases: 0, charges: [] },
      standing: { state: 'none', arrearsYears: [], dueYears: [] },
    })
    world.clock.set('2026-11-18T10:00:00+08:00')
  })

  it('who left owes what it was charged for a service; its years go', async () => {
    const gone = await someUnit(world, { name: '示例离会建设有限公司', joinedOn: '2024-01-05' })
    await chargeService(finance, gone.memberId, training)
    await inTx(world.contexts.system(), (tx) =>
      tx.updateTable('memberships').set({ left_on: '2025-12-31' }).where('id', '=', gone.membershipId).execute(),
    )
    const { memberId, membershipId } = gone
    await releaseLeaver(world.contexts.system(), {
      id: newId(),
      associationId: world.association.id,
      name: 'members.left',
      data: { memberId, membershipId, leftOn: '2025-12-31' },
    } as Parameters<typeof releaseLeaver>[1])
    expect((await overview(gone)).services).toMatchObject([{ state: 'open' }])
  })

  it('years ordered at once, a notice for everybody and a merge leave it alone', async () => {
    await expect(openOrder(other.ctx, { years: [2026], ...wish(other) })).rejects.toMatchObject({ code: 'not-ready' })
    await chargeYear(finance, 2026)
    const years = await openOrder(other.ctx, { years: [2026], ...wish(other) })
    expect(await orderOf(years)).toMatchObject({ amountFen: 300_000, service: null })
    orderId = await orderService(other.ctx, chargeId, wish(other))
    expect(orderId).not.toBe(years)
    expect(await inTx(finance, (tx, ctx) => duesRows.obstacles(tx, ctx, unit.memberId, other.memberId))).toEqual([
      `2026 年度会费在未完成的订单 ${(await orderOf(years)).number} 里，请先完成或取消这个订单`,
    ])
    await expect(printNotice(other.ctx, orderId)).rejects.toMatchObject({ code: 'not-found' })
    await cancelOrder(other.ctx, years)
  })

  it('money without a code that is for both pays two orders: dues and a service never share one', async () => {
    await cancelOrder(other.ctx, orderId)
    const line = await remitted('4200.00', other.name, '会费和培训费')
    expect(line.best?.label).toBe('2026 年度会费')
    const found = await findClaims(finance, other.name)
    await bookLine(
      finance,
      line.id,
      found.rows.map(({ kind, id, amountFen }) => ({ kind, id, amountFen })),
    )
    await world.drain()
    const { orders } = await memberDues(finance, other.memberId)
    expect(
      orders
        .filter((one) => one.state === 'paid')
        .map(({ service, amountFen }) => `${service || '会费'} ${amountFen / 100}`)
        .sort(),
    ).toEqual(['会费 3000', '培训费 1200'])
    const due = (await listReceipts(finance, { state: 'due' })).rows.filter((one) => one.memberId === other.memberId)
    expect(due.map(({ kind, document }) => `${kind} ${document}`).sort()).toEqual(['dues fiscal', 'service tax'])
  })

  it('the book tells them apart, and adds up', async () => {
    const [month] = await ledgerMonths(finance)
    expect(month).toMatchObject({ month: '2026-11', receivedFen: 660_000, allocatedFen: 660_000, serviceFen: 360_000, closingFen: 0 })
    const rows = (await readXlsx((await ledgerWorkbook(finance, '2026-11')).bytes)).sheets[0]?.rows.map((row) => row.map(String)) ?? []
    const head = rows.find((row) => row.includes('收费项目')) ?? []
    const total = rows.find((row) => row.includes('合计')) ?? []
    expect([total[head.indexOf('认领：会费')], total[head.indexOf('认领：其他收费')]]).toEqual(['3000', '3600'])
    expect(await memberLedger(finance, other.memberId)).toMatchObject({ owedFen: 0, serviceFen: 0, chargedFen: 420_000 })
  })

  it('the money goes back: the service is owed again, its invoice is to be made red, and it can be ordered anew', async () => {
    const { rows } = await listReceipts(finance, { kind: 'service' })
    const [invoiced] = rows.filter((one) => one.memberId === unit.memberId)
    const { payments } = await orderMoney(finance, invoiced?.orderId ?? '')
    await inTx(finance, (tx, ctx) =>
      takeBack(tx, ctx, { paymentId: payments[0]?.paymentId ?? '', orderId: invoiced?.orderId ?? '', reason: '会议取消' }),
    )
    await world.drain()
    expect((await overview(unit)).services).toMatchObject([{ state: 'open' }])
    expect((await listReceipts(finance, { part: 'recall' })).rows).toMatchObject([{ id: invoiced?.id, recall: '会议取消' }])
    expect((await told('service-taken-back')).map((one) => one.subject)).toEqual([`会务费的到账登记已撤回：${conference.reason}`])
    const red = { how: 'red', reason: '会议取消', redNumber: '26112000000000000009' } as const
    await expect(endReceipt(finance, invoiced?.id ?? '', { ...red, how: 'voided' })).rejects.toMatchObject({ code: 'input-invalid' })
    await endReceipt(finance, invoiced?.id ?? '', red)
  })
})

describe('hostile', () => {
  const asked = { service: 'training', reason: '2026 年第三期培训费', amountFen: 100_000 }

  it('STAFF-06 only who bills may charge, only for what the preset names, of this association’s members, in words', async () => {
    const reader = await world.contexts.staff(['dues.read', 'dues.confirm'])
    await expect(chargeService(reader, unit.memberId, asked)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(chargeService(finance, unit.memberId, { ...asked, service: 'sponsorship' })).rejects.toMatchObject({
      code: 'input-invalid',
    })
    await expect(chargeService(finance, unit.memberId, { ...asked, reason: ' ' })).rejects.toMatchObject({ code: 'input-invalid' })
    await expect(chargeService(finance, newId(), asked)).rejects.toMatchObject({ code: 'not-found' })
    const applicant = await someUnit(world, { name: '示例申请有限公司', joinedOn: null })
    await expect(chargeService(finance, applicant.memberId, asked)).rejects.toMatchObject({ code: 'not-ready' })
    const [, there] = await listAssociations(world.kernel)
    if (!there) throw new Error('there is one association only')
    const elsewhere = await contextsOf(world.kernel, there).staff()
    await expect(chargeService(elsewhere, unit.memberId, asked)).rejects.toMatchObject({ code: 'not-found' })
    const [mine] = (await overview(unit)).services
    await expect(withdrawService(elsewhere, mine?.id ?? '', '登记错了')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('a double click charges once; what is paid or vouched for is not taken back, what is open goes with its order', async () => {
    const both = await Promise.allSettled([chargeService(finance, unit.memberId, asked), chargeService(finance, unit.memberId, asked)])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const [open] = (await overview(unit)).services.filter((one) => one.reason === asked.reason)
    const id = open?.id ?? ''
    await expect(orderService(other.ctx, id, wish(other))).rejects.toMatchObject({ code: 'not-found' })
    await expect(quoteService(other.ctx, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(askAdjustment(finance, id, { kind: 'reduction', amountFen: 100, reason: '协商' })).rejects.toMatchObject({
      code: 'not-ready',
    })
    const orderId = await orderService(unit.ctx, id, wish(unit))
    await uploadVoucher(unit.ctx, orderId, await slipPhoto())
    await expect(withdrawService(finance, id, '登记错了')).rejects.toMatchObject({ code: 'not-ready' })
    await refuseVoucher(finance, orderId, '不是这一笔')
    await withdrawService(finance, id, '登记错了')
    await expect(withdrawService(finance, id, '登记错了')).rejects.toMatchObject({ code: 'already-done' })
    expect(await orderOf(orderId)).toMatchObject({ state: 'cancelled' })
    const paid = (await overview(other)).services[0]
    await expect(withdrawService(finance, paid?.id ?? '', '登记错了')).rejects.toMatchObject({ code: 'not-ready' })
    await world.drain()
    expect((await told('service-withdrawn')).map((one) => one.recipient)).toEqual(['li@example.org'])
  })
})

describe('STAFF-07 其他应缴 of all members are one list', () => {
  const said = (page: Awaited<ReturnType<typeof listServices>>) =>
    page.rows.map((row) => `${row.memberName.slice(2, 4)} ${row.reason} ${row.state} ${row.order?.state ?? '-'}`)
  const settled = '远山 2026 年第四期培训费（1 人） settled paid'
  const open = ['离会 2026 年第四期培训费（1 人） open -', '长风 2026 年年会会务费（2 人） open open']
  const later = ['后到 2026 年 50%_会务费 open open', '后到 2026 年第五期培训费 open -']
  let late: Unit

  it('the newest first, what was taken back too, each with its order; what waits to be paid is summed up', async () => {
    late = await someUnit(world, { name: '示例后到建设有限公司' })
    const charge = (service: string, reason: string) => chargeService(finance, late.memberId, { service, reason, amountFen: 50_000 })
    world.clock.set('2026-11-19T09:00:00+08:00')
    await charge('training', '2026 年第五期培训费')
    world.clock.set('2026-11-19T11:00:00+08:00')
    await orderService(late.ctx, await charge('conference', '2026 年 50%_会务费'), wish(late))
    const all = await listServices(finance, {})
    expect(all.next).toBeNull()
    expect(said(all).slice(0, 2)).toEqual(later)
    expect(said(all).slice(2).sort()).toEqual([settled, ...open, '长风 2026 年第三期培训费 cancelled -'].sort())
    expect(all.rows.find((row) => row.state === 'settled')).toMatchObject({
      ...{ memberId: other.memberId, service: '培训费', amountFen: 120_000 },
      ...{ chargedOn: '2026-11-18', paidOn: '2026-11-18', order: { state: 'paid', own: true } },
    })
    expect((await servicesSummary(finance)).services).toEqual([
      { id: 'conference', name: '会务费', open: 2, openFen: 290_000 },
      { id: 'training', name: '培训费', open: 2, openFen: 170_000 },
    ])
  })

  it('page by page it is the same list, also where several were charged at the same moment', async () => {
    const all = (await listServices(finance, {})).rows
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await listServices(finance, { limit: 2, after })
      ids.push(...page.rows.map((row) => row.id))
      after = page.next ?? undefined
    } while (after)
    expect(ids).toEqual(all.map((row) => row.id))
  })

  it('it is narrowed by state, by service and by whose it is; signs that mean something to the database are letters', async () => {
    expect(said(await listServices(finance, { state: 'settled' }))).toEqual([settled])
    expect(said(await listServices(finance, { state: 'open' })).sort()).toEqual([...later, ...open].sort())
    expect(said(await listServices(finance, { state: 'cancelled' }))).toEqual(['长风 2026 年第三期培训费 cancelled -'])
    expect(said(await listServices(finance, { service: 'conference' }))).toEqual([later[0], open[1]])
    expect(said(await listServices(finance, { q: ' 后到建设 ', service: 'training' }))).toEqual([later[1]])
    await inTx(world.contexts.system(), (tx) =>
      tx.updateTable('members').set({ number: 'A-0007' }).where('id', '=', late.memberId).execute(),
    )
    expect(said(await listServices(finance, { q: 'a-0007' }))).toEqual(later)
    for (const q of ['%', '_', '\\', '没有这个单位']) expect((await listServices(finance, { q })).rows).toEqual([])
  })

  it('STAFF-02 who may not read dues does not see it, and another association’s is not there', async () => {
    const reviewer = await world.contexts.staff(['members.read', 'matters.read'])
    await expect(listServices(reviewer, {})).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(servicesSummary(reviewer)).rejects.toMatchObject({ code: 'not-allowed' })
    const [, there] = await listAssociations(world.kernel)
    if (!there) throw new Error('there is one association only')
    const elsewhere = await contextsOf(world.kernel, there).staff(['dues.read'])
    expect(await listServices(elsewhere, {})).toEqual({ rows: [], next: null })
    expect((await servicesSummary(elsewhere)).services).toEqual([{ id: 'training', name: '培训费', open: 0, openFen: 0 }])
  })
})
