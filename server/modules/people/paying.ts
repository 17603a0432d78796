import type { Payer, ReceiptSplit } from '../../../contract/dues.ts'
import type { PeopleDues } from '../../../contract/people.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { groupPlans, openGroupOrder, payerForOthers } from '../dues/index.ts'
import { requireUnit } from './list.ts'
import { rulesOf } from './settings.ts'
import { findPeople, type PersonRow } from './store.ts'

const most = 500
const everybody = 10_000

/** Null when the unit may pay for this person; dues are for who was admitted, and for who is over once the renewal was granted. */
function whyNotPaid(ctx: Context, { state, matterState }: Pick<PersonRow, 'state' | 'matterState'>): string | null {
  const { renewal } = rulesOf(ctx)
  if (!admitted(state)) return '批准入会后缴费'
  if (!renewal || state === 'member') return null
  if (state === 'expired') return '已过期，请先推荐续期'
  return matterState === 'approved' ? null : '等待协会同意续期'
}

/** GSJL-13: the unit's people with what their dues cost, whom it can pay for first. */
export async function peopleDues(ctx: MemberContext): Promise<PeopleDues> {
  return inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const people = (await findPeople(tx, ctx, { unitId: unit.id, limit: everybody })).filter(({ state }) => admitted(state))
    const shown = people.slice(0, most)
    const plans = await groupPlans(
      tx,
      ctx,
      shown.map((person) => person.id),
    )
    const rows = shown.map((person) => {
      const plan = plans.find(({ member }) => member.memberId === person.id)
      const why = whyNotPaid(ctx, person) ?? plan?.why ?? null
      return {
        id: person.id,
        name: person.name,
        number: person.number,
        state: person.state,
        paidThrough: person.paidThrough,
        offers: why === null ? (plan?.offers ?? []) : [],
        why,
      }
    })
    rows.sort((a, b) => Number(a.why !== null) - Number(b.why !== null) || (a.paidThrough ?? '').localeCompare(b.paidThrough ?? ''))
    return { rows, more: people.length > most, ...(await payerForOthers(tx, ctx)) }
  })
}

const admitted = (state: PersonRow['state']) => state !== 'submitted' && state !== 'recommended'

/** GSJL-13: one order for these people of the unit; its id. */
export async function orderForPeople(
  ctx: MemberContext,
  wish: { people: { id: string; years: number }[]; payer: Payer; receiptSplit: ReceiptSplit },
): Promise<{ id: string }> {
  return inTx(ctx, async (tx, ctx) => {
    const unit = await requireUnit(tx, ctx)
    const known = new Map((await findPeople(tx, ctx, { unitId: unit.id, limit: everybody })).map((person) => [person.id, person]))
    for (const { id } of wish.people) {
      const person = known.get(id)
      if (!person) throw new Refusal('not-found', '名单中有人已不在本单位，请刷新后重新选择')
      const why = whyNotPaid(ctx, person)
      if (why !== null) throw new Refusal('not-ready', `${person.name}：${why}`)
    }
    return { id: await openGroupOrder(ctx, wish) }
  })
}
