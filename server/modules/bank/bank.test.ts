import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BankDraft } from '../../../contract/bank.ts'
import { showTransferCode } from '../../../contract/rules/transfer-code.ts'
import { closeChildren } from '../../kernel/children/index.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, openOrder, readOrder } from '../dues/index.ts'
import { closeMonth } from '../dues/ledger/months.ts'
import { expectInvariants, ledger, payerOf, someUnit } from '../dues/testing.ts'
import { bookLine, setAside, undoLine } from './book.ts'
import { confirmSure } from './confirm.ts'
import { readDraft, setColumns } from './draft.ts'
import { importStatement } from './import.ts'
import { linePage } from './line-page.ts'
import { findClaims, listLines, listStatements, statementPage } from './lists.ts'
import { giveSuspense, suspense } from './suspense.ts'

let world: World
let finance: StaffContext
type Unit = Awaited<ReturnType<typeof someUnit>>
let [wind, stone, hill]: [Unit, Unit, Unit] = [] as never

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
})
afterAll(async () => {
  closeChildren()
  await world.close()
})
let serial = 0
beforeEach(async () => {
  serial += 1000
  world.clock.set('2026-11-20T10:00:00+08:00')
  wind = await someUnit(world, { name: `北京示例长风建设集团有限公司${serial}` })
  stone = await someUnit(world, { name: `上海示例青石建筑工程有限公司${serial}` })
  hill = await someUnit(world, { name: `江苏示例远山路桥工程有限公司${serial}` })
  await chargeYear(finance, 2026)
})
afterEach(() => expectInvariants(world))

interface Row {
  yuan: string
  payer?: string
  note?: string
  day?: string
}
const csv = (rows: readonly Row[], first = serial) =>
  Buffer.from(
    [
      '交易日期,流水号,摘要,借贷标志,交易金额,对方户名,对方账号',
      ...rows.map(
        ({ yuan, payer = '', note = '会费', day = '20261118' }, at) => `${day},S${first + at},${note},贷,${yuan},${payer},6222-${payer}`,
      ),
    ].join('\n'),
  )
const read = (rows: readonly Row[], first = serial): Promise<BankDraft> => readDraft(finance, { name: '流水.csv', bytes: csv(rows, first) })
async function taken(rows: readonly Row[]) {
  const { id } = await read(rows)
  await importStatement(finance, id, { bank: '示例银行', remember: false })
  return id
}
const order = (unit: Unit, years = [2026]) => openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
const codeOf = async (id: string) => showTransferCode((await inTx(finance, (tx, ctx) => readOrder(tx, ctx, id))).transferCode)
const lines = async (id: string) => (await listLines(finance, id, {})).rows
const told = async (id: string) =>
  (await lines(id)).map(({ state, verdict, best, booked }) =>
    [state, verdict, best ? `${best.memberName} ${best.label}` : '-', booked ? `${booked.to} 余 ${booked.leftFen / 100}` : '-'].join(' | '),
  )
const confirm = async (id: string) => {
  const { counts, sureFen } = await statementPage(finance, id)
  await confirmSure(finance, id, { count: counts.sure, amountFen: sureFen })
  await world.drain()
}
const paid2026 = '2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'

describe('a statement', () => {
  it('STAFF-06 what is sure goes in with one press: by code, by name without an order; interest waits', async () => {
    const code = await codeOf(await order(wind))
    const id = await taken([
      { yuan: '3000.00', payer: '某代付公司', note: `会费 ${code}` },
      { yuan: '3000.00', payer: stone.name },
      { yuan: '12.34', note: '结息' },
    ])
    expect(await told(id)).toEqual([
      `waiting | sure | ${wind.name} 2026 年度会费 | -`,
      `waiting | sure | ${stone.name} 2026 年度会费 | -`,
      'waiting | none | - | -',
    ])
    expect(await statementPage(finance, id)).toMatchObject({ counts: { waiting: 3, sure: 2 }, sureFen: 600_000 })
    await confirm(id)
    expect(await told(id)).toEqual([
      `booked | sure | - | ${wind.name} 余 0`,
      `booked | sure | - | ${stone.name} 余 0`,
      'waiting | none | - | -',
    ])
    expect(await ledger(world, wind.ctx)).toEqual([paid2026])
    expect(await ledger(world, stone.ctx)).toEqual([paid2026])
    expect((await linePage(finance, (await lines(id))[0]?.id ?? '')).booked).toMatchObject({
      by: finance.account.name,
      leftFen: 0,
      orders: [{ amountFen: 300_000 }],
    })
  })

  it('STAFF-06 the same file again, or one that overlaps, brings nothing twice', async () => {
    const rows = [{ yuan: '3000.00', payer: wind.name }, { yuan: '5.00' }]
    const id = await taken(rows)
    const again = await read(rows)
    expect(again).toMatchObject({ reading: { in: 2, known: 2 }, missing: '这份流水里的到账以前都已导入，无需再次导入' })
    expect((await refusal(importStatement(finance, again.id, { bank: '示例银行', remember: false }))).code).toBe('already-done')
    const more = await read([...rows, { yuan: '7.00' }])
    expect(more.reading).toMatchObject({ in: 3, known: 2 })
    await importStatement(finance, more.id, { bank: '示例银行', remember: false })
    expect((await lines(more.id)).map((line) => line.amountFen)).toEqual([700])
    expect((await lines(id)).length).toBe(2)
    expect((await refusal(importStatement(finance, more.id, { bank: '示例银行', remember: false }))).code).toBe('not-found')
    expect((await listStatements(finance, { limit: 2 })).rows.map((row) => row.fresh)).toEqual([1, 2])
  })

  it('STAFF-06 two presses at once book once, and what changed since is not booked unseen', async () => {
    const id = await taken([{ yuan: '3000.00', payer: wind.name }])
    expect((await refusal(confirmSure(finance, id, { count: 2, amountFen: 600_000 }))).code).toBe('conflict')
    const seen = { count: 1, amountFen: 300_000 }
    const presses = await Promise.allSettled([confirmSure(finance, id, seen), confirmSure(finance, id, seen)])
    expect(presses.map((press) => press.status).sort()).toEqual(['fulfilled', 'rejected'])
    await world.drain()
    expect(await ledger(world, wind.ctx)).toEqual([paid2026])
  })

  it('STAFF-06 columns nobody knows are said once and known the next time', async () => {
    const text = (first: number) => Buffer.from(`日子\t进账\t谁\t编号\n20261118\t8.00\t路人\tV${first}\n`)
    const draft = await readDraft(finance, { name: '登记.txt', bytes: text(serial) })
    expect(draft).toMatchObject({ headRow: -1, reading: null, missing: expect.stringContaining('没有认出') })
    expect((await refusal(importStatement(finance, draft.id, { bank: '村镇银行', remember: true }))).code).toBe('not-ready')
    const said = await setColumns(finance, draft.id, { headRow: 0, columns: { day: 0, credit: 1, payerName: 2, serial: 3 } })
    expect(said.reading).toMatchObject({ in: 1, inFen: 800 })
    await importStatement(finance, draft.id, { bank: '村镇银行', remember: true })
    expect(await readDraft(finance, { name: '登记.txt', bytes: text(serial + 1) })).toMatchObject({
      bank: '村镇银行',
      template: 'remembered',
      missing: null,
    })
  })
})

describe('by hand', () => {
  it('STAFF-06 one remittance pays several orders, the rest is in suspense until it finds its owner', async () => {
    const first = await order(wind)
    const id = await taken([{ yuan: '7000.00', payer: '示例控股有限公司', note: '代子公司缴会费' }])
    const [line] = await lines(id)
    expect(line).toMatchObject({ verdict: 'none' })
    const { rows } = await findClaims(finance, stone.name)
    const parts = [
      { kind: 'order' as const, id: first, amountFen: 300_000 },
      { kind: 'charge' as const, id: rows[0]?.id ?? '', amountFen: 300_000 },
    ]
    await bookLine(finance, line?.id ?? '', parts)
    expect(await ledger(world, wind.ctx)).toEqual([paid2026])
    expect(await ledger(world, stone.ctx)).toEqual([paid2026])
    const held = (await suspense(finance, {})).rows.find((row) => row.lineId === line?.id)
    expect(held).toMatchObject({ leftFen: 100_000, payerName: '示例控股有限公司' })
    const [claim] = (await findClaims(finance, hill.name)).rows
    await giveSuspense(finance, held?.paymentId ?? '', [{ kind: 'charge', id: claim?.id ?? '', amountFen: 100_000 }])
    expect(await ledger(world, hill.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
    expect((await suspense(finance, {})).rows.filter((row) => row.lineId === line?.id)).toEqual([])
  })

  it('STAFF-06 of two remittances that would pay the same neither is sure', async () => {
    const id = await taken([
      { yuan: '3000.00', payer: stone.name },
      { yuan: '3000.00', payer: stone.name, day: '20261119' },
      { yuan: '3000.00', payer: hill.name },
    ])
    const rival = { kind: 'rival', good: false, text: '这份流水里有 2 笔都对得上它，可能重复汇款' }
    const told = (await lines(id)).map(({ verdict, best }) => [verdict, best?.evidence.filter((one) => one.kind === 'rival')])
    expect(told).toEqual([
      ['likely', [rival]],
      ['likely', [rival]],
      ['sure', []],
    ])
  })

  it('STAFF-06 two remittances pay one order', async () => {
    const orderId = await order(wind)
    const code = await codeOf(orderId)
    const id = await taken([
      { yuan: '1000.00', payer: wind.name, note: code },
      { yuan: '2000.00', payer: wind.name, note: code },
    ])
    const [a, b] = await lines(id)
    expect([a?.verdict, b?.verdict]).toEqual(['likely', 'likely'])
    await bookLine(finance, a?.id ?? '', [{ kind: 'order', id: orderId, amountFen: 100_000 }])
    expect(await ledger(world, wind.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
    expect(await linePage(finance, b?.id ?? '')).toMatchObject({ verdict: 'sure', candidates: [{ claims: [{ amountFen: 200_000 }] }] })
    await bookLine(finance, b?.id ?? '', [{ kind: 'order', id: orderId, amountFen: 200_000 }])
    expect(await ledger(world, wind.ctx)).toEqual([paid2026])
  })

  it('STAFF-06 undone, the year is owed again, the line waits again, and who did what stands there', async () => {
    const id = await taken([{ yuan: '3000.00', payer: wind.name }])
    await confirm(id)
    const [line] = await lines(id)
    const lineId = line?.id ?? ''
    await undoLine(finance, lineId, '认错了单位')
    expect((await ledger(world, wind.ctx))[0]).toMatch(/^2026 \| ordinary \| 3000 \| open \| open/)
    const page = await linePage(finance, lineId)
    expect(page).toMatchObject({ state: 'waiting', booked: null, history: [{ act: '撤销', reason: '认错了单位' }, { act: '认领入账' }] })
    await bookLine(finance, lineId, [{ kind: 'order', id: page.candidates[0]?.claims[0]?.id ?? '', amountFen: 300_000 }])
    expect((await ledger(world, wind.ctx))[0]).toContain('settled | paid')
    await setAside(finance, (await lines(await taken2()))[0]?.id ?? '', '利息')
  })
  const taken2 = async () => {
    const draft = await read([{ yuan: '9.00', note: '结息' }], serial + 500)
    await importStatement(finance, draft.id, { bank: '示例银行', remember: false })
    return draft.id
  }

  it('STAFF-06 money that is no dues is set aside and can be taken up again; nothing is claimed twice', async () => {
    const id = await taken([{ yuan: '500.00', payer: '路人', note: '培训费' }])
    const lineId = (await lines(id))[0]?.id ?? ''
    await setAside(finance, lineId, '会议费或培训费')
    expect((await refusal(bookLine(finance, lineId, []))).code).toBe('already-done')
    await undoLine(finance, lineId, '是会费')
    await bookLine(finance, lineId, [])
    expect((await refusal(bookLine(finance, lineId, []))).code).toBe('already-done')
    expect((await suspense(finance, {})).rows.some((row) => row.lineId === lineId && row.leftFen === 50_000)).toBe(true)
    const claim = (await findClaims(finance, wind.name)).rows[0]
    expect(
      (
        await refusal(
          bookLine(finance, (await lines(await taken2()))[0]?.id ?? '', [{ kind: 'charge', id: claim?.id ?? '', amountFen: 300_000 }]),
        )
      ).code,
    ).toBe('input-invalid')
  })

  it('STAFF-06 a code whose order is paid, and the same payer and amount again, are said', async () => {
    const code = await codeOf(await order(wind))
    const id = await taken([{ yuan: '3000.00', payer: wind.name, note: code }])
    await confirm(id)
    const draft = await read([{ yuan: '3000.00', payer: wind.name, note: code, day: '20261119' }], serial + 300)
    await importStatement(finance, draft.id, { bank: '示例银行', remember: false })
    const page = await linePage(finance, (await lines(draft.id))[0]?.id ?? '')
    expect(page.verdict).toBe('none')
    expect(page.remarks).toEqual([
      expect.stringContaining('可能是重复汇款'),
      expect.stringContaining('同一付款人 2026-11-18 也汇过同样的金额'),
    ])
  })

  it('STAFF-06 money of a month that is closed is booked today, and says when it came', async () => {
    const id = await taken([
      { yuan: '3000.00', payer: wind.name, day: '20261015' },
      { yuan: '3000.00', payer: stone.name, day: '20261016' },
    ])
    const [first, second] = await lines(id)
    await bookLine(finance, first?.id ?? '', [])
    await closeMonth(finance, '2026-10')
    await bookLine(finance, second?.id ?? '', [])
    const held = (await suspense(finance, {})).rows
    expect(held.find((row) => row.lineId === first?.id)).toMatchObject({ receivedOn: '2026-10-15' })
    expect(held.find((row) => row.lineId === second?.id)).toMatchObject({
      receivedOn: '2026-11-20',
      note: '银行到账日 2026-10-16（当月已结账）。会费',
    })
  })

  it('who may only look reads and books nothing', async () => {
    const id = await taken([{ yuan: '3000.00', payer: wind.name }])
    const reader = await world.contexts.staff(['dues.read'], '只看')
    expect((await statementPage(reader, id)).can.confirm).toContain('权限')
    const lineId = (await lines(id))[0]?.id ?? ''
    const acts = [
      () => confirmSure(reader, id, { count: 1, amountFen: 300_000 }),
      () => bookLine(reader, lineId, []),
      () => readDraft(reader, { name: 'x.csv', bytes: csv([]) }),
    ]
    for (const act of acts) expect((await refusal(act())).code).toBe('not-allowed')
  })

  it('a file that is no sheet is refused by its name, whatever process read it', async () => {
    const half = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(300, 7)])
    for (const [name, bytes] of [
      ['半份.xlsx', half],
      ['空.csv', Buffer.alloc(0)],
    ] as const) {
      const wrong = await refusal(readDraft(finance, { name, bytes }))
      expect([wrong.code, wrong.message.includes(name)]).toEqual(['wrong-file', true])
    }
  })
})
