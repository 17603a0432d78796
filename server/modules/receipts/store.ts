import { sql } from 'kysely'
import type { ReceiptBasis, ReceiptDocument, ReceiptState, Titles } from '../../../contract/receipts.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { receiptRules } from './settings.ts'

export const endedStates = ['voided', 'red', 'cancelled'] as const

export interface NewReceipt extends Titles {
  orderId: string
  /** The order's: a service gets a tax invoice, always. */
  service: string | null
  memberId: string
  part: string | null
  amountFen: number
  state: 'unasked' | 'due'
  basis: ReceiptBasis
  dueOn: string
  paidOn: string | null
  matterId?: string
  replaces?: string
}

/** Its id, or null when the order (or the person's share) has a living one already. */
export async function insertReceipt(tx: Tx, ctx: Context, receipt: NewReceipt): Promise<string | null> {
  const row = await tx
    .insertInto('receipts')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      order_id: receipt.orderId,
      member_id: receipt.memberId,
      part: receipt.part,
      kind: receipt.service === null ? 'dues' : 'service',
      document: receipt.service === null ? (receiptRules(ctx).document ?? 'fiscal') : 'tax',
      basis: receipt.basis,
      state: receipt.state,
      title: receipt.title,
      credit_code: receipt.creditCode,
      email: receipt.email,
      amount_fen: receipt.amountFen,
      due_on: receipt.dueOn,
      paid_on: receipt.paidOn,
      matter_id: receipt.matterId ?? null,
      replaces: receipt.replaces ?? null,
      created_at: ctx.kernel.clock.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) return null
  await audit(tx, ctx, {
    action: 'receipt.due',
    subject: { kind: 'receipt', id: row.id, label: receipt.title },
    after: {
      title: receipt.title,
      creditCode: receipt.creditCode,
      amountFen: receipt.amountFen,
      dueOn: receipt.dueOn,
      basis: receipt.basis,
    },
  })
  return row.id
}

export interface ReceiptRecord {
  id: string
  orderId: string
  memberId: string
  part: string | null
  document: ReceiptDocument
  basis: ReceiptBasis
  state: ReceiptState
  title: string
  creditCode: string
  email: string
  amountFen: number
  number: string
  code: string
  fileId: string | null
  paidOn: string | null
  dueOn: string
  issuedAt: Date | null
}

const columns = [
  'id',
  'order_id as orderId',
  'member_id as memberId',
  'part',
  'document',
  'basis',
  'state',
  'title',
  'credit_code as creditCode',
  'email',
  'amount_fen as amountFen',
  'number',
  'code',
  'file_id as fileId',
  'paid_on as paidOn',
  'due_on as dueOn',
  'issued_at as issuedAt',
] as const

const asRecord = <R extends { state: string; document: string; basis: string }>(row: R) => ({
  ...row,
  state: row.state as ReceiptState,
  document: row.document as ReceiptDocument,
  basis: row.basis as ReceiptBasis,
})

/** Files are weighed against titles, and titles put right, one after another. Taken before any receipt is locked. */
export async function holdTitles(tx: Tx, ctx: Context): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`receipt-files:${ctx.association.id}`}))`.execute(tx)
}

/** `lock`: others wait until this transaction ends. */
export async function findReceipt(tx: Tx, ctx: Context, id: string, { lock = false } = {}): Promise<ReceiptRecord> {
  let query = tx.selectFrom('receipts').select(columns).where('association_id', '=', ctx.association.id).where('id', '=', id)
  if (lock) query = query.forUpdate()
  return asRecord(found(await query.executeTakeFirst()))
}

/** Those of an order that count, locked. */
export async function livingReceipts(tx: Tx, ctx: Context, orderId: string): Promise<ReceiptRecord[]> {
  const rows = await tx
    .selectFrom('receipts')
    .select(columns)
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', orderId)
    .where('state', 'not in', [...endedStates])
    .forUpdate()
    .execute()
  return rows.map(asRecord)
}
