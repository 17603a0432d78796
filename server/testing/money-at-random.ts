import type { Part } from '../../contract/bank.ts'
import { showTransferCode } from '../../contract/rules/transfer-code.ts'
import type { StaffContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { bookLine, setAside, undoLine } from '../modules/bank/book.ts'
import { confirmSure } from '../modules/bank/confirm.ts'
import { statementPage } from '../modules/bank/lists.ts'
import { giveSuspense } from '../modules/bank/suspense.ts'
import { allocate, cancelOrder, confirmPayment, expireOrders, refuseVoucher, uploadVoucher } from '../modules/dues/index.ts'
import { askAdjustment, decideAdjustment } from '../modules/dues/ledger/adjust.ts'
import { closeMonth } from '../modules/dues/ledger/months.ts'
import { decideRefund, finishRefund } from '../modules/dues/ledger/refund.ts'
import { reverseByHand } from '../modules/dues/ledger/reverse.ts'
import { reopenOrder } from '../modules/dues/orders/expiry.ts'
import type { slipPhoto } from '../modules/dues/testing.ts'
import { setLevel } from '../modules/members/index.ts'
import { settleTry } from '../modules/online/settle.ts'
import { endReceipt } from '../modules/receipts/end.ts'
import { markIssued } from '../modules/receipts/issue.ts'
import type { Luck } from './chance.ts'
import { type BankRow, moneyActs, type Unit } from './money.ts'
import type { World } from './world.ts'

export interface Stage {
  world: World
  units: readonly Unit[]
  clerks: readonly [StaffContext, StaffContext]
  photo: Awaited<ReturnType<typeof slipPhoto>>
  /** Years that may be ordered together. */
  years: readonly (readonly number[])[]
  /** Amounts that the bank may bring, in fen. */
  amounts: readonly number[]
  /** All that the bank has: any file shows a part of it. */
  bank: BankRow[]
}

/** What lies in the database now, to act upon; by the time of the act it may be another's. */
export async function standOf({ clerks: [clerk] }: Stage) {
  return inTx(clerk, async (tx) => ({
    orders: await tx.selectFrom('orders').select(['id', 'member_id', 'amount_fen', 'received_fen', 'transfer_code', 'state']).execute(),
    payments: await tx.selectFrom('payments').select(['id', 'amount_fen']).where('amount_fen', '>', 0).execute(),
    given: await tx.selectFrom('allocations').select(['payment_id', 'order_id', 'amount_fen']).where('amount_fen', '>', 0).execute(),
    charges: await tx.selectFrom('charges').select(['id', 'amount_fen', 'state']).execute(),
    refunds: await tx.selectFrom('refunds').select('id').execute(),
    adjustments: await tx.selectFrom('adjustments').select('id').execute(),
    receipts: await tx.selectFrom('receipts').select(['id', 'title', 'credit_code', 'email']).execute(),
    statements: await tx.selectFrom('bank_statements').select('id').where('state', '=', 'imported').execute(),
    lines: await tx.selectFrom('bank_lines').select(['id', 'amount_fen']).execute(),
    tries: await tx.selectFrom('online_payments').select(['out_trade_no', 'amount_fen']).execute(),
  }))
}

export type Stand = Awaited<ReturnType<typeof standOf>>
type Act = (now: Stand, luck: Luck, by: StaffContext) => Promise<unknown>

const reason = '随机操作'

/** Everything that members, clerks, the bank, the gateways and the night do with money, each with something picked at random. */
export function randomActs(stage: Stage): Record<string, Act> {
  return { ...memberActs(stage), ...clerkActs(stage), ...correctionActs(stage), ...bankActs(stage), ...onlineActs(stage), ...receiptActs() }
}

function memberActs({ world, units, years, photo }: Stage): Record<string, Act> {
  const owner = (order: Stand['orders'][number] | undefined) => units.find((one) => one.memberId === order?.member_id)
  return {
    order: async (_, luck, by) => {
      const [unit, wanted] = [luck.pick(units), luck.pick(years)]
      if (unit && wanted) await moneyActs(by).order(unit, wanted)
    },
    cancel: async (now, luck) => {
      const order = luck.pick(now.orders)
      const unit = owner(order)
      if (order && unit) await cancelOrder(unit.ctx, order.id)
    },
    voucher: async (now, luck) => {
      const order = luck.pick(now.orders.filter((one) => one.state === 'open'))
      const unit = owner(order)
      if (order && unit) await uploadVoucher(unit.ctx, order.id, photo)
    },
    expire: () => expireOrders(world.contexts.system()),
    reopen: async (now, luck) => {
      const order = luck.pick(now.orders.filter((one) => one.state === 'expired'))
      const unit = owner(order)
      if (order && unit) await reopenOrder(unit.ctx, order.id)
    },
    level: async (_, luck, by) => {
      const [unit, level] = [luck.pick(units), luck.pick(['ordinary', 'director'])]
      if (unit && level) await setLevel(by, { memberId: unit.memberId, level, from: world.clock.today(), reason })
    },
  }
}

function clerkActs({ world, clerks, amounts }: Stage): Record<string, Act> {
  const some = (now: Stand, luck: Luck) => {
    const order = luck.pick(now.orders.filter((one) => one.state !== 'cancelled'))
    return {
      order,
      said: {
        amountFen: luck.pick([...amounts, order?.amount_fen ?? 1, order?.amount_fen ?? 1]) ?? 1,
        receivedOn: world.clock.today(),
        note: '',
      },
    }
  }
  return {
    confirm: async (now, luck, by) => {
      const { order, said } = some(now, luck)
      if (order) await confirmPayment(by, order.id, { ...said, uneven: luck.below(2) === 0 })
    },
    confirmByTwo: async (now, luck) => {
      const { order, said } = some(now, luck)
      if (!order) return
      const tries = await Promise.allSettled(
        clerks.map((clerk) => confirmPayment(clerk, order.id, { ...said, amountFen: order.amount_fen })),
      )
      const done = tries.filter((one) => one.status === 'fulfilled').length
      if (done > 1) throw new Error(`${done} clerks confirmed the whole of ${order.id}`)
      const [failed] = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      if (done === 0) throw failed
    },
    refuseVoucher: async (now, luck, by) => {
      const order = luck.pick(now.orders.filter((one) => one.state === 'vouched'))
      if (order) await refuseVoucher(by, order.id, '看不清')
    },
    receive: async (_, luck, by) => moneyActs(by).receive(luck.pick(amounts) ?? 1, world.clock.today()),
    allocate: async (now, luck, by) => {
      const payment = luck.pick(now.payments)
      const parts = [luck.pick(now.orders), luck.pick(now.orders)].flatMap((order) =>
        order ? [{ orderId: order.id, amountFen: luck.pick([50000, order.amount_fen - order.received_fen]) ?? 1 }] : [],
      )
      if (payment) await inTx(by, (tx, ctx) => allocate(tx, ctx, { paymentId: payment.id, parts }))
    },
    closeMonth: async (_, luck, by) => closeMonth(by, luck.pick(['2026-01', '2026-02', '2026-03']) ?? '2026-01'),
    night: () => world.drain(),
  }
}

function correctionActs({ world }: Stage): Record<string, Act> {
  return {
    takeBack: async (now, luck, by) => {
      const given = luck.pick(now.given)
      if (given) await moneyActs(by).takeBack(given.payment_id, given.order_id, reason)
    },
    reverse: async (now, luck, by) => {
      const payment = luck.pick(now.payments)
      if (payment) await reverseByHand(by, payment.id, reason)
    },
    askRefund: async (now, luck, by) => {
      const payment = luck.pick(now.payments)
      if (payment) await moneyActs(by).askRefund(payment.id, luck.pick([10000, payment.amount_fen]) ?? 1, reason)
    },
    refundOrder: async (now, luck, by) => {
      const given = luck.pick(now.given)
      if (given) await moneyActs(by).askRefund(given.payment_id, given.amount_fen, reason, given.order_id)
    },
    decideRefund: async (now, luck, by) => {
      const refund = luck.pick(now.refunds)
      if (refund) await decideRefund(by, refund.id, { approve: luck.below(4) > 0, note: reason })
    },
    finishRefund: async (now, luck, by) => {
      const refund = luck.pick(now.refunds)
      if (refund) await finishRefund(by, refund.id, world.clock.today())
    },
    askAdjustment: async (now, luck, by) => {
      const charge = luck.pick(now.charges)
      const kind = luck.pick(['write-off', 'reduction', 'exemption'] as const)
      if (charge && kind) await askAdjustment(by, charge.id, { kind, amountFen: luck.pick([10000, charge.amount_fen]) ?? 1, reason })
    },
    decideAdjustment: async (now, luck, by) => {
      const adjustment = luck.pick(now.adjustments)
      if (adjustment) await decideAdjustment(by, adjustment.id, { approve: luck.below(4) > 0, note: reason })
    },
  }
}

function bankActs({ bank, units, amounts, world }: Stage): Record<string, Act> {
  const claims = (now: Stand, luck: Luck): Part[] => {
    const order = luck.pick(now.orders)
    const charge = luck.pick(now.charges.filter((one) => one.state === 'open'))
    const parts: (Part | false | undefined)[] = [
      order && { kind: 'order', id: order.id, amountFen: Math.max(1, order.amount_fen - order.received_fen) },
      charge && luck.below(2) === 0 && { kind: 'charge', id: charge.id, amountFen: charge.amount_fen },
    ]
    return parts.filter((part) => part !== undefined && part !== false)
  }
  return {
    statement: async (now, luck, by) => {
      const [unit, order] = [luck.pick(units), luck.pick(now.orders)]
      const serial = `R${bank.length}`
      const day = world.clock.today().replaceAll('-', '')
      const note = order && luck.below(2) === 0 ? showTransferCode(order.transfer_code) : '会费'
      const amountFen = luck.pick([...amounts, order?.amount_fen ?? 1]) ?? 1
      bank.push({ serial, amountFen, day, note, ...(unit && { payer: unit.name }) })
      // Files overlap: the last few lines, and sometimes an old one.
      const old = luck.pick(bank)
      await moneyActs(by).statement([...new Set([...bank.slice(-1 - luck.below(4)), ...(old ? [old] : [])])])
    },
    confirmSure: async (now, luck, by) => {
      const statement = luck.pick(now.statements)
      if (!statement) return
      const { counts, sureFen } = await statementPage(by, statement.id)
      await confirmSure(by, statement.id, { count: counts.sure, amountFen: sureFen })
    },
    bookLine: async (now, luck, by) => {
      const line = luck.pick(now.lines)
      if (line) await bookLine(by, line.id, claims(now, luck))
    },
    undoLine: async (now, luck, by) => {
      const line = luck.pick(now.lines)
      if (line) await undoLine(by, line.id, reason)
    },
    setAside: async (now, luck, by) => {
      const line = luck.pick(now.lines)
      if (line) await setAside(by, line.id, reason)
    },
    giveSuspense: async (now, luck, by) => {
      const payment = luck.pick(now.payments)
      if (payment) await giveSuspense(by, payment.id, claims(now, luck))
    },
  }
}

/** What a gateway says has been proved to be its own elsewhere; here it is said late, twice and with another amount. */
function onlineActs({ world, units }: Stage): Record<string, Act> {
  const system = () => world.contexts.system()
  return {
    openTry: async (now, luck) => {
      const order = luck.pick(now.orders.filter((one) => one.state === 'open'))
      const unit = units.find((one) => one.memberId === order?.member_id)
      if (!order || !unit || order.received_fen >= order.amount_fen) return
      const [id, at] = [newId(), world.clock.now()]
      await inTx(system(), (tx, ctx) =>
        tx
          .insertInto('online_payments')
          .values({
            association_id: ctx.association.id,
            id,
            order_id: order.id,
            method: 'alipay',
            way: 'page',
            out_trade_no: id.replaceAll('-', ''),
            amount_fen: order.amount_fen - order.received_fen,
            link: 'https://pay.example.org',
            opened_by: unit.ctx.account.id,
            created_at: at,
            expires_at: new Date(at.getTime() + 1_800_000),
          })
          .execute(),
      )
    },
    notice: async (now, luck) => {
      const one = luck.pick(now.tries)
      if (!one) return
      const paidFen = luck.below(5) === 0 ? 100 : one.amount_fen
      const said = {
        state: 'paid' as const,
        outTradeNo: one.out_trade_no,
        tradeNo: `T${one.out_trade_no}`,
        paidFen,
        paidAt: world.clock.now(),
        payer: '',
      }
      const heard = await Promise.allSettled([settleTry(system(), said), settleTry(system(), said)])
      const booked = heard.filter((one) => one.status === 'fulfilled' && one.value !== 'known').length
      if (booked > 1) throw new Error(`a notice was booked ${booked} times`)
      for (const one of heard) if (one.status === 'rejected') throw one.reason
    },
  }
}

function receiptActs(): Record<string, Act> {
  let made = 0
  return {
    issue: async (now, luck, by) => {
      const receipt = luck.pick(now.receipts)
      if (receipt) await markIssued(by, receipt.id, { code: '11010126', number: String(++made).padStart(10, '0'), checkCode: 'abc123' })
    },
    endReceipt: async (now, luck, by) => {
      const receipt = luck.pick(now.receipts)
      const how = luck.pick(['voided', 'red'] as const)
      if (!receipt || !how) return
      const again = { title: receipt.title, creditCode: receipt.credit_code, email: receipt.email }
      await endReceipt(by, receipt.id, { how, reason, ...(luck.below(2) === 0 && { again }) })
    },
  }
}
