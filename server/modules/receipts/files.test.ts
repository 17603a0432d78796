import { strToU8 } from 'fflate'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeChildren } from '../../kernel/children/index.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { allocate, chargeYear, confirmPayment, openOrder, receive } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { acceptFile, acceptSure, setAside } from './accept.ts'
import { addFiles, openBatch, readBatch } from './batches.ts'
import { myReceiptFile, receiptFile, redeliver } from './deliver.ts'
import { listFiles } from './files-list.ts'
import { listReceipts, receiptCounts, receiptWithDeliveries } from './lists.ts'
import { myReceipts } from './mine.ts'
import { readFiles } from './read-files.ts'
import { sampleOfd, samplePdf, sampleZip } from './testing/papers.ts'

let world: World
let finance: StaffContext
const names = ['示例甲建设有限公司', '示例乙建设有限公司', '示例丙建设有限公司', '示例丁建设有限公司']
const units: Awaited<ReturnType<typeof someUnit>>[] = []
let batchId = ''

beforeAll(async () => {
  world = await testWorld()
  world.clock.set('2026-11-20T10:00:00+08:00')
  finance = await world.contexts.staff()
  for (const name of names) units.push(await someUnit(world, { name }))
  await chargeYear(finance, 2026)
  for (const unit of units) {
    const id = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
    await confirmPayment(finance, id, { amountFen: 300000, receivedOn: '2026-11-19', note: '' })
  }
  await world.drain()
})
afterAll(async () => {
  closeChildren()
  await world.close()
})
afterEach(() => expectInvariants(world))

/** The official receipt of one of the four. */
const sampleOf = (at: number, more: Partial<Parameters<typeof samplePdf>[0]> = {}) => ({
  document: 'fiscal' as const,
  code: '00010726',
  number: `00000100${String(at).padStart(2, '0')}`,
  checkCode: `a1b2c${at}`,
  title: names[at] ?? '',
  creditCode: units[at]?.creditCode ?? '',
  payee: world.association.name,
  amountFen: 300000,
  issuedOn: '2026-11-20',
  ...more,
})
const batch = () => inTx(finance, (tx, ctx) => readBatch(tx, ctx, batchId))
const filesOf = async (show: NonNullable<Parameters<typeof listFiles>[2]['show']>) => (await listFiles(finance, batchId, { show })).rows
const messages = (recipient: string) =>
  inTx(world.contexts.system(), (tx) =>
    tx
      .selectFrom('messages')
      .select(['template', 'subject', 'body', 'file_id', 'state'])
      .where('recipient', '=', recipient)
      .orderBy('id')
      .execute(),
  )

describe('STAFF-07 official files come back together', () => {
  it('a ZIP with folders is taken apart; what is no document, or was there, is told', async () => {
    batchId = (await openBatch(finance)).id
    const zip = sampleZip({
      '11月/甲.pdf': samplePdf(sampleOf(0)),
      '11月/乙.ofd': sampleOfd(sampleOf(1)),
      '11月/假.pdf': strToU8('not a PDF'),
      'readme.txt': strToU8('x'),
    })
    expect(await addFiles(finance, batchId, { name: '票据.zip', bytes: zip })).toEqual({
      added: 2,
      left: [{ name: '11月/假.pdf', why: '内容不是 PDF 或 OFD' }],
    })
    expect(await addFiles(finance, batchId, { name: '再传一次.zip', bytes: zip })).toMatchObject({ added: 0 })
    // A single file; a wrong amount; a stranger's; a text.
    await addFiles(finance, batchId, { name: '丙.pdf', bytes: samplePdf(sampleOf(2, { amountFen: 30000 })) })
    await addFiles(finance, batchId, { name: '无主.pdf', bytes: samplePdf(sampleOf(9, { title: '示例陌生有限公司', creditCode: '' })) })
    await addFiles(finance, batchId, { name: '空白.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF') })
    await expect(addFiles(finance, batchId, { name: 'a.txt', bytes: Buffer.from('x') })).rejects.toMatchObject({ code: 'wrong-file' })
    await world.drain()
    expect((await batch()).counts).toEqual({
      files: 5,
      reading: 0,
      sure: 2,
      unsure: 1,
      none: 1,
      known: 0,
      unreadable: 1,
      accepted: 0,
      aside: 0,
    })
  })

  it('each shows what was read and why it is whose', async () => {
    const [first] = await filesOf('sure')
    expect(first).toMatchObject({
      name: '甲.pdf',
      code: '00010726',
      number: '0000010000',
      checkCode: 'a1b2c0',
      receipt: { title: names[0], amountFen: 300000, years: [2026] },
    })
    expect(first?.evidence.filter((one) => one.holds).map((one) => one.fact)).toEqual(['信用代码', '抬头', '金额', '收款单位', '开票日期'])
    const [doubtful] = await filesOf('unsure')
    expect(doubtful?.evidence.find((one) => one.holds === false)).toMatchObject({ fact: '金额' })
  })

  it('the sure ones are registered together, mailed with the file, and can be downloaded by their member alone', async () => {
    const reader = await world.contexts.staff(['receipts.read'])
    await expect(acceptSure(reader, batchId)).rejects.toMatchObject({ code: 'not-allowed' })
    const counts = await Promise.all([acceptSure(finance, batchId), acceptSure(finance, batchId)])
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2)
    await world.drain()
    const [mine] = (await myReceipts(units[0]?.ctx as never)).rows
    expect(mine).toMatchObject({
      state: 'delivered',
      code: '00010726',
      number: '0000010000',
      checkCode: 'a1b2c0',
      issuedOn: '2026-11-20',
      file: { ofd: false },
    })
    const sent = (await messages('someone@example.org')).filter((one) => one.template === 'receipt-sent')
    expect(sent.map((one) => one.subject).sort()).toEqual([`电子票据 0000010000：${names[0]}`, `电子票据 0000010001：${names[1]}`])
    expect(sent.every((one) => one.file_id !== null && one.state === 'sent')).toBe(true)
    const file = await myReceiptFile(units[0]?.ctx as never, mine?.id ?? '')
    expect(file).toMatchObject({ mediaType: 'application/pdf', name: `${names[0]}-0000010000.pdf` })
    expect(file.bytes.equals(samplePdf(sampleOf(0)))).toBe(true)
    await expect(myReceiptFile(units[1]?.ctx as never, mine?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
    const { deliveries } = await receiptWithDeliveries(finance, mine?.id ?? '')
    expect(deliveries.map(({ way, recipient }) => `${way} ${recipient}`)).toEqual(['portal 张示例', 'mail someone@example.org'])
    expect((await batch()).counts).toMatchObject({ sure: 0, accepted: 2 })
  })

  it('the same document under another file is known, and is not registered twice', async () => {
    await addFiles(finance, batchId, { name: '甲.ofd', bytes: sampleOfd(sampleOf(0)) })
    await world.drain()
    const [known] = await filesOf('known')
    expect(known?.evidence[0]?.text).toBe(`0000010000 已登记给“${names[0]}”`)
    const [open] = (await listReceipts(finance, { state: 'due' })).rows
    await expect(acceptFile(finance, known?.id ?? '', open?.id ?? '')).rejects.toMatchObject({ code: 'not-ready' })
  })

  it('an unsure one goes where a person puts it, never to another amount; a stray one is set aside', async () => {
    const [wrong] = await filesOf('unsure')
    const due = (await listReceipts(finance, { state: 'due' })).rows
    const third = due.find((row) => row.title === names[2])
    await expect(acceptFile(finance, wrong?.id ?? '', third?.id ?? '')).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('金额'),
    })
    await addFiles(finance, batchId, {
      name: '丁.pdf',
      bytes: samplePdf(
        sampleOf(3, { title: '示例丁建设公司', creditCode: '', remark: due.find((row) => row.title === names[3])?.orderNumber ?? '' }),
      ),
    })
    await world.drain()
    const fourth = (await filesOf('unsure')).find((file) => file.name === '丁.pdf')
    expect(fourth?.receipt?.title).toBe(names[3])
    const results = await Promise.allSettled([1, 2].map(() => acceptFile(finance, fourth?.id ?? '', fourth?.receipt?.id ?? '')))
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const [stray] = await filesOf('none')
    await setAside(finance, stray?.id ?? '', '不是本协会的')
    expect((await batch()).counts).toMatchObject({ none: 0, aside: 1, accepted: 3 })
    expect(await receiptCounts(finance)).toMatchObject({ due: 1, waiting: 3 })
  })

  it('one is sent again, to another address if need be; one without a file can’t be', async () => {
    const [done] = (await listReceipts(finance, { state: 'delivered' })).rows
    await redeliver(finance, done?.id ?? '', 'again@example.org')
    await world.drain()
    expect(await messages('again@example.org')).toMatchObject([{ template: 'receipt-sent', state: 'sent' }])
    const [open] = (await listReceipts(finance, { state: 'due' })).rows
    await expect(redeliver(finance, open?.id ?? '', 'again@example.org')).rejects.toMatchObject({ code: 'not-ready' })
    await expect(redeliver(finance, done?.id ?? '', 'not an address')).rejects.toMatchObject({ code: 'input-invalid' })
    expect((await receiptFile(finance, done?.id ?? '')).bytes.length).toBeGreaterThan(500)
  })
})

describe('STAFF-07 many at once', () => {
  const strangers = (from: number, count: number) =>
    sampleZip(
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `${from + at}.pdf`,
          samplePdf(sampleOf(from + at, { title: `示例陌生${from + at}有限公司`, creditCode: '' })),
        ]),
      ),
    )
  const asked = (id: string) => ({ id, associationId: world.association.id, name: 'receipts.files-came' as const, data: { batchId } })

  it('a job that was killed finds its own files again, others take none of them, and nothing is read twice', async () => {
    batchId = (await openBatch(finance)).id
    await addFiles(finance, batchId, { name: '一.zip', bytes: strangers(20, 3) })
    const system = world.contexts.system()
    const [mine, others] = [newId(), newId()]
    const broken = { ...system.kernel.files, get: () => Promise.reject(new Error('the disk is gone')) }
    await expect(readFiles({ ...system, kernel: { ...system.kernel, files: broken } }, asked(mine))).rejects.toThrow('the disk is gone')
    await readFiles(system, asked(others))
    expect((await batch()).counts).toMatchObject({ files: 3, reading: 3 })
    await readFiles(system, asked(mine))
    expect((await batch()).counts).toMatchObject({ files: 3, reading: 0, none: 3 })
    const before = await filesOf('none')
    await readFiles(system, asked(mine))
    await world.drain()
    expect(await filesOf('none')).toEqual(before)
    // One that never comes back gives its files free.
    await addFiles(finance, batchId, { name: '二.zip', bytes: strangers(30, 1) })
    await expect(readFiles({ ...system, kernel: { ...system.kernel, files: broken } }, asked(newId()))).rejects.toThrow('the disk is gone')
    world.clock.set('2026-11-20T10:06:00+08:00')
    await readFiles(system, asked(others))
    expect((await batch()).counts).toMatchObject({ reading: 0, none: 4 })
  })

  it('of two files for one receipt the second says so; the same document twice is one; a parent company’s is for a person', async () => {
    await chargeYear(finance, 2027)
    const id = await openOrder(units[0]?.ctx as never, { years: [2027], payer: payerOf(units[0] as never), method: 'transfer' })
    await inTx(finance, async (tx, ctx) => {
      const money = { amountFen: 300000, receivedOn: '2026-11-20', method: 'transfer', source: 'hand' as const }
      const paymentId = await receive(tx, ctx, { ...money, payerName: '示例控股集团有限公司' })
      await allocate(tx, ctx, { paymentId, parts: [{ orderId: id, amountFen: 300000 }] })
    })
    await world.drain()
    const zip = sampleZip({
      '1.pdf': samplePdf(sampleOf(40, { title: names[0], creditCode: units[0]?.creditCode })),
      '1 的副本.ofd': sampleOfd(sampleOf(40, { title: names[0], creditCode: units[0]?.creditCode })),
      '2.pdf': samplePdf(sampleOf(41, { title: names[0], creditCode: units[0]?.creditCode })),
      '3.pdf': samplePdf(sampleOf(42, { title: '示例控股集团有限公司', creditCode: '91110000600001760P' })),
      '4.pdf': samplePdf(sampleOf(43, { title: '示例\u0000坏字\ud800有限公司', creditCode: '' })),
    })
    await addFiles(finance, batchId, { name: '三.zip', bytes: zip })
    await world.drain()
    const said = async (show: Parameters<typeof filesOf>[0]) =>
      (await filesOf(show)).map((file) => [file.name, file.evidence.find((one) => one.holds === false)?.text])
    expect(await said('sure')).toEqual([['1.pdf', undefined]])
    expect(await said('known')).toEqual([['1 的副本.ofd', '0000010040 与文件“1.pdf”是同一张']])
    const unsure = await said('unsure')
    expect(unsure.map(([name]) => name)).toEqual(['2.pdf', '3.pdf'])
    const [, third] = await filesOf('unsure')
    expect(third?.evidence.find((one) => one.fact === '抬头')?.text).toBe(`文件为“示例控股集团有限公司”，是汇款单位；登记为“${names[0]}”`)
    expect((await said('none')).map(([name]) => name)).toContain('4.pdf')
  })
})
