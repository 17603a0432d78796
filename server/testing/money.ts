import type { PayMethod } from '../../contract/dues.ts'
import type { StaffContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { readDraft } from '../modules/bank/draft.ts'
import { importStatement } from '../modules/bank/import.ts'
import { listLines } from '../modules/bank/lists.ts'
import { confirmPayment, openOrder, receive, takeBack } from '../modules/dues/index.ts'
import { allocate } from '../modules/dues/ledger/allocate.ts'
import { askRefund } from '../modules/dues/ledger/refund.ts'
import { payerOf, type someUnit } from '../modules/dues/testing.ts'
import { markIssued } from '../modules/receipts/issue.ts'

export type Unit = Awaited<ReturnType<typeof someUnit>>

/** A line of a bank's export. */
export interface BankRow {
  serial: string
  amountFen: number
  payer?: string
  note?: string
  /** 'YYYYMMDD' */
  day?: string
}

const statementCsv = (rows: readonly BankRow[]): Buffer =>
  Buffer.from(
    [
      '交易日期,流水号,摘要,借贷标志,交易金额,对方户名,对方账号',
      ...rows.map(
        ({ serial, amountFen, payer = '', note = '会费', day = '20260105' }) =>
          `${day},${serial},${note},贷,${(amountFen / 100).toFixed(2)},${payer},6222-${payer}`,
      ),
    ].join('\n'),
  )

/** What members and a finance clerk do with money, in few words. */
export function moneyActs(clerk: StaffContext) {
  const paymentOf = async (orderId: string): Promise<string> =>
    (
      await inTx(clerk, (tx) =>
        tx
          .selectFrom('allocations')
          .select('payment_id')
          .where('association_id', '=', clerk.association.id)
          .where('order_id', '=', orderId)
          .orderBy('made_at', 'desc')
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow(),
      )
    ).payment_id
  return {
    order: (unit: Unit, years: readonly number[], method: PayMethod = 'transfer') =>
      openOrder(unit.ctx, { years, payer: payerOf(unit), method }),
    /** So much came for an order, which may be more or less than it costs. */
    confirm: (orderId: string, amountFen: number, receivedOn: string) =>
      confirmPayment(clerk, orderId, { amountFen, receivedOn, note: '', uneven: true }),
    /** Money came for which there is no order. */
    receive: (amountFen: number, receivedOn: string, payerName = '') =>
      inTx(clerk, (tx, ctx) => receive(tx, ctx, { amountFen, receivedOn, method: 'transfer', source: 'hand', payerName })),
    give: (paymentId: string, orderId: string, amountFen: number) =>
      inTx(clerk, (tx, ctx) => allocate(tx, ctx, { paymentId, parts: [{ orderId, amountFen }] })),
    takeBack: (paymentId: string, orderId: string, reason: string) =>
      inTx(clerk, (tx, ctx) => takeBack(tx, ctx, { paymentId, orderId, reason })),
    askRefund: (paymentId: string, amountFen: number, reason: string, orderId?: string) =>
      askRefund(clerk, { paymentId, amountFen, reason, payee: '', ...(orderId !== undefined && { orderId }) }),
    /** The payment that an order got last. */
    paymentOf,
    /** A bank's export read and taken in; its lines. */
    async statement(rows: readonly BankRow[]) {
      const { id } = await readDraft(clerk, { name: '流水.csv', bytes: statementCsv(rows) })
      await importStatement(clerk, id, { bank: '示例银行', remember: false })
      return { id, lines: (await listLines(clerk, id, {})).rows }
    },
    /** Every receipt that is due was made. */
    async issueAll(): Promise<void> {
      const due = await inTx(clerk, (tx) =>
        tx.selectFrom('receipts').select('id').where('association_id', '=', clerk.association.id).where('state', '=', 'due').execute(),
      )
      for (const { id } of due) await markIssued(clerk, id)
    },
    /** The receipt that is an order's now. */
    receiptOf: async (orderId: string): Promise<string> =>
      (
        await inTx(clerk, (tx) =>
          tx
            .selectFrom('receipts')
            .select('id')
            .where('association_id', '=', clerk.association.id)
            .where('order_id', '=', orderId)
            .orderBy('created_at', 'desc')
            .orderBy('id', 'desc')
            .executeTakeFirstOrThrow(),
        )
      ).id,
  }
}
