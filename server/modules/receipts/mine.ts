import { sql } from 'kysely'
import type { MemberReceipt, ReceiptGuide } from '../../../contract/receipts.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { currentText } from '../associations/index.ts'
import { memberById } from '../members/index.ts'
import { commonOf, type Row, selectRows } from './lists.ts'
import { advanceKindFor } from './settings.ts'

/** CACEM-17: the member's receipts (a person's also where the unit paid), and how the mail with one is recognised. */
export async function myReceipts(ctx: MemberContext): Promise<{ rows: MemberReceipt[]; guide: ReceiptGuide }> {
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<Row>`${selectRows} where r.association_id = ${ctx.association.id}
      and (r.member_id = ${ctx.memberId} or r.part = ${ctx.memberId}) order by r.created_at desc, r.id desc limit 500`.execute(tx)
    const { name, sender, subject, workdays, mailboxHelp, verifyAt, help } = ctx.association.settings.dues.receipt
    const text = await currentText(tx, ctx, help)
    const { kind } = await memberById(tx, ctx, ctx.memberId)
    return {
      rows: rows.map((row) => commonOf(ctx, row)),
      guide: {
        name,
        sender,
        subject,
        workdays,
        mailboxHelp,
        verifyAt: verifyAt ?? null,
        help: { title: text?.title ?? '', body: text?.body ?? '' },
        payee: ctx.association.name,
        advance: advanceKindFor(ctx, kind),
      },
    }
  })
}
