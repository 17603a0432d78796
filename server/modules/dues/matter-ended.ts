import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { releaseOrder } from './orders/change-order.ts'
import { cancelledNow, type OrderRecord } from './store.ts'

/**
 * A matter was rejected or withdrawn: what was asked for and not paid is asked for no longer. An order with a voucher stays in finance's queue,
 * because the money may be there; a paid one is shown as to be paid back.
 */
export async function releaseMatter(tx: Tx, ctx: Context, matterId: string): Promise<void> {
  const rows = await tx
    .selectFrom('orders')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('matter_id', '=', matterId)
    .where('state', '=', 'open')
    .forUpdate()
    .execute()
  for (const { id } of rows) await releaseApplicantOrder(tx, ctx, id)
}

/** After a refused voucher: the matter behind it may be over by now, then nobody will upload another. */
export async function releaseIfMatterEnded(tx: Tx, ctx: Context, order: OrderRecord): Promise<void> {
  if (order.matterId === null) return
  const row = await tx
    .selectFrom('matters')
    .select('state')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', order.matterId)
    .executeTakeFirst()
  if (row?.state === 'rejected' || row?.state === 'withdrawn') await releaseApplicantOrder(tx, ctx, order.id)
}

/** Who is no member owes nothing: the order goes and its charges with it, the next application charges anew. */
export async function releaseApplicantOrder(tx: Tx, ctx: Context, orderId: string): Promise<void> {
  if (!(await releaseOrder(tx, ctx, orderId))) return
  await tx
    .updateTable('charges as c')
    .set(cancelledNow(ctx))
    .where('c.association_id', '=', ctx.association.id)
    .where('c.state', '=', 'open')
    .where('c.id', 'in', (eb) =>
      eb.selectFrom('order_charges').select('charge_id').where('association_id', '=', ctx.association.id).where('order_id', '=', orderId),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('members as m')
            .select('m.id')
            .whereRef('m.association_id', '=', 'c.association_id')
            .whereRef('m.id', '=', 'c.member_id')
            .where('m.admitted_at', 'is not', null),
        ),
      ),
    )
    .execute()
}
