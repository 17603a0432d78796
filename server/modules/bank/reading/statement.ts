import { createHash } from 'node:crypto'
import type { BankColumns, BankProblem } from '../../../../contract/bank.ts'
import type { BankField } from '../../../../contract/bank-words.ts'
import { readDay, readDirection, readMoney, readTime } from './cells.ts'
import { headKey, holdsWords } from './columns.ts'

/** Money that came in, as the file has it. */
export interface StatementLine {
  /** In the file, from 1. */
  row: number
  key: string
  day: string
  time: string | null
  amountFen: number
  payerName: string
  payerAccount: string
  payerBank: string
  note: string
  serial: string
  balanceFen: number | null
  cells: string[]
}

export interface StatementRead {
  lines: StatementLine[]
  out: { count: number; fen: number }
  problems: BankProblem[]
  /** Rows that could not be taken in; further problems are of cells one can do without. */
  problemRows: number
  passed: { row: number; text: string }[]
  totalAgrees: boolean | null
  ownAccount: string
}

const mostProblems = 500
const mostPassed = 100

/**
 * Every row below the head becomes one of: money in, money out, a row that can't be read (named), or a line of text (shown); nothing is lost.
 * Pure. Rows of the same day, amount and serial number are one line, those without a serial number count by how often they stand there.
 */
export function readStatement(rows: readonly (readonly string[])[], headRow: number, columns: BankColumns): StatementRead {
  const head = rows[headRow] ?? []
  const result: StatementRead = {
    lines: [],
    out: { count: 0, fen: 0 },
    problems: [],
    problemRows: 0,
    passed: [],
    totalAgrees: null,
    ownAccount: '',
  }
  const pass = (row: number, cells: readonly string[]) => {
    const text = cells.filter(Boolean).join(' ')
    if (text && result.passed.length < mostPassed) result.passed.push({ row: row + 1, text: text.slice(0, 200) })
  }
  for (const [at, cells] of rows.slice(0, headRow).entries()) pass(at, cells)
  const totals: (readonly string[])[] = []
  const times = new Map<string, number>()
  const [own, headDay] = [headKey(head), cell(head, columns, 'day')]
  const words = wordColumns(head, columns)
  for (let at = headRow + 1; at < rows.length; at += 1) {
    const cells = rows[at] ?? []
    if (cells.every((each) => each === '') || (cell(cells, columns, 'day') === headDay && headKey(cells) === own)) continue
    if (isText(cells, columns)) {
      if (/合计|总计|汇总/.test(cells.join(''))) totals.push(cells)
      pass(at, cells)
      continue
    }
    const read = readRow(cells, head, columns)
    for (const problem of read.problems) if (result.problems.length < mostProblems) result.problems.push({ row: at + 1, ...problem })
    if (!read.money) result.problemRows += 1
    else if (read.money.signedFen <= 0) {
      result.out.count += 1
      result.out.fen += -read.money.signedFen
    } else result.lines.push(lineOf(at + 1, cells, columns, { ...read.money, time: read.time, balanceFen: read.balanceFen }, words, times))
    if (result.ownAccount === '' && columns.ownAccount !== undefined) result.ownAccount = digitsOf(cells[columns.ownAccount] ?? '')
  }
  if (result.ownAccount === '') result.ownAccount = ownAccountIn(rows.slice(0, headRow))
  result.totalAgrees = compareTotals(totals, columns, result)
  return result
}

const cell = (cells: readonly string[], columns: BankColumns, field: BankField): string => {
  const at = columns[field]
  return at === undefined ? '' : (cells[at] ?? '')
}

/** A total, a remark of the bank: no day where the day stands, and words of such lines, or next to nothing else. */
function isText(cells: readonly string[], columns: BankColumns): boolean {
  const day = cell(cells, columns, 'day')
  if (readDay(day)) return false
  const first = cells.find(Boolean) ?? ''
  if (/^(本页|本期|以上|借方|贷方|收入|支出|累计|汇总)?(金额|发生额|笔数)?(合计|总计|小计|汇总|总笔数|笔数|总额)/.test(first)) return true
  if (
    /合计|总计|小计|总笔数|汇总收入|汇总支出/.test(day) ||
    /^(说明|备注|注|温馨提示|打印|制表|本明细|本清单|以下空白|\*{3,}|-{3,}|={3,}|#)/.test(first)
  )
    return true
  const money = (['amount', 'credit', 'debit'] as const).some((field) => cell(cells, columns, field) !== '')
  return !money && day === '' && cells.filter(Boolean).length <= 2
}

interface RowRead {
  money: { day: string; signedFen: number } | null
  time: string | null
  balanceFen: number | null
  problems: Omit<BankProblem, 'row'>[]
}

function readRow(cells: readonly string[], head: readonly string[], columns: BankColumns): RowRead {
  const problems: RowRead['problems'] = []
  const wrong = (field: BankField, message: string) => {
    problems.push({ column: head[columns[field] ?? -1] ?? '', text: cell(cells, columns, field).slice(0, 100), message })
  }
  const day = readDay(cell(cells, columns, 'day'))
  if (!day) wrong('day', cell(cells, columns, 'day') === '' ? '没有日期' : '不是日期')
  const signedFen = readAmount(cells, columns, wrong)
  const balance = readMoney(cell(cells, columns, 'balance'))
  if (balance === undefined) wrong('balance', '不是金额；这一笔照常导入，余额留空')
  const time = columns.time === undefined ? '' : cell(cells, columns, 'time')
  return {
    money: day && signedFen !== null ? { day: day.day, signedFen } : null,
    time: day?.time ?? readDay(time)?.time ?? readTime(time),
    balanceFen: balance ?? null,
    problems,
  }
}

/** Positive: came in. Null after saying what is wrong. */
function readAmount(cells: readonly string[], columns: BankColumns, wrong: (field: BankField, message: string) => void): number | null {
  if (columns.credit !== undefined) {
    const credit = readMoney(cell(cells, columns, 'credit'))
    const debit = readMoney(cell(cells, columns, 'debit'))
    if (credit === undefined) wrong('credit', '不是金额')
    if (debit === undefined) wrong('debit', '不是金额')
    if (credit === undefined || debit === undefined) return null
    if ((credit ?? 0) !== 0 && (debit ?? 0) !== 0) {
      wrong('credit', '收入与支出都有金额，不知道是收是付')
      return null
    }
    if ((credit ?? 0) === 0 && (debit ?? 0) === 0) {
      wrong('credit', '没有金额')
      return null
    }
    // A negative credit is money taken back by the bank (冲正).
    return (credit ?? 0) !== 0 ? (credit ?? 0) : -Math.abs(debit ?? 0)
  }
  const amount = readMoney(cell(cells, columns, 'amount'))
  if (amount === undefined || amount === null || amount === 0) {
    wrong('amount', amount === undefined ? '不是金额' : '没有金额')
    return null
  }
  if (columns.direction === undefined) return amount
  const direction = readDirection(cell(cells, columns, 'direction'))
  if (direction === undefined) {
    wrong('direction', '看不出是收入还是支出')
    return null
  }
  return direction === 'in' ? amount : -Math.abs(amount)
}

const digitsOf = (text: string) => text.replace(/[^\d*]/g, '')

function lineOf(
  row: number,
  cells: readonly string[],
  columns: BankColumns,
  { day, time, signedFen, balanceFen }: { day: string; time: string | null; signedFen: number; balanceFen: number | null },
  words: readonly number[],
  times: Map<string, number>,
): StatementLine {
  const text = (field: BankField) => cell(cells, columns, field)
  const line = {
    row,
    day,
    time,
    amountFen: signedFen,
    payerName: text('payerName').slice(0, 200),
    payerAccount: text('payerAccount').replace(/\s/g, '').slice(0, 60),
    payerBank: text('payerBank').slice(0, 100),
    note: noteOf(cells, words).slice(0, 500),
    serial: text('serial').slice(0, 100),
    balanceFen,
    cells: cells.map((each) => each.slice(0, 300)),
  }
  return { ...line, key: keyOf(line, times) }
}

/** Everything said about the money, each thing once: summary and note repeat each other in many banks, and the payer's words stand in either. */
function noteOf(cells: readonly string[], words: readonly number[]): string {
  const said: string[] = []
  for (const at of words) {
    const text = (cells[at] ?? '').replace(/\s+/g, ' ')
    if (text !== '' && !said.some((one) => one.includes(text))) said.push(text)
  }
  return said.join(' ')
}

/** Columns of words: the summary, the note, then every other that is called so and holds nothing else. */
function wordColumns(head: readonly string[], columns: BankColumns): number[] {
  const named = [columns.summary, columns.note].filter((at) => at !== undefined)
  const taken = new Set(Object.values(columns))
  const others = head.flatMap((label, at) => (holdsWords(label) && !taken.has(at) ? [at] : []))
  return [...named, ...others]
}

function keyOf(line: Omit<StatementLine, 'key'>, times: Map<string, number>): string {
  if (line.serial !== '') return `${line.serial}|${line.day}|${line.amountFen}`
  const whole = [line.day, line.time, line.amountFen, line.payerName, line.payerAccount, line.note, line.balanceFen].join('|')
  const hash = createHash('sha256').update(whole).digest('base64url').slice(0, 32)
  const nth = (times.get(hash) ?? 0) + 1
  times.set(hash, nth)
  return `#${hash}|${nth}`
}

/** 账号：6222 … in the lines above the head. */
function ownAccountIn(rows: readonly (readonly string[])[]): string {
  const text = rows.map((row) => row.join(' ')).join('\n')
  return /(?:账|帐)(?:号|户)\D{0,20}?((?:\d[\s-]?){10,30})/.exec(text)?.[1]?.replace(/\D/g, '') ?? ''
}

/** Whether a total in the file is what was read: in the amount's column, or anywhere in the row. */
function compareTotals(totals: readonly (readonly string[])[], columns: BankColumns, read: StatementRead): boolean | null {
  const sum = read.lines.reduce((total, line) => total + line.amountFen, 0)
  const income = totals.filter((cells) => columns.credit !== undefined || /收入|贷|来账/.test(cells.join('')))
  if (income.length === 0) return null
  const numbers = income.flatMap((cells) => {
    const at = columns.credit === undefined ? undefined : readMoney(cells[columns.credit] ?? '')
    if (typeof at === 'number') return [at]
    return [...cells.join(' ').matchAll(/[\d,]+\.\d{2}/g)].map(([text]) => readMoney(text))
  })
  return numbers.length === 0 ? null : numbers.includes(sum)
}
