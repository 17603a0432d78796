import type { MessageId } from '../../../contract/preset.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { orderForTelling, serviceForTelling } from '../dues/index.ts'
import { firstContact, memberForTelling } from '../members/index.ts'
import { advanceChased, receiptForTelling, receiptMailed } from '../receipts/index.ts'
import { tell } from './tell.ts'

/** What is said of an order of dues, and what in its place of an order of a service. */
const ofService = {
  'payment-confirmed': 'service-paid',
  'payment-taken-back': 'service-taken-back',
  'voucher-refused': 'service-voucher-refused',
  'receipt-issued': 'service-receipt-issued',
  'receipt-open': 'service-receipt-open',
  'receipt-sent': 'service-receipt-sent',
} as const satisfies Partial<Record<MessageId, MessageId>>

type Order = Awaited<ReturnType<typeof orderForTelling>>

/** Which message, and how it says what was ordered. */
function worded(id: keyof typeof ofService, { years, service, reason }: Order): { id: MessageId; about: Record<string, string> } {
  if (service === '') return { id, about: { year: years.join('、') } }
  return { id: ofService[id], about: { service, what: reason } }
}

export async function tellPaid(ctx: SystemContext, { id, data }: RaisedEvent<'dues.order-paid'>): Promise<void> {
  await tellOrder(ctx, 'payment-confirmed', data, { days: String(ctx.association.settings.dues.receipt.workdays) }, id)
}

export async function tellVoucherRefused(ctx: SystemContext, { id, data }: RaisedEvent<'dues.voucher-refused'>): Promise<void> {
  await tellOrder(ctx, 'voucher-refused', data, { reason: data.reason }, id)
}

/** Money was taken back from an order that was paid: it is owed again, and the member learns why and what to do. */
export async function tellUnpaid(ctx: SystemContext, { id, data }: RaisedEvent<'dues.order-unpaid'>): Promise<void> {
  await tellOrder(ctx, 'payment-taken-back', data, { reason: data.reason }, id)
}

async function tellOrder(
  ctx: SystemContext,
  id: 'payment-confirmed' | 'payment-taken-back' | 'voucher-refused',
  data: { orderId: string; memberId: string },
  extra: Record<string, string>,
  cause: string,
) {
  const { order, contact, member } = await inTx(ctx, async (tx) => ({
    order: await orderForTelling(tx, ctx, data.orderId),
    contact: await firstContact(tx, ctx, data.memberId),
    member: await memberForTelling(tx, ctx, data.memberId),
  }))
  const message = worded(id, order)
  await tell(ctx, {
    id: message.id,
    mobile: order.payerMobile || contact?.mobile,
    email: order.payerEmail,
    variables: { member: member.name, ...message.about, amount: formatFen(order.amountFen), ...extra },
    about: { kind: 'member', id: data.memberId },
    cause,
  })
}

/** 其他应缴: the member is asked to pay for a service, once. Taken back before this was told, nothing is said. */
export async function tellServiceCharged(ctx: SystemContext, { id, data }: RaisedEvent<'dues.service-charged'>): Promise<void> {
  await tellService(ctx, 'service-charged', data, {}, id)
}

export async function tellServiceWithdrawn(ctx: SystemContext, { id, data }: RaisedEvent<'dues.service-withdrawn'>): Promise<void> {
  await tellService(ctx, 'service-withdrawn', data, { reason: data.reason }, id)
}

async function tellService(
  ctx: SystemContext,
  id: 'service-charged' | 'service-withdrawn',
  data: { chargeId: string; memberId: string },
  extra: Record<string, string>,
  cause: string,
) {
  const { charge, contact, member } = await inTx(ctx, async (tx) => ({
    charge: await serviceForTelling(tx, ctx, data.chargeId),
    contact: await firstContact(tx, ctx, data.memberId),
    member: await memberForTelling(tx, ctx, data.memberId),
  }))
  if (charge.open !== (id === 'service-charged')) return
  await tell(ctx, {
    id,
    mobile: contact?.mobile,
    email: contact?.email,
    variables: { member: member.name, service: charge.service, what: charge.reason, amount: formatFen(charge.amountFen), ...extra },
    about: { kind: 'member', id: data.memberId },
    cause,
  })
}

/**
 * CACEM-17: the official receipt is there. With its file, the mail carries it; without, the system that made it sends it, and we say where to
 * look for that mail.
 */
export async function tellReceiptIssued(ctx: SystemContext, { id, data }: RaisedEvent<'receipts.issued'>): Promise<void> {
  const { receipt, order, contact, member } = await inTx(ctx, async (tx, ctx) => ({
    receipt: await receiptForTelling(tx, ctx, data.receiptId),
    order: await orderForTelling(tx, ctx, data.orderId),
    contact: await firstContact(tx, ctx, data.memberId),
    member: await memberForTelling(tx, ctx, data.memberId),
  }))
  const email = data.email ?? receipt.email
  const message = worded(receipt.fileId === null ? 'receipt-issued' : 'receipt-sent', order)
  const variables = {
    member: member.name,
    title: receipt.title,
    ...message.about,
    amount: formatFen(receipt.amountFen),
    number: receipt.number,
    email,
  }
  const mailed = await tell(ctx, {
    id: message.id,
    mobile: data.again ? null : order.payerMobile || contact?.mobile,
    email,
    variables,
    about: { kind: 'member', id: data.memberId },
    fileId: receipt.fileId,
    cause: id,
  })
  if (mailed && receipt.fileId !== null) await receiptMailed(ctx, data.receiptId, email)
}

/** CAQ-11, CEPCA-14: the receipt was made, the money is not there. Paid in the meantime, nothing is said. */
export async function tellAdvanceOpen(ctx: SystemContext, { id, data }: RaisedEvent<'receipts.advance-open'>): Promise<void> {
  const { receipt, order, member } = await inTx(ctx, async (tx, ctx) => ({
    receipt: await receiptForTelling(tx, ctx, data.receiptId),
    order: await orderForTelling(tx, ctx, data.orderId),
    member: await memberForTelling(tx, ctx, data.memberId),
  }))
  if (!receipt.open) return
  const message = worded('receipt-open', order)
  const sent = await tell(ctx, {
    id: message.id,
    email: receipt.email,
    variables: {
      member: member.name,
      title: receipt.title,
      ...message.about,
      amount: formatFen(receipt.amountFen),
      number: receipt.number,
      days: String(data.days),
    },
    about: { kind: 'member', id: data.memberId },
    cause: id,
  })
  await advanceChased(ctx, data.receiptId, sent)
}
