import { sql } from 'kysely'
import { receiptDocumentNames, receiptStateNames } from '../../../contract/receipt-words.ts'
import type { ReceiptFilters } from '../../../contract/receipts.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { longWorkbook, xlsxMedia } from '../../kernel/sheets/index.ts'
import { serviceName } from '../dues/index.ts'
import { conditionsOf, isOverdue, type Row, selectRows } from './lists.ts'

type Sheet = [label: string, width: number, text: (row: Row) => string][]

/** A service's own words, of dues the years; the order's number brings the file back to it. */
const remark = (row: Row) => `${row.service === null ? `${row.years.join('、')} 年度会费` : row.reason} ${row.orderNumber}`
const yuan = (row: Row) => (row.amountFen / 100).toFixed(2)

/** What the fiscal system asks for; the remark brings the order's number back with the file, by which it is found again. */
const fiscal: Sheet = [
  ['交款人', 34, (row) => row.title],
  ['交款人类型', 12, (row) => (row.creditCode === '' ? '个人' : '单位')],
  ['交款人统一社会信用代码', 24, (row) => row.creditCode],
  ['项目名称', 12, () => '会费'],
  ['数量', 8, () => '1'],
  ['标准（元）', 12, yuan],
  ['金额（元）', 12, yuan],
  ['备注', 32, remark],
  ['接收邮箱', 26, (row) => row.email],
]
/** What the tax system asks for. Dues are free of VAT; a service's rate is the preset's, or the clerk's to fill in. */
const tax = (ctx: StaffContext): Sheet => [
  ['发票类型', 18, () => '电子发票（普通发票）'],
  ['购买方名称', 34, (row) => row.title],
  ['购买方纳税人识别号', 24, (row) => row.creditCode],
  ['项目名称', 24, (row) => (row.service === null ? '会费' : (serviceOf(ctx, row)?.taxItem ?? ''))],
  ['金额（元）', 12, yuan],
  ['税率', 8, (row) => (row.service === null ? '免税' : (serviceOf(ctx, row)?.taxRate ?? ''))],
  ['备注', 32, remark],
  ['接收邮箱', 26, (row) => row.email],
]
const serviceOf = (ctx: StaffContext, row: Row) => ctx.association.settings.dues.services?.find((one) => one.id === row.service)
const ours = (ctx: StaffContext): Sheet => [
  ...(ctx.association.settings.dues.services
    ? ([['收费项目', 14, (row) => serviceName(ctx, row.service) || ctx.association.settings.words.dues]] as Sheet)
    : []),
  ['缴费年度', 14, (row) => (row.service === null ? row.years.join('、') : '')],
  ['到账日期', 12, (row) => row.receivedOn ?? (row.basis === 'advance' ? '未到账（预开）' : '')],
  ['应开日期', 12, (row) => row.dueOn],
  ['是否逾期', 10, (row) => (isOverdue(ctx, row) ? '是' : '否')],
  ['状态', 10, (row) => receiptStateNames[row.state]],
  ['票据代码', 12, (row) => row.code],
  ['票据号码', 24, (row) => row.number],
  ['登记日期', 12, (row) => (row.issuedAt ? dayOf(row.issuedAt) : '')],
  ['会员名称', 34, (row) => row.memberName],
  ['订单号', 18, (row) => row.orderNumber],
]

/** 开票清单 for one kind of document, to be taken into the system that makes it; every row that the filters let through. */
export async function exportReceipts(ctx: StaffContext, filters: ReceiptFilters): Promise<FileReply> {
  authorize(ctx, 'receipts.read')
  const document =
    filters.document ?? (filters.kind === 'service' ? 'tax' : null) ?? ctx.association.settings.dues.receipt.document ?? 'fiscal'
  const conditions = conditionsOf(ctx, { ...filters, document })
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`${selectRows} where ${sql.join(conditions, sql` and `)} order by r.due_on, r.id`.execute(tx),
  )
  const columns: Sheet = [...(document === 'tax' ? tax(ctx) : fiscal), ...ours(ctx)]
  async function* lines() {
    for (const [at, row] of rows.entries()) yield [String(at + 1), ...columns.map(([, , text]) => text(row))]
  }
  const head = [{ label: '序号', width: 8 }, ...columns.map(([label, width]) => ({ label, width }))]
  const title = `${receiptDocumentNames[document]}开票清单`
  return { bytes: await longWorkbook(title, head, lines()), mediaType: xlsxMedia, name: `${title}-${ctx.kernel.clock.today()}.xlsx` }
}
