import { ledgerKindNames, payMethodWords, paymentSourceNames } from '../../../../contract/ledger-words.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { workbook, xlsxMedia } from '../../../kernel/sheets/index.ts'
import { rulesOf } from '../settings.ts'
import { linesOf } from './ledger.ts'
import { daysOf, monthSpan } from './months.ts'

const yuan = (fen: number): number => fen / 100

/** In the columns of 认领: to dues, and where there are services, to them. */
const claimedOf = (line: { cashFen: number; suspenseFen: number; service: string }, service: boolean): number =>
  line.cashFen === 0 && (line.service !== '') === service ? -line.suspenseFen : 0

/** A month for the accountant: every line, then what it adds up to. Amounts are numbers, so that a spreadsheet adds them too. */
export async function ledgerWorkbook(ctx: StaffContext, month: string): Promise<FileReply> {
  authorize(ctx, 'dues.read')
  const { lines, days } = await inTx(ctx, async (tx, ctx) => {
    await audit(tx, ctx, { action: 'dues.ledger-exported', subject: { kind: 'ledger-month', id: month, label: `${month} 账簿` } })
    return { lines: await linesOf(tx, ctx, monthSpan(month), { limit: null }), days: await daysOf(tx, ctx, month) }
  })
  const opening = days[0]?.openingFen ?? 0
  const { dues } = ctx.association.settings.words
  // Without services the book is of dues alone.
  const apart = rulesOf(ctx).services !== undefined || lines.some((line) => line.service !== '')
  let suspense = opening
  const rows = lines.map((line, at) => {
    suspense += line.suspenseFen
    return [
      String(at + 1),
      line.day,
      ledgerKindNames[line.kind],
      line.payerName,
      line.orderNumber ?? '',
      line.memberName ?? '',
      payMethodWords[line.method] ?? line.method,
      paymentSourceNames[line.source] ?? line.source,
      line.cashFen > 0 ? yuan(line.cashFen) : '',
      line.cashFen < 0 ? yuan(-line.cashFen) : '',
      ...(apart ? [line.cashFen === 0 ? line.service || dues : ''] : []),
      claimedOf(line, false) === 0 ? '' : yuan(claimedOf(line, false)),
      ...(apart ? [claimedOf(line, true) === 0 ? '' : yuan(claimedOf(line, true))] : []),
      yuan(suspense),
      line.note,
      line.by ?? '系统',
    ]
  })
  const total = (of: (line: (typeof lines)[number]) => number) => yuan(lines.reduce((sum, line) => sum + of(line), 0))
  const sums = [
    total((line) => Math.max(line.cashFen, 0)),
    total((line) => Math.max(-line.cashFen, 0)),
    ...(apart ? [''] : []),
    total((line) => claimedOf(line, false)),
    ...(apart ? [total((line) => claimedOf(line, true))] : []),
  ]
  const bytes = await workbook({
    title: `会费账簿 ${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`,
    notes: [
      `${ctx.association.name}　　导出日期：${ctx.kernel.clock.today()}`,
      '期末暂存款 = 期初暂存款 + 到账 − 退款与冲销 − 认领到订单。单位：元。',
    ],
    columns: [
      { label: '序号', width: 6 },
      { label: '日期', width: 12 },
      { label: '摘要', width: 9 },
      { label: '付款单位', width: 28 },
      { label: '订单号', width: 18 },
      { label: '会员', width: 28 },
      { label: '方式', width: 10 },
      { label: '来源', width: 10 },
      { label: '到账', width: 13 },
      { label: '退款与冲销', width: 13 },
      ...(apart ? [{ label: '收费项目', width: 12 }] : []),
      { label: apart ? `认领：${dues}` : '认领', width: 13 },
      ...(apart ? [{ label: '认领：其他收费', width: 15 }] : []),
      { label: '暂存款', width: 13 },
      { label: '备注', width: 24 },
      { label: '经办', width: 10 },
    ],
    rows: [
      ['', `${month}-01`, '期初', '', '', '', '', '', '', '', '', ...(apart ? ['', ''] : []), yuan(opening), '', ''],
      ...rows,
      ['', '', '合计', '', '', '', '', '', ...sums, yuan(suspense), '', ''],
    ],
  })
  return { bytes, mediaType: xlsxMedia, name: `会费账簿-${month}.xlsx` }
}
