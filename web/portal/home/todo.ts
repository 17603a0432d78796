import type { DuesSummary } from '../../../contract/dues.ts'
import type { MyMatter, OfferedKind } from '../../../contract/matters.ts'
import type { PortalHome } from '../../../contract/members.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { showTime } from '../../ui/times.ts'

/** The one thing to do now: what it is, why, and the button. Null when nothing waits for the member. */
export interface ToDo {
  title: string
  note: string
  verb: string
  to: string | { path: string; query: Record<string, string | string[]> }
  urgent: boolean
}

interface Known {
  member: PortalHome['member']
  matters: readonly MyMatter[]
  offered: readonly OfferedKind[]
  dues: DuesSummary | undefined
}

/** In the order in which it hurts to wait: a correction, late dues, a half-filled form, joining, dues of the year. */
export function toDoNow({ member, matters, offered, dues }: Known): ToDo | null {
  const returned = matters.find((matter) => matter.mine && matter.state === 'returned')
  if (returned)
    return {
      title: `${returned.title}需要补正`,
      note: returned.message || '请按协会的意见修改后再次提交',
      verb: '去补正',
      to: `/matters/${returned.id}`,
      urgent: true,
    }
  const payment = dues && pay(dues)
  if (payment?.urgent) return payment
  const draft = matters.find((matter) => matter.mine)
  if (draft)
    return {
      title: `${draft.title}还没有提交`,
      note: `填写到“${draft.stageTitle}”，${showTime(draft.updatedAt)} 已保存`,
      verb: '继续填写',
      to: `/matters/${draft.id}`,
      urgent: false,
    }
  const joining =
    member.standing === 'current'
      ? undefined
      : offered.find((kind) => kind.kind === 'admission' && kind.whyNot === null && kind.openId === null)
  if (joining) return { title: joining.name, note: joining.description, verb: '开始申请', to: '/apply', urgent: false }
  return payment ?? null
}

function pay({ standing, toPay }: DuesSummary): ToDo | null {
  if (!toPay) return null
  const { order } = toPay
  if (order?.state === 'vouched') return null
  const years = toPay.years.join('、')
  const late = standing.arrearsYears.length > 0
  return {
    title: late ? `欠 ${years} 年度会费` : `可以交纳 ${years} 年度会费了`,
    note: `共 ${formatFen(toPay.amountFen)} 元${order?.refused ? '，上传的付款凭证未能核对，请重新上传' : ''}`,
    verb: order ? '继续交费' : '去交费',
    to: order ? `/dues/orders/${order.id}` : { path: '/dues/pay', query: { year: toPay.years.map(String) } },
    urgent: late,
  }
}
