import { sql } from 'kysely'
import { isIssued } from '../../../contract/receipt-words.ts'
import type { Correction, ReceiptState, Titles } from '../../../contract/receipts.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { correctTitles } from '../dues/index.ts'
import { findReceipt } from './store.ts'
import { checkedTitles } from './titles.ts'

/** Null: it may be put right. What is on an official document is put right by another one. */
export function whyNotCorrected({ state }: { state: ReceiptState }): string | null {
  if (state === 'due' || state === 'unasked') return null
  return isIssued(state) ? '票据已经开具，抬头有误请作废或红冲后重开' : '这张票据已经不需要开具'
}

/**
 * Before it is made: to whom it is made out and where it is sent. Of a receipt for the whole of an order that is not paid, the order's payer too.
 * `was` is what the clerk saw: who comes second reads again before writing over the first.
 */
export async function correctReceipt(ctx: StaffContext, id: string, { was, now, reason }: Correction): Promise<void> {
  authorize(ctx, 'receipts.manage')
  const titles = checkedTitles(now)
  await inTx(ctx, async (tx, ctx) => {
    const receipt = await findReceipt(tx, ctx, id, { lock: true })
    const why = whyNotCorrected(receipt)
    if (why !== null) throw new Refusal('already-done', why)
    const before: Titles = { title: receipt.title, creditCode: receipt.creditCode, email: receipt.email }
    if (!same(before, was)) throw new Refusal('conflict', '这张票据的信息刚刚被修改，请刷新后核对')
    if (same(before, titles)) throw new Refusal('already-done', '内容没有改动')
    await tx
      .updateTable('receipts')
      .set({ title: titles.title, credit_code: titles.creditCode, email: titles.email })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, {
      action: 'receipt.corrected',
      subject: { kind: 'receipt', id, label: titles.title },
      before: { ...before },
      after: { ...titles, reason: reason.trim() },
    })
    if (receipt.part === null) await correctTitles(tx, ctx, receipt.orderId, titles)
    await readAgain(tx, ctx, id, titles)
  })
}

const same = (one: Titles, other: Titles) => one.title === other.title && one.creditCode === other.creditCode && one.email === other.email

/** Files that wait were judged by the old title: those that seemed to be this receipt's, and those that bear the new one. */
async function readAgain(tx: Tx, ctx: StaffContext, id: string, { title, creditCode }: Titles): Promise<void> {
  const { rows } = await sql<{ batchId: string }>`
    update receipt_files f set state = 'new', read_at = null, verdict = null, receipt_id = null
    where f.association_id = ${ctx.association.id} and f.state = 'waiting'
      and (f.receipt_id = ${id} or (f.verdict = 'none' and (f.title = ${title} or (f.credit_code <> '' and f.credit_code = ${creditCode}))))
    returning f.batch_id as "batchId"`.execute(tx)
  for (const batchId of new Set(rows.map((row) => row.batchId))) await raise(tx, ctx, 'receipts.files-came', { batchId })
}
