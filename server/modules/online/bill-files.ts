import { unzipSync } from 'fflate'
import { parseYuan } from '../../../contract/rules/money.ts'
import { type BillLine, GatewayError } from './gateway.ts'

const mostBytes = 50 * 1024 * 1024

/** 支付宝 hands out a ZIP with two CSV files in GBK; the one with the transactions has 商户订单号 in its head. */
export function readAlipayBill(zip: Buffer): BillLine[] {
  let total = 0
  const files = unzipSync(zip, {
    filter: (file) => {
      total += file.originalSize
      if (total > mostBytes) throw new GatewayError('answer', '账单文件太大')
      return true
    },
  })
  const decoder = new TextDecoder('gb18030')
  for (const bytes of Object.values(files)) {
    const rows = rowsOf(decoder.decode(bytes), ',').filter((row) => !row[0]?.startsWith('#'))
    const table = tableOf(rows, ['支付宝交易号', '商户订单号', '业务类型'])
    if (table) return table.map(alipayLine).filter((line) => line !== null)
  }
  throw new GatewayError('answer', '支付宝的账单里没有业务明细')
}

function alipayLine(row: Record<string, string>): BillLine | null {
  const amount = parseYuan(row['订单金额（元）'] ?? '')
  const kind = row.业务类型?.includes('退款') ? 'refunded' : 'paid'
  if (amount === null || !row.商户订单号) return null
  return {
    outTradeNo: row.商户订单号,
    tradeNo: row.支付宝交易号 ?? '',
    refundNo: kind === 'refunded' ? (row['退款批次号/请求号'] ?? '') : '',
    kind,
    amountFen: Math.abs(amount),
    feeFen: parseYuan(row['服务费（元）'] ?? '0') ?? 0,
  }
}

/** 微信支付: UTF-8, every value behind a backtick; the last two lines are the sums. */
export function readWechatBill(bytes: Buffer): BillLine[] {
  const rows = rowsOf(bytes.toString('utf8').replace(/^\uFEFF/, ''), ',`')
  const table = tableOf(rows, ['微信订单号', '商户订单号', '交易状态'])
  if (!table) throw new GatewayError('answer', '微信支付的账单里没有明细')
  return table.map(wechatLine).filter((line) => line !== null)
}

function wechatLine(row: Record<string, string>): BillLine | null {
  const refunded = row.交易状态 === 'REFUND'
  const amount = parseYuan((refunded ? row.退款金额 : row.订单金额) ?? '')
  if (amount === null || !row.商户订单号 || !['SUCCESS', 'REFUND'].includes(row.交易状态 ?? '')) return null
  return {
    outTradeNo: row.商户订单号,
    tradeNo: row.微信订单号 ?? '',
    refundNo: refunded ? (row.商户退款单号 ?? '') : '',
    kind: refunded ? 'refunded' : 'paid',
    amountFen: amount,
    feeFen: parseYuan(row.手续费 ?? '0') ?? 0,
  }
}

function rowsOf(text: string, between: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => (line.startsWith('`') ? line.slice(1).split(between) : line.split(',')).map((cell) => cell.trim()))
}

/** The rows under the head that has all these names; until the first row of another length (the sums). */
function tableOf(rows: readonly string[][], names: readonly string[]): Record<string, string>[] | null {
  const at = rows.findIndex((row) => names.every((name) => row.includes(name)))
  const head = rows[at]
  if (!head) return null
  const body = rows.slice(at + 1)
  const end = body.findIndex((row) => row.length !== head.length)
  return (end < 0 ? body : body.slice(0, end)).map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])))
}
