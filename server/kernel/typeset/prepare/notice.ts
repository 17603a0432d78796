import { formatDay } from '../../../../contract/rules/days.ts'
import { capitalFen, formatFen } from '../../../../contract/rules/money.ts'
import type { NoticeData, Prepared } from '../documents.ts'
import { qrSvg } from '../qr.ts'
import { payeeLines } from './slip.ts'

export async function prepareNotice({ notices, title, association, date, urlNote }: NoticeData): Promise<Prepared> {
  const files: Record<string, Uint8Array> = {}
  for (const [at, notice] of notices.entries()) files[`qr-${at}.svg`] = await qrSvg(notice.url)
  return {
    files,
    data: {
      title,
      association: association.name,
      written: formatDay(date),
      urlNote,
      notices: notices.map(({ to, opening, items, payee, transferCode, dueOn, notes }) => {
        const total = items.reduce((sum, item) => sum + item.amountFen, 0)
        return {
          to,
          opening,
          items: items.map((item) => ({ name: item.name, period: item.period ?? '', amount: formatFen(item.amountFen) })),
          total: formatFen(total),
          capitals: capitalFen(total),
          payee: payeeLines(payee),
          transferCode,
          due: dueOn ? formatDay(dueOn) : '',
          notes,
        }
      }),
    },
  }
}
