import { sql } from 'kysely'
import type { Payer } from '../../../../contract/dues.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { chargesById, liveOrders, memberName } from '../store.ts'
import { writeOrder } from './open-order.ts'

/**
 * Money came for charges that nobody had ordered: their order, written by staff, one for all dues of the member, or for one service; its id. They cost what
 * they were charged. The caller has authorised. Refused: a charge that is paid, gone, or in another order by now.
 */
export async function orderFor(tx: Tx, ctx: StaffContext, memberId: string, chargeIds: readonly string[]): Promise<string> {
  const charges = await chargesById(tx, ctx, memberId, chargeIds)
  const held = await liveOrders(tx, ctx, chargeIds)
  if (charges.length !== chargeIds.length || charges.some((charge) => charge.state !== 'open') || held.length > 0)
    throw new Refusal('conflict', '这笔应缴刚刚有变化（已缴、已撤销或已生成订单），请刷新后重新认领')
  return writeOrder(tx, { ...ctx, memberId }, charges, await payerFor(tx, ctx, memberId), null)
}

/** What the record knows; the receipt goes to the first contact's mailbox. */
async function payerFor(tx: Tx, ctx: StaffContext, memberId: string): Promise<Payer> {
  const { name, creditCode } = await memberName(tx, ctx, memberId)
  const { rows } = await sql<{ name: string; mobile: string; email: string }>`select name, mobile, email from contacts
    where association_id = ${ctx.association.id} and member_id = ${memberId} order by position limit 1`.execute(tx)
  const [contact] = rows
  return {
    unit: name,
    creditCode: creditCode ?? '',
    person: contact?.name ?? '',
    mobile: contact?.mobile ?? '',
    email: contact?.email ?? '',
    remark: '',
  }
}
