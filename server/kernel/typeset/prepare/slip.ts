import { formatDay } from '../../../../contract/rules/days.ts'
import { capitalFen, formatFen } from '../../../../contract/rules/money.ts'
import type { Prepared, SlipData } from '../documents.ts'
import { qrSvg } from '../qr.ts'

export async function prepareSlip(slip: SlipData): Promise<Prepared> {
  const total = slip.items.reduce((sum, item) => sum + item.amountFen, 0)
  return {
    files: { 'qr.svg': await qrSvg(slip.url) },
    data: {
      title: slip.title,
      association: slip.association.name,
      accent: slip.association.accent,
      payer: slip.payer,
      payee: payeeLines(slip.payee),
      items: slip.items.map((item) => ({ name: item.name, period: item.period ?? '', amount: formatFen(item.amountFen) })),
      total: formatFen(total),
      capitals: capitalFen(total),
      transferCode: slip.transferCode,
      notes: slip.notes ?? [],
      due: slip.dueOn ? formatDay(slip.dueOn) : '',
      issued: formatDay(slip.date),
      urlNote: slip.urlNote,
    },
  }
}

export const payeeLines = ({ accountName, account, bank, bankCode }: SlipData['payee']) => [
  { label: '户名', value: accountName },
  { label: '账号', value: grouped(account) },
  { label: '开户行', value: bank },
  ...(bankCode ? [{ label: '联行号', value: bankCode }] : []),
]

/** Fours, as people read an account number aloud. */
const grouped = (account: string) => (/^\d+$/.test(account) ? (account.match(/.{1,4}/g) ?? []).join(' ') : account)
