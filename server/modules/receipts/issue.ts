import { sql } from 'kysely'
import type { Problem } from '../../../contract/errors.ts'
import type { ByHand, ReceiptDocument } from '../../../contract/receipts.ts'
import { isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { brokenConstraint, inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { findReceipt } from './store.ts'

/** Who the official document is, by its own words, and its file. */
export interface Official {
  code: string
  number: string
  checkCode: string
  issuedOn: string | null
  fileId: string | null
}

/** The receipt was made in the fiscal or tax system: the member reads 已开票. With or without its numbers, without its file. */
export async function markIssued(ctx: StaffContext, id: string, said: ByHand = {}): Promise<void> {
  authorize(ctx, 'receipts.manage')
  await inTx(ctx, async (tx, ctx) => {
    const before = await findReceipt(tx, ctx, id, { lock: true })
    if (before.state !== 'due')
      throw new Refusal(
        'already-done',
        before.issuedAt ? `这张票据已于 ${dayOf(before.issuedAt)} 标记为已开具，无需重复` : '这张票据不需要开具',
      )
    const official = checkedOfficial(before.document, said, ctx.kernel.clock.today())
    await issue(tx, ctx, id, { ...official, fileId: null })
  })
}

/** In the transaction of who found it out. Refuses a number that is another receipt's. */
export async function issue(tx: Tx, ctx: StaffContext, id: string, official: Official): Promise<void> {
  const now = ctx.kernel.clock.now()
  const row = await tx
    .updateTable('receipts')
    .set({
      state: sql<string>`case when state = 'due' then 'issued' else state end`,
      issued_at: sql<Date>`coalesce(issued_at, ${now})`,
      issued_by: sql<string>`coalesce(issued_by, ${ctx.account.id})`,
      code: official.code,
      number: official.number,
      check_code: official.checkCode,
      issued_on: official.issuedOn,
      file_id: official.fileId,
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where((is) => is.or([is('state', '=', 'due'), is.and([is('state', 'in', ['issued', 'delivered']), is('file_id', 'is', null)])]))
    .returning(['order_id', 'member_id', 'title'])
    .executeTakeFirst()
    .catch((error: unknown) => {
      if (brokenConstraint(error) === 'receipts_number')
        throw new Refusal('conflict', `票据号码 ${official.number} 已登记在另一张票据上，请核对`)
      throw error
    })
  if (!row) throw new Refusal('already-done', '这张票据已经登记过，或者不再需要开具，请刷新后核对')
  await audit(tx, ctx, {
    action: 'receipt.issued',
    subject: { kind: 'receipt', id, label: row.title },
    before: { state: 'due' },
    after: { state: 'issued', code: official.code, number: official.number, file: official.fileId !== null },
  })
  await raise(tx, ctx, 'receipts.issued', { receiptId: id, orderId: row.order_id, memberId: row.member_id })
}

function checkedOfficial(document: ReceiptDocument, said: ByHand, today: string): Omit<Official, 'fileId'> {
  const [code, number, checkCode] = [said.code, said.number, said.checkCode].map((text) => (text ?? '').replace(/\s/g, ''))
  const problems: Problem[] = []
  const note = (path: string, label: string, wrong: boolean, message: string) => wrong && problems.push({ path, label, message })
  if (document === 'tax') note('number', '发票号码', !!number && !/^\d{20}$/.test(number), '数电发票的号码是 20 位数字，请核对。')
  else {
    note('code', '票据代码', !!code && !/^\d{8}$/.test(code), '票据代码是 8 位数字，请核对。')
    note('number', '票据号码', !!number && !/^\d{10}$/.test(number), '票据号码是 10 位数字，请核对。')
    note('checkCode', '校验码', !!checkCode && !/^[0-9A-Za-z]{6}$/.test(checkCode), '校验码是 6 位数字或字母，请核对。')
    note('code', '票据代码', !code && !!number, '请一并填写票据代码。')
  }
  const issuedOn = said.issuedOn ?? null
  note('issuedOn', '开票日期', issuedOn !== null && (!isDay(issuedOn) || issuedOn > today), '开票日期不能晚于今天。')
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return {
    code: document === 'tax' ? '' : (code ?? ''),
    number: number ?? '',
    checkCode: document === 'tax' ? '' : (checkCode ?? ''),
    issuedOn,
  }
}
