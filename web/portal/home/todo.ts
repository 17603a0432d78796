import type { DuesSummary } from '../../../contract/dues.ts'
import type { MyMatter, OfferedKind } from '../../../contract/matters.ts'
import type { PortalHome } from '../../../contract/members.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { showTime } from '../../ui/times.ts'
import { askedFor } from '../apply/words.ts'

/** One thing to do now: what it is, why, and the button. */
export interface ToDo {
  key: string
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
  /** People who wait for this unit's review. */
  reviews?: number
  word?: (key: string, usual: string) => string
}

/**
 * In the order in which it hurts to wait: a correction, late dues, one's turn after a review, people who wait for us,
 * a half-filled form, papers that are expected, joining, dues of the year, services.
 */
export function toDoNow(known: Known): ToDo[] {
  const { member, matters, offered, dues } = known
  // GSJL-13: what the unit pays for its people is nothing to do for them.
  const payment = dues && dues.paidBy === null ? pay(dues) : null
  const turns = matters.filter((matter) => matter.mine && matter.state !== 'returned')
  const joining = member.standing === 'current' ? undefined : offered.find((kind) => isAdmission(kind) && mayBegin(kind))
  return [
    ...matters.filter((matter) => matter.mine && matter.state === 'returned').map(correct),
    payment?.urgent ? payment : null,
    ...turns.filter((matter) => matter.passedReview).map((matter) => goOn(matter, known)),
    known.reviews ? review(known.reviews) : null,
    ...turns.filter((matter) => !matter.passedReview).map(finish),
    ...offered.filter((kind) => kind.expectedUntil && mayBegin(kind)).map(expected),
    joining ? begin(joining) : null,
    payment?.urgent ? null : payment,
    dues?.services ? payServices(dues.services) : null,
  ].filter((one) => one !== null)
}

export const isAdmission = ({ effect }: { effect: string }): boolean => effect === 'admission'
const mayBegin = (kind: OfferedKind): boolean => kind.whyNot === null && kind.openId === null

const correct = (matter: MyMatter): ToDo => ({
  key: matter.id,
  title: `${matter.title}需要补正`,
  note: matter.message || '请按审核意见修改后再次提交',
  verb: '去补正',
  to: `/matters/${matter.id}`,
  urgent: true,
})

/** CAQ-08: the papers were checked, now it is the applicant's turn again. */
const goOn = (matter: MyMatter, { member, word }: Known): ToDo => ({
  key: matter.id,
  title: `${matter.passedReview}已通过，${askedFor([{ type: matter.stageType, title: matter.stageTitle }], word?.('dues', '会费'))}`,
  note: [matter.title, member.number && `${word?.('member', '会员') ?? '会员'}编号 ${member.number}`].filter(Boolean).join('，'),
  verb: matter.stageType === 'payment' ? '去交费' : '继续办理',
  to: `/matters/${matter.id}`,
  urgent: true,
})

const review = (count: number): ToDo => ({
  key: 'reviews',
  title: `有 ${count} 人等待本单位审核`,
  note: '核对提交的个人信息，推荐符合条件的人员',
  verb: '去审核',
  to: '/to-do',
  urgent: false,
})

const finish = (matter: MyMatter): ToDo => ({
  key: matter.id,
  title: `${matter.title}还没有提交`,
  note: `填写到“${matter.stageTitle}”，${showTime(matter.updatedAt)} 已保存`,
  verb: '继续填写',
  to: `/matters/${matter.id}`,
  urgent: false,
})

/** CAQ-16: papers the association waits for. */
const expected = (kind: OfferedKind): ToDo => ({
  key: kind.kind,
  title: `有需要完善的资料：${kind.name}`,
  note: `请在 ${kind.expectedUntil} 前完成`,
  verb: '去完善',
  to: { path: '/apply', query: { kind: kind.kind } },
  urgent: false,
})

const begin = (kind: OfferedKind): ToDo => ({
  key: kind.kind,
  title: kind.name,
  note: kind.description,
  verb: '开始申请',
  to: { path: '/apply', query: { kind: kind.kind } },
  urgent: false,
})

const payServices = ({ count, amountFen }: NonNullable<DuesSummary['services']>): ToDo => ({
  key: 'services',
  title: '有会费以外的费用待缴',
  note: `${count} 笔，共 ${formatFen(amountFen)} 元`,
  verb: '去查看',
  to: '/dues',
  urgent: false,
})

function pay({ standing, toPay }: DuesSummary): ToDo | null {
  if (!toPay) return null
  const { order } = toPay
  if (order?.state === 'vouched') return null
  const years = toPay.years.join('、')
  const late = standing.arrearsYears.length > 0
  return {
    key: 'dues',
    title: late ? `欠 ${years} 年度会费` : `可以交纳 ${years} 年度会费了`,
    note: `共 ${formatFen(toPay.amountFen)} 元${order?.refused ? '，上传的付款凭证未能核对，请重新上传' : ''}`,
    verb: order ? '继续交费' : '去交费',
    to: order ? `/dues/orders/${order.id}` : { path: '/dues/pay', query: { year: toPay.years.map(String) } },
    urgent: late,
  }
}
