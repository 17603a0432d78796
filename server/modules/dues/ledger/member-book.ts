import { memberLineNames } from '../../../../contract/ledger-words.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { workbook, xlsxMedia } from '../../../kernel/sheets/index.ts'
import { memberById } from '../../members/index.ts'
import { asking, memberAccount } from './member-ledger.ts'

const yuan = (fen: number): number => fen / 100

/** 往来明细 of one member: charged, let off, paid, and what is owed after each line. */
export async function memberWorkbook(ctx: StaffContext, memberId: string): Promise<FileReply> {
  authorize(ctx, 'dues.read')
  const { member, account } = await inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    await audit(tx, ctx, { action: 'dues.ledger-exported', subject: { kind: 'member', id: memberId, label: `${member.name} 往来明细` } })
    return { member, account: await memberAccount(tx, ctx, memberId) }
  })
  const bytes = await workbook({
    title: `会费往来明细 ${member.name}`,
    notes: [
      `${ctx.association.name}　　会员编号：${member.number ?? '—'}　　统一社会信用代码：${member.creditCode ?? '—'}　　导出日期：${ctx.kernel.clock.today()}`,
      '欠缴 = 应缴 − 减免 − 已缴；负数是预缴。单位：元。',
    ],
    columns: [
      { label: '序号', width: 6 },
      { label: '日期', width: 12 },
      { label: '摘要', width: 18 },
      { label: '年度或项目', width: 14 },
      { label: '应缴', width: 13 },
      { label: '减免与已缴', width: 13 },
      { label: '欠缴', width: 13 },
      { label: '订单号', width: 18 },
      { label: '说明', width: 30 },
    ],
    rows: [
      ...account.lines.map((line, at) => [
        String(at + 1),
        line.day,
        memberLineNames[line.kind],
        line.service || line.years.join('、'),
        asking.includes(line.kind) ? yuan(line.amountFen) : '',
        asking.includes(line.kind) ? '' : yuan(-line.amountFen),
        yuan(line.owedFen),
        line.orderNumber ?? '',
        line.note,
      ]),
      ['', '', '合计', '', yuan(account.chargedFen), yuan(account.letOffFen + account.paidFen), yuan(account.owedFen), '', ''],
      ...(account.serviceFen !== 0 ? [['', '', '其中会费以外', '', '', '', yuan(account.serviceFen), '', '不计入欠费']] : []),
      ...(account.suspenseFen > 0 ? [['', '', '暂存款', '', '', '', yuan(account.suspenseFen), '', '已到账，未认领到订单']] : []),
    ],
  })
  return { bytes, mediaType: xlsxMedia, name: `会费往来明细-${member.name}.xlsx` }
}
