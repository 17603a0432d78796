import { sql } from 'kysely'
import type { Payer } from '../../../contract/dues.ts'
import { isIssued } from '../../../contract/receipt-words.ts'
import type { Correction, ReceiptState, Titles } from '../../../contract/receipts.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { correctTitles, readOrder } from '../dues/index.ts'
import { findReceipt, holdTitles, type ReceiptRecord } from './store.ts'
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
    await holdTitles(tx, ctx)
    const receipt = await findReceipt(tx, ctx, id, { lock: true })
    const why = whyNotCorrected(receipt)
    if (why !== null) throw new Refusal('already-done', why)
    if (!same(receipt, was)) throw new Refusal('conflict', '这张票据的信息刚刚被修改，请刷新后核对')
    if (same(receipt, titles)) throw new Refusal('already-done', '内容没有改动')
    await retitle(tx, ctx, receipt, titles, reason.trim())
    if (receipt.part === null) await correctTitles(tx, ctx, receipt.orderId, titles)
  })
}

/**
 * Hook of who pays changing an order: what is changed there changes on the receipt that was granted before the money and is not made yet.
 * What was said for the receipt alone, and not changed now, stays.
 */
export async function followPayer(tx: Tx, ctx: MemberContext, orderId: string, after: Payer): Promise<void> {
  if ((await dueOf(tx, ctx, orderId)).length === 0) return
  await holdTitles(tx, ctx)
  const { payer: before } = await readOrder(tx, ctx, orderId)
  for (const { id } of await dueOf(tx, ctx, orderId)) {
    const receipt = await findReceipt(tx, ctx, id, { lock: true })
    const titles: Titles = {
      title: after.unit === before.unit ? receipt.title : after.unit,
      creditCode: after.creditCode === before.creditCode ? receipt.creditCode : after.creditCode,
      email: after.email === before.email ? receipt.email : after.email,
    }
    if (whyNotCorrected(receipt) === null && !same(receipt, titles)) await retitle(tx, ctx, receipt, titles, '缴费人修改了缴费信息')
  }
}

const dueOf = (tx: Tx, ctx: Context, orderId: string) =>
  tx
    .selectFrom('receipts')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', orderId)
    .where('part', 'is', null)
    .where('state', 'in', ['due', 'unasked'])
    .execute()

async function retitle(tx: Tx, ctx: Context, before: ReceiptRecord, now: Titles, reason: string): Promise<void> {
  const { id, title, creditCode, email } = before
  await tx
    .updateTable('receipts')
    .set({ title: now.title, credit_code: now.creditCode, email: now.email })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
  await audit(tx, ctx, {
    action: 'receipt.corrected',
    subject: { kind: 'receipt', id, label: now.title },
    before: { title, creditCode, email },
    after: { ...now, reason },
  })
  await readAgain(tx, ctx, id, now)
}

const same = (one: Titles, other: Titles) => one.title === other.title && one.creditCode === other.creditCode && one.email === other.email

/** Files that wait were judged by the old title: those that seemed to be this receipt's, and those that bear the new one. */
async function readAgain(tx: Tx, ctx: Context, id: string, { title, creditCode }: Titles): Promise<void> {
  const { rows } = await sql<{ batchId: string }>`
    update receipt_files f set state = 'new', read_at = null, verdict = null, receipt_id = null
    where f.association_id = ${ctx.association.id} and f.state = 'waiting'
      and (f.receipt_id = ${id} or (f.verdict = 'none' and (f.title = ${title} or (f.credit_code <> '' and f.credit_code = ${creditCode}))))
    returning f.batch_id as "batchId"`.execute(tx)
  for (const batchId of new Set(rows.map((row) => row.batchId))) await raise(tx, ctx, 'receipts.files-came', { batchId })
}
