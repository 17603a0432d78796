import { sql } from 'kysely'
import type { Payer, ReceiptSplit } from '../../../../contract/dues.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { amountsOf, choicesFor, type Payable, payables, planYears, type YearsPlan } from '../billing/ahead.ts'
import { isRolling } from '../billing/rolling.ts'
import { payerWords, rulesOf } from '../settings.ts'
import { chargesOfOrder, findOrder } from '../store.ts'
import { insertCharges, writeOrder } from './open-order.ts'
import { checkedPayer, knownPayer } from './payer.ts'
import { repriced } from './reprice.ts'

/** What the payer of a group order reads beside its people. */
export async function payerForOthers(tx: Tx, ctx: MemberContext) {
  return {
    choices: [...(choicesFor(ctx, 'person') ?? [1])].sort((a, b) => a - b),
    rolling: isRolling(ctx),
    payer: await knownPayer(tx, ctx, ctx.memberId),
    words: payerWords(ctx, 'unit'),
    receiptWorkdays: rulesOf(ctx).receipt.workdays,
  }
}

export interface GroupWish {
  people: readonly { id: string; years: number }[]
  payer: Payer
  receiptSplit: ReceiptSplit
}

/** What each of these persons could have paid for them now: a plan for every choice of years, or why there is none. */
export async function groupPlans(
  tx: Tx,
  ctx: Context,
  ids: readonly string[],
): Promise<{ member: Payable; why: string | null; offers: { years: number; amountFen: number }[] }[]> {
  const choices = choicesFor(ctx, 'person') ?? [1]
  const amounts = await amountsOf(tx, ctx)
  return (await payables(tx, ctx, ids)).map((member) => {
    const plans = choices.map((years) => ({ years, plan: planYears(ctx, amounts, member, years, Math.max(...choices)) }))
    const offers = plans.flatMap(({ years, plan }) => (typeof plan === 'string' ? [] : [{ years, amountFen: plan.amountFen }]))
    const why = plans.map(({ plan }) => plan).find((plan) => typeof plan === 'string')
    return { member, offers, why: offers.length > 0 ? null : (why ?? '现在不能缴费') }
  })
}

/**
 * GSJL-13: one order of a unit for many people, so many years for each; its id. Whose people they are, the caller has made sure. All are locked
 * first, so a double click gets the first click's order; somebody who lies in another living order is refused by name.
 */
export async function openGroupOrder(ctx: MemberContext, wish: GroupWish): Promise<string> {
  const payer = await checkedPayer(ctx, wish.payer)
  const years = new Map(wish.people.map((person) => [person.id, person.years]))
  const choices = choicesFor(ctx, 'person') ?? [1]
  if (![...years.values()].every((count) => choices.includes(count)))
    throw new Refusal('not-ready', `个人会员会费一次缴 ${choices.join('、')} 年，请重新选择年限`)
  return inTx(ctx, async (tx, ctx) => {
    const ids = [...years.keys()]
    await sql`select 1 from members where association_id = ${ctx.association.id} and id = any(${ids}::uuid[]) order by id for update`.execute(
      tx,
    )
    const members = await payables(tx, ctx, ids)
    const same = await sameOrder(tx, ctx, members, years)
    if (same) return same
    const amounts = await amountsOf(tx, ctx)
    const plans = members.map((member) => {
      const plan = planYears(ctx, amounts, member, years.get(member.memberId) ?? 1, Math.max(...choices))
      if (typeof plan === 'string') throw new Refusal('not-ready', `${member.name}：${plan}，请取消勾选后再试`)
      return plan
    })
    const charges = plans.flatMap((plan) => plan.charges)
    await insertCharges(
      tx,
      ctx,
      plans.flatMap((plan) => plan.ahead),
      { ahead: true },
    )
    await repriced(tx, ctx, changed(members, plans))
    return writeOrder(tx, ctx, charges, payer, null, 'transfer', wish.receiptSplit)
  })
}

/** Charges that were there at another price. */
function changed(members: readonly Payable[], plans: readonly YearsPlan[]) {
  const known = members.flatMap((member) => member.open.map((charge) => ({ ...charge, memberId: member.memberId })))
  return known
    .filter((charge) => plans.some((plan) => plan.charges.some((one) => one.id === charge.id && one.amountFen !== charge.amountFen)))
    .map(({ orderId: _, orderNumber: __, ...charge }) => ({ ...charge, state: 'open' as const, settledAt: null }))
}

/** The unit's living order over exactly these people and years. */
async function sameOrder(
  tx: Tx,
  ctx: MemberContext,
  members: readonly Payable[],
  years: ReadonlyMap<string, number>,
): Promise<string | null> {
  const held = new Set(members.flatMap((member) => member.open.map((charge) => charge.orderId)))
  const [id] = held
  if (held.size !== 1 || !id || !(await findOrder(tx, ctx, id, ctx.memberId))) return null
  const charges = (await chargesOfOrder(tx, ctx, id)).filter((charge) => charge.kind === 'year')
  const total = [...years.values()].reduce((sum, count) => sum + count, 0)
  const each = [...years].every(([person, count]) => charges.filter((charge) => charge.memberId === person).length === count)
  return each && charges.length === total ? id : null
}
