import type { HistoryRow, OwnPerson } from '../../../contract/people.ts'
import { effectOf } from '../../../contract/preset.ts'
import { addDays, dayInChina, isForLife } from '../../../contract/rules/days.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { duesStanding, paidSpans, paymentsFor } from '../dues/index.ts'
import { loadDefinition, type Matter, mattersOf } from '../matters/index.ts'
import { employmentsOf, type Member, memberById, memberStanding } from '../members/index.ts'
import { rulesOf } from './settings.ts'
import { findPerson, type PersonRow } from './store.ts'

async function requirePerson(tx: Tx, ctx: MemberContext): Promise<Member> {
  rulesOf(ctx)
  const member = await memberById(tx, ctx, ctx.memberId)
  if (member.kind !== 'person') throw new Refusal('not-found', '这里是个人会员的页面')
  return member
}

/** GSJL-12: what a person asks first: is it approved, is it paid, for how many years. */
export async function ownPerson(ctx: MemberContext): Promise<OwnPerson> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await requirePerson(tx, ctx)
    const row = await findPerson(tx, ctx, member.id)
    const employments = await employmentsOf(tx, ctx, member.id)
    const now = employments.find((one) => one.to === null)
    const spans = await paidSpans(tx, ctx, member.id)
    return {
      name: member.name,
      number: member.number,
      state: row?.state ?? null,
      approval: await approvalOf(tx, ctx, member, row?.unitName ?? now?.unitName ?? null),
      payment: await paymentOf(tx, ctx, member, spans.at(-1)?.to ?? null, row),
      paidYears: { years: spans.length, spans: joined(spans) },
      employer: now ? { id: now.unitId, name: now.unitName, since: now.from } : null,
      employments,
    }
  })
}

async function approvalOf(tx: Tx, ctx: MemberContext, member: Member, unitName: string | null): Promise<OwnPerson['approval']> {
  const { standing, joinedOn, leftOn } = await memberStanding(tx, ctx, member)
  if (standing === 'left') return { standing: 'none', text: `已于 ${leftOn} 退会`, matterId: null }
  if (standing === 'current') return { standing: 'good', text: `协会已批准，${joinedOn} 成为${rulesOf(ctx).states.member}`, matterId: null }
  const matter = await latestAdmission(tx, ctx, member.id)
  if (!matter || matter.state === 'withdrawn') return { standing: 'none', text: '还没有提交申请', matterId: matter?.id ?? null }
  const at = (await loadDefinition(tx, ctx, matter.kind, matter.kindVersion)).stages.find((stage) => stage.id === matter.stage)
  const unit = unitName ? `“${unitName}”` : '所在单位'
  const words: Record<Matter['state'], OwnPerson['approval']> = {
    draft: { standing: 'late', text: `请继续办理：${at?.name ?? '填写申请'}`, matterId: matter.id },
    submitted: {
      standing: 'waiting',
      text: at?.type === 'review' && at.review === 'employer' ? `已提交，等待${unit}审核` : `单位已推荐，等待${at?.name ?? '协会审核'}`,
      matterId: matter.id,
    },
    returned: { standing: 'late', text: '已退回，请按意见修改后重新提交', matterId: matter.id },
    rejected: { standing: 'late', text: '没有通过，理由见申请', matterId: matter.id },
    approved: { standing: 'good', text: '已经批准', matterId: matter.id },
    withdrawn: { standing: 'none', text: '还没有提交申请', matterId: matter.id },
  }
  return words[matter.state]
}

async function latestAdmission(tx: Tx, ctx: MemberContext, memberId: string): Promise<Matter | undefined> {
  for (const matter of await mattersOf(tx, ctx, memberId)) {
    if (effectOf(await loadDefinition(tx, ctx, matter.kind, matter.kindVersion)) === 'admission') return matter
  }
  return undefined
}

async function paymentOf(
  tx: Tx,
  ctx: MemberContext,
  member: Member,
  paidThrough: string | null,
  row: PersonRow | undefined,
): Promise<OwnPerson['payment']> {
  const today = ctx.kernel.clock.today()
  const { words } = ctx.association.settings
  const { standing } = await memberStanding(tx, ctx, member)
  if (standing !== 'current') return { standing: 'none', text: '批准入会后缴费', paidThrough }
  if (paidThrough !== null && paidThrough < today)
    return { standing: 'late', text: `${words.dues}已于 ${paidThrough} 到期，${nextOf(row)}`, paidThrough }
  const dues = await duesStanding(tx, ctx, member.id, today)
  if (paidThrough === null) return { standing: dues.state === 'arrears' ? 'late' : 'waiting', text: `还没有缴纳${words.dues}`, paidThrough }
  return { standing: 'good', text: isForLife(paidThrough) ? `已缴终身${words.dues}` : `已缴至 ${paidThrough}`, paidThrough }
}

/** GSJL-08: what is due next of somebody whose time is over. */
function nextOf(row: PersonRow | undefined): string {
  if (row?.state !== 'renewing') return '请联系所在单位推荐续期'
  return row.matterState === 'approved' ? '续期已获同意，等待缴费' : '单位已推荐续期，等待协会审核'
}

/** Years that follow each other read as one stretch. */
function joined(spans: readonly { from: string; to: string }[]): { from: string; to: string }[] {
  const stretches: { from: string; to: string }[] = []
  for (const span of spans) {
    const last = stretches.at(-1)
    if (last && addDays(last.to, 1) >= span.from) last.to = span.to > last.to ? span.to : last.to
    else stretches.push({ ...span })
  }
  return stretches
}

const matterWords: Partial<Record<Matter['state'], string>> = {
  approved: '已通过',
  rejected: '未通过',
  withdrawn: '已取消',
  returned: '已退回',
  submitted: '办理中',
}

/** 历史动态 (GSJL-04): payments, matters, employers and the membership itself, the latest first. */
export async function ownHistory(ctx: MemberContext): Promise<{ rows: HistoryRow[] }> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await requirePerson(tx, ctx)
    const { words } = ctx.association.settings
    const { joinedOn, leftOn, levelName } = await memberStanding(tx, ctx, member)
    const row = (kind: HistoryRow['kind'], at: string, title: string, message = '', matterId: string | null = null): HistoryRow => ({
      at,
      kind,
      title,
      message,
      matterId,
    })
    const rows = [
      ...(await mattersOf(tx, ctx, member.id))
        .filter((matter) => matter.submittedAt !== null)
        .map((matter) =>
          row(
            'matter',
            dayInChina(matter.submittedAt ?? new Date(0)),
            matter.title,
            `编号 ${matter.number}，${matterWords[matter.state] ?? ''}`,
            matter.id,
          ),
        ),
      ...(await paymentsFor(tx, ctx, member.id)).map((payment) =>
        row(
          'payment',
          payment.receivedOn,
          `缴纳${payment.service || words.dues} ${formatFen(payment.amountFen)} 元`,
          `${payment.service ? '' : `${payment.years.join('、')} 年度，`}订单 ${payment.orderNumber}`,
        ),
      ),
      ...(await employmentsOf(tx, ctx, member.id)).map((one) =>
        row('employment', one.from, `工作单位：${one.unitName}`, one.to ? `至 ${one.to}` : '至今'),
      ),
      ...(joinedOn === null
        ? []
        : [row('membership', joinedOn, `成为${levelName ?? words.member}`, member.number ? `编号 ${member.number}` : '')]),
      ...(leftOn === null ? [] : [row('membership', leftOn, '退会')]),
    ]
    return { rows: rows.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)) }
  })
}
