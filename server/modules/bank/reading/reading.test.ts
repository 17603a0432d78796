import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type ReadSheets, readSheets } from '../../../kernel/sheets/index.ts'
import { readDay, readDirection, readMoney } from './cells.ts'
import { recognise } from './recognise.ts'
import { readStatement } from './statement.ts'

const sample = async (name: string): Promise<ReadSheets> => readSheets(await readFile(new URL(`../samples/${name}`, import.meta.url)), name)

const read = (sheets: ReadSheets) => {
  const head = recognise(sheets.grids, [])
  if (!head) throw new Error('no head was found')
  return { head, statement: readStatement(sheets.grids[head.sheet]?.rows ?? [], head.headRow, head.columns) }
}

describe('exports of six banks', () => {
  it.each([
    ['icbc.xls', 'icbc', 'xls', null, '0200000009000000001', true],
    ['abc.xlsx', 'abc', 'xlsx', null, '11000000000000001', true],
    ['boc.csv', 'boc', 'text', 'GBK', '333300000000001', null],
    ['ccb.xls', 'ccb', 'html', 'UTF-8', '11001000000000000001', null],
    ['cmb.csv', 'cmb', 'text', 'GBK', '110900000010101', true],
    ['bocom.csv', 'bocom', 'text', 'UTF-8', '110060000000000000001', true],
  ] as const)(
    'STAFF-06 %s is read by its template: five incomes, two expenses, nothing lost',
    async (name, template, kind, encoding, own, total) => {
      const sheets = await sample(name)
      const { head, statement } = read(sheets)
      expect([sheets.kind, sheets.encoding, head.template]).toEqual([kind, encoding, template])
      expect(statement.problems).toEqual([])
      expect(statement.lines.map(({ day, time, amountFen, payerName }) => [day, time, amountFen, payerName])).toEqual([
        ['2026-11-03', '09:12:30', 300_000, '北京示例长风建设集团有限公司'],
        ['2026-11-04', '10:05:00', 1_000_000, '上海示例青石建筑工程有限公司'],
        ['2026-11-05', '14:20:11', 600_000, '江苏示例远山路桥工程有限公司'],
        ['2026-11-06', '16:00:59', 11_100_000, '示例建设控股(集团)有限公司'],
        ['2026-11-09', '08:30:00', 1_234, ''],
      ])
      expect(statement.out).toEqual({ count: 2, fen: 2_805_000 })
      expect(statement.lines[0]?.note).toContain('7K3M PQ4X')
      expect(new Set(statement.lines.map((line) => line.key)).size).toBe(5)
      expect(statement.lines.every((line) => line.serial !== '')).toBe(true)
      expect(statement.ownAccount).toBe(own)
      expect(statement.totalAgrees).toBe(total)
    },
  )

  it('STAFF-06 a head nobody knows is left to a person, and known again once said', async () => {
    const { grids } = await sample('village.txt')
    expect(recognise(grids, [])).toBeNull()
    const columns = { day: 0, credit: 1, debit: 2, payerName: 3, note: 4, serial: 5 }
    const head = recognise(grids, [{ bank: '示例村镇银行', head: '日子|进|出|谁|说了什么|号', columns }])
    expect(head).toMatchObject({ bank: '示例村镇银行', headRow: 1, template: 'remembered' })
    const statement = readStatement(grids[0]?.rows ?? [], 1, columns)
    expect(statement.lines).toHaveLength(5)
    expect(statement.out).toEqual({ count: 2, fen: 2_805_000 })
  })
})

describe('a long statement with bad cells', () => {
  const row = (at: number, { day = `202611${String((at % 30) + 1).padStart(2, '0')}`, amount = '3,000.00', balance = '' } = {}) =>
    `${day},"${amount}",贷,示例单位${at},会费,S${at},${balance}`
  const bad = new Map([
    [2000, row(2000, { day: '20261131' })],
    [5000, row(5000, { amount: '3,0O0.00' })],
    [10_001, row(10_001, { balance: '???' })],
  ])
  const csv = [
    '交易日期,交易金额,借贷标志,对方户名,摘要,流水号,余额',
    ...Array.from({ length: 10_001 }, (_, at) => bad.get(at + 1) ?? row(at + 1)),
  ]

  it('STAFF-06 ten thousand and one rows, three bad cells: the three are named, nothing is lost', async () => {
    const { statement } = read(await readSheets(Buffer.from(csv.join('\r\n')), 'long.csv'))
    expect(statement.problems).toEqual([
      { row: 2001, column: '交易日期', text: '20261131', message: '不是日期' },
      { row: 5001, column: '交易金额', text: '3,0O0.00', message: '不是金额' },
      { row: 10_002, column: '余额', text: '???', message: '不是金额；这一笔照常导入，余额留空' },
    ])
    expect(statement.problemRows).toBe(2)
    expect(statement.lines.length + statement.problemRows).toBe(10_001)
    expect(statement.lines.at(-1)).toMatchObject({ row: 10_002, balanceFen: null })
  })

  it('without serial numbers two lines alike stay two, and are the same two next time', async () => {
    const head = '交易日期,贷方发生额,借方发生额,对方户名,摘要'
    const one = '2026-11-03,100.00,,张示例,会费'
    const keys = async (text: string) => read(await readSheets(Buffer.from(text), 'x.csv')).statement.lines.map((line) => line.key)
    const first = await keys([head, one, one].join('\n'))
    expect(new Set(first).size).toBe(2)
    expect(await keys([head, '2026-11-02,5.00,,李示例,会费', one, one].join('\n'))).toEqual(expect.arrayContaining(first))
  })
})

describe('cells', () => {
  it('days in every writing, and none that the calendar lacks', () => {
    const day = '2026-11-03'
    for (const text of ['20261103', '2026-11-03', '2026/11/3', '2026年11月3日', '2026.11.03', '46329'])
      expect([text, readDay(text)?.day]).toEqual([text, day])
    for (const text of ['20261103 09:12:30', '20261103091230', '2026-11-03 09:12:30', '2026-11-03-09.12.30', '2026-11-03T09:12:30'])
      expect([text, readDay(text)]).toEqual([text, { day, time: '09:12:30' }])
    for (const text of ['20261131', '2026-02-29', '合计', '', '3000.00']) expect([text, readDay(text)]).toEqual([text, null])
  })

  it('amounts with signs, thousands and units; an empty one is no nought, a letter no digit', () => {
    const table: [string, number | null | undefined][] = [
      ['3,000.00', 300_000],
      ['+3000', 300_000],
      ['-3000.5', -300_050],
      ['3000.00-', -300_000],
      ['(3,000.00)', -300_000],
      ['￥3,000.00元', 300_000],
      ['１２.３４', 1_234],
      ['.50', 50],
      ['100.0000', 10_000],
      ['', null],
      ['--', null],
      ['3,0O0.00', undefined],
      ['12.345', undefined],
    ]
    for (const [text, fen] of table) expect([text, readMoney(text)]).toEqual([text, fen])
  })

  it('贷 is money in', () => {
    for (const text of ['贷', '贷方', '来账', 'C', '收入']) expect([text, readDirection(text)]).toEqual([text, 'in'])
    for (const text of ['借', '往账', 'D', '支出']) expect([text, readDirection(text)]).toEqual([text, 'out'])
    expect(readDirection('转账')).toBeUndefined()
  })
})
