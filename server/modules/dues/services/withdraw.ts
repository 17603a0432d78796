import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { raise } from '../../../kernel/outbox.ts'
import { needReason } from '../ledger/take-back.ts'
import { releaseOrder } from '../orders/change-order.ts'
import { serviceName } from '../settings.ts'
import { cancelledNow, liveOrders, memberName } from '../store.ts'

/** A service that nobody paid is asked for no more; its order goes with it. Whose it was. One that is paid is refunded instead. */
export async function withdrawService(ctx: StaffContext, chargeId: string, reason: string): Promise<string> {
  authorize(ctx, 'dues.configure')
  const why = needReason(reason)
  return inTx(ctx, async (tx, ctx) => {
    const charge = found(
      await tx
        .selectFrom('charges')
        .select(['member_id', 'state', 'service', 'reason', 'amount_fen'])
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', chargeId)
        .where('kind', '=', 'service')
        .forUpdate()
        .executeTakeFirst(),
    )
    if (charge.state === 'settled') throw new Refusal('not-ready', '这一笔已经交费；要退还请在订单中办理退款')
    if (charge.state !== 'open') throw new Refusal('already-done', '这一笔已经撤销')
    const [order] = await liveOrders(tx, ctx, [chargeId])
    if (order && !(await releaseOrder(tx, ctx, order.id)))
      throw new Refusal('not-ready', `这一笔在缴费订单 ${order.number} 中，已有凭证或到账，请先退回凭证或撤回到账`)
    await tx
      .updateTable('charges')
      .set(cancelledNow(ctx))
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', chargeId)
      .execute()
    await audit(tx, ctx, {
      action: 'dues.service-withdrawn',
      subject: { kind: 'member', id: charge.member_id, label: (await memberName(tx, ctx, charge.member_id)).name },
      before: { service: serviceName(ctx, charge.service), reason: charge.reason, amountFen: charge.amount_fen },
      after: { reason: why },
    })
    await raise(tx, ctx, 'dues.service-withdrawn', { chargeId, memberId: charge.member_id, reason: why })
    return charge.member_id
  })
}
