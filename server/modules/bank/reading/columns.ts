import type { BankColumns } from '../../../../contract/bank.ts'
import type { BankField } from '../../../../contract/bank-words.ts'
import { type BankTemplate, templates } from './templates.ts'

/** A head as it is compared: without blanks, units in brackets, and the English that some banks put beside the Chinese. */
export const headLabel = (cell: string): string =>
  cell
    .replace(/[[【(（].*?[\]】)）]/g, '')
    .replace(/[\s:：*#]/g, '')
    .toLowerCase()

/** Names that banks give their columns; the first that a file has is taken. */
const aliases: Record<BankField, readonly string[]> = {
  day: ['交易日期', '交易日', '记账日期', '入账日期', '交易时间', '日期', '起息日', '发生日期'],
  time: ['交易时间', '时间', '入账时间', '时间戳'],
  amount: ['交易金额', '发生额', '金额', '交易额', '交易发生额'],
  credit: ['贷方发生额', '贷方金额', '收入金额', '贷方', '收入', '转入金额', '存入金额', '贷方发生金额', '收入发生额'],
  debit: ['借方发生额', '借方金额', '支出金额', '借方', '支出', '转出金额', '支取金额', '借方发生金额', '支出发生额'],
  direction: ['借贷标志', '借/贷', '借贷', '借贷方向', '收支标志', '收支方向', '借贷状态', '收/支', '交易类型', '来往账标志'],
  payerName: [
    '对方户名',
    '对方名称',
    '对方单位名称',
    '对方单位',
    '对方账户名称',
    '对方账号名称',
    '对手方名称',
    '收/付方名称',
    '收付方名称',
    '付款人名称',
    '付款人户名',
    '付款方名称',
    '付款方户名',
    '付款单位',
    '交易对手名称',
  ],
  payerAccount: [
    '对方账号',
    '对方账户',
    '对方卡号/账号',
    '收/付方账号',
    '收付方账号',
    '付款人账号',
    '付款方账号',
    '对方帐号',
    '交易对手账号',
  ],
  payerBank: [
    '对方开户行',
    '对方开户机构',
    '对方行名',
    '对方银行',
    '收/付方开户行名',
    '付款人开户行名',
    '付款方开户行',
    '对方开户行名',
    '交易行名',
  ],
  summary: ['摘要', '交易摘要', '业务摘要', '业务类型', '交易说明'],
  note: ['附言', '交易附言', '用途', '备注', '客户附言', '个性化信息', '其它摘要', '汇款附言', '扩展摘要', '交易备注', '转账附言'],
  serial: [
    '交易流水号',
    '流水号',
    '账户明细编号-交易流水号',
    '回单号',
    '银行流水号',
    '核心流水号',
    '交易序号',
    '回单编号',
    '业务参考号',
    '企业流水号',
  ],
  balance: ['余额', '账户余额', '交易后余额', '本次余额', '当前余额', '账面余额'],
  ownAccount: ['本方账号', '账号', '查询账号', '本方账户', '我方账号'],
}

/** Words of the payer may stand in any of these, whichever a template takes for the note. */
const wordLabels = new Set([...aliases.summary, ...aliases.note].map(headLabel))
export const holdsWords = (label: string): boolean => wordLabels.has(headLabel(label))

export interface FoundHead {
  headRow: number
  columns: BankColumns
  template: BankTemplate | null
}

const searched = 60

/** The row that names the columns, and what each holds; null when no row has a day and an amount. */
export function findHead(rows: readonly (readonly string[])[]): FoundHead | null {
  let best: (FoundHead & { score: number }) | null = null
  for (const [headRow, row] of rows.slice(0, searched).entries()) {
    const labels = row.map(headLabel)
    const template = templates.find((one) => one.marks.every((mark) => labels.includes(headLabel(mark)))) ?? null
    const columns = template ? columnsOf(labels, template.columns) : guess(labels)
    if (whatIsMissing(columns) !== null) continue
    const score = Object.keys(columns).length + (template ? 100 : 0)
    if (!best || score > best.score) best = { headRow, columns, template, score }
  }
  return best && { headRow: best.headRow, columns: best.columns, template: best.template }
}

function columnsOf(labels: readonly string[], named: BankTemplate['columns']): BankColumns {
  const columns: BankColumns = {}
  for (const [field, names] of Object.entries(named) as [BankField, readonly string[]][]) {
    const at = names.map((name) => labels.indexOf(headLabel(name))).find((index) => index >= 0)
    if (at !== undefined) columns[field] = at
  }
  return columns
}

/** By the names alone. A column holds one thing: 交易时间 is the day where there is no other. */
function guess(labels: readonly string[]): BankColumns {
  const columns: BankColumns = {}
  const taken = new Set<number>()
  for (const field of Object.keys(aliases) as BankField[]) {
    const at = aliases[field].map((name) => labels.indexOf(headLabel(name))).find((index) => index >= 0 && !taken.has(index))
    if (at === undefined) continue
    columns[field] = at
    taken.add(at)
  }
  // 交易类型 is a direction in one bank, and the way of paying in another: of two amount columns none needs it.
  if (columns.credit !== undefined) {
    delete columns.direction
    delete columns.amount
  }
  return columns
}

/** Null when a statement can be read by these columns, else what a person has to say. */
export function whatIsMissing(columns: BankColumns): string | null {
  if (columns.day === undefined) return '请指定“交易日期”在哪一列'
  if (columns.amount === undefined && columns.credit === undefined) return '请指定金额在哪一列：收支同列的选“金额”，分列的选“收入金额”'
  return null
}

/** By which a head is known again. */
export const headKey = (row: readonly string[]): string => {
  const labels = row.map(headLabel)
  while (labels.length > 0 && labels.at(-1) === '') labels.pop()
  return labels.join('|')
}
