import { sql } from 'kysely'
import { audit, auditMany } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { brokenConstraint, inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { raiseMany } from '../../kernel/outbox.ts'
import { issue } from './issue.ts'
import { findReceipt } from './store.ts'

interface Taken {
  fileId: string
  receiptId: string
  orderId: string
  memberId: string
  title: string
  code: string
  number: string
}

/** Every file of the batch that is sure, at once: each receipt gets its numbers and its file, and is sent. How many. */
export async function acceptSure(ctx: StaffContext, batchId: string): Promise<number> {
  authorize(ctx, 'receipts.manage')
  return inTx(ctx, async (tx, ctx) => {
    const taken = await takeSure(tx, ctx, batchId).catch((error: unknown) => {
      if (brokenConstraint(error) === 'receipts_number') throw new Refusal('conflict', '有票据号码刚刚被登记，请刷新后再登记')
      throw error
    })
    if (taken.length === 0) return 0
    await tx
      .updateTable('receipt_files')
      .set({ state: 'accepted', decided_by: ctx.account.id, decided_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where(sql<boolean>`id = any(${taken.map((one) => one.fileId)}::uuid[])`)
      .execute()
    await auditMany(
      tx,
      ctx,
      taken.map(({ receiptId, title, code, number }) => ({
        action: 'receipt.issued',
        subject: { kind: 'receipt', id: receiptId, label: title },
        before: { state: 'due' },
        after: { state: 'issued', code, number, file: true },
      })),
    )
    await raiseMany(
      tx,
      ctx,
      'receipts.issued',
      taken.map(({ receiptId, orderId, memberId }) => ({ receiptId, orderId, memberId })),
    )
    return taken.length
  })
}

async function takeSure(tx: Tx, ctx: StaffContext, batchId: string): Promise<Taken[]> {
  const now = ctx.kernel.clock.now()
  const files = await holdSure(tx, ctx, batchId)
  const { rows } = await sql<Taken>`
    update receipts r set state = case when r.state = 'due' then 'issued' else r.state end, issued_at = coalesce(r.issued_at, ${now}),
      issued_by = coalesce(r.issued_by, ${ctx.account.id}), code = f.code, number = f.number, check_code = f.check_code, issued_on = f.issued_on, file_id = f.file_id
    from (select distinct on (f.receipt_id) f.* from receipt_files f
      where f.association_id = ${ctx.association.id} and f.id = any(${files}::uuid[]) order by f.receipt_id, f.id) f
    where r.association_id = ${ctx.association.id} and r.id = f.receipt_id
      and (r.state = 'due' or (r.state in ('issued', 'delivered') and r.file_id is null))
    returning f.id as "fileId", r.id as "receiptId", r.order_id as "orderId", r.member_id as "memberId", r.title, r.code, r.number`.execute(
    tx,
  )
  return rows
}

/** The sure files, held together with their receipts: who puts a title right, or a file aside, at this moment comes before or after all of it. */
async function holdSure(tx: Tx, ctx: StaffContext, batchId: string): Promise<string[]> {
  const sure = sql`f.association_id = ${ctx.association.id} and f.batch_id = ${batchId} and f.state = 'waiting' and f.verdict = 'sure'`
  const { rows: receipts } = await sql<{ id: string }>`select r.id from receipts r
    where r.association_id = ${ctx.association.id} and r.id in (select f.receipt_id from receipt_files f where ${sure}) order by r.id for update`.execute(
    tx,
  )
  const { rows } = await sql<{ id: string }>`select f.id from receipt_files f
    where ${sure} and f.receipt_id = any(${receipts.map(({ id }) => id)}::uuid[]) order by f.id for update`.execute(tx)
  return rows.map(({ id }) => id)
}

/** One file, for the receipt that a person chose: its own guess or another. */
export async function acceptFile(ctx: StaffContext, fileId: string, receiptId: string): Promise<void> {
  authorize(ctx, 'receipts.manage')
  await inTx(ctx, async (tx, ctx) => {
    const receipt = await findReceipt(tx, ctx, receiptId, { lock: true })
    const file = await waitingFile(tx, ctx, fileId)
    if (file.number === '') throw new Refusal('not-ready', '没有读到票据号码，请在票据上手工登记号码')
    if (file.verdict === 'known') throw new Refusal('not-ready', '这张票据已经登记过，不能再登记一次')
    if (file.red) throw new Refusal('not-ready', '这是红字票据，请在原票据上登记红冲')
    if (file.document !== receipt.document) throw new Refusal('not-ready', '票据种类与应开的不同，不能登记到这张上')
    if (Number(file.amount_fen) !== receipt.amountFen)
      throw new Refusal('not-ready', '文件的金额与应开金额不同，不能登记到这张上；开错的请在开票系统作废后重开')
    await issue(tx, ctx, receiptId, {
      code: file.code,
      number: file.number,
      checkCode: file.check_code,
      issuedOn: file.issued_on,
      fileId: file.file_id,
    })
    await decide(tx, ctx, fileId, { state: 'accepted', receipt_id: receiptId })
  })
}

/** It is no receipt of ours, or a copy: out of the way, and it may be uploaded again. */
export async function setAside(ctx: StaffContext, fileId: string, note: string): Promise<void> {
  authorize(ctx, 'receipts.manage')
  await inTx(ctx, async (tx, ctx) => {
    const file = await waitingFile(tx, ctx, fileId)
    await decide(tx, ctx, fileId, { state: 'aside', receipt_id: null, note: note.trim() })
    await audit(tx, ctx, {
      action: 'receipt.file-aside',
      subject: { kind: 'receipt-file', id: fileId, label: file.name },
      after: { note: note.trim() },
    })
  })
}

async function waitingFile(tx: Tx, ctx: StaffContext, id: string) {
  const file = found(
    await tx
      .selectFrom('receipt_files')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  )
  if (file.state === 'new') throw new Refusal('not-ready', '这个文件还在读取，请稍候')
  if (file.state !== 'waiting') throw new Refusal('already-done', file.state === 'accepted' ? '这个文件已经登记' : '这个文件已经搁置')
  return file
}

async function decide(
  tx: Tx,
  ctx: StaffContext,
  id: string,
  outcome: { state: 'accepted' | 'aside'; receipt_id: string | null; note?: string },
): Promise<void> {
  await tx
    .updateTable('receipt_files')
    .set({ ...outcome, decided_by: ctx.account.id, decided_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
}
