import { yearOf } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { insertCharges } from '../orders/open-order.ts'
import { levelName } from '../settings.ts'
import { standardFor } from '../standards/standards.ts'
import { cancelledNow, levelOfMember, liveOrders, memberCharges, memberName } from '../store.ts'

/** What life costs this member today; null where its level has no such standard. */
async function lifeOffer(tx: Tx, ctx: Context, memberId: string) {
  const today = ctx.kernel.clock.today()
  const standing = await levelOfMember(tx, ctx, memberId, today)
  const standard = standing && (await standardFor(tx, ctx, standing.level, yearOf(today)))
  return standing && standard?.lifeFen ? { level: standing.level, standardId: standard.id, amountFen: standard.lifeFen } : null
}

/** Null when the member can be asked for life instead of for years; else why not. `undefined` where the association has no such dues. */
export async function whyNoLife(tx: Tx, ctx: Context, memberId: string): Promise<string | null | undefined> {
  const offer = await lifeOffer(tx, ctx, memberId)
  if (!offer) return undefined
  const charges = await memberCharges(tx, ctx, memberId)
  const life = charges.find((charge) => charge.kind === 'life')
  if (life) return life.state === 'open' ? '终身会费已经生成，等待交纳' : '已经交过终身会费'
  const [living] = await liveOrders(
    tx,
    ctx,
    charges.flatMap((charge) => (charge.kind === 'year' && charge.state === 'open' ? [charge.id] : [])),
  )
  return living ? `订单 ${living.number} 还没有完成，请先完成或取消` : null
}

/** 终身会费: charged once instead of this and every later year; an open charge of this year or later goes, arrears stay. */
export async function chargeLife(ctx: StaffContext, memberId: string): Promise<void> {
  authorize(ctx, 'dues.configure')
  await inTx(ctx, async (tx, ctx) => {
    const year = yearOf(ctx.kernel.clock.today())
    await memberCharges(tx, ctx, memberId, { lock: true })
    const why = await whyNoLife(tx, ctx, memberId)
    const offer = await lifeOffer(tx, ctx, memberId)
    if (why || !offer) throw new Refusal('not-ready', why ?? '这个会员的级别没有终身会费的标准')
    const gone = await tx
      .updateTable('charges')
      .set(cancelledNow(ctx))
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', memberId)
      .where('kind', '=', 'year')
      .where('state', '=', 'open')
      .where('year', '>=', year)
      .returning('year')
      .execute()
    const id = newId()
    await insertCharges(tx, ctx, [{ id, memberId, kind: 'life', year, ...offer, reason: '', state: 'open', settledAt: null }])
    const { name } = await memberName(tx, ctx, memberId)
    await audit(tx, ctx, {
      action: 'dues.life-charged',
      subject: { kind: 'member', id: memberId, label: name },
      after: { level: levelName(ctx, offer.level), yuan: formatFen(offer.amountFen), instead: gone.map((row) => row.year) },
    })
  })
}
