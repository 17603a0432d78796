import type { Quote } from '../../../../contract/dues.ts'
import { methodsFor } from '../../../../contract/rules/pay-methods.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { payeeOf, payerWords, rulesOf } from '../settings.ts'
import { type ChargeRecord, memberName } from '../store.ts'
import { payableCharges } from './open-order.ts'
import { knownPayer } from './payer.ts'
import { linesOf } from './present.ts'
import { priceToday } from './reprice.ts'

/** What an order of these years would cost today, with all that is known filled in; nothing is written. CACEM-16 */
export async function quote(ctx: MemberContext, years: readonly number[]): Promise<Quote> {
  return inTx(ctx, async (tx, ctx) => {
    const charges = await payableCharges(tx, ctx, ctx.memberId, [...new Set(years)])
    const lines: ChargeRecord[] = []
    for (const charge of charges) lines.push(await priceToday(tx, ctx, charge))
    return quoteOf(tx, ctx, ctx.memberId, lines)
  })
}

/** What a member would read before ordering these lines. */
export async function quoteOf(tx: Tx, ctx: MemberContext, memberId: string, lines: readonly ChargeRecord[]): Promise<Quote> {
  const { kind } = await memberName(tx, ctx, memberId)
  return {
    lines: linesOf(ctx, lines),
    amountFen: lines.reduce((sum, line) => sum + line.amountFen, 0),
    payer: await knownPayer(tx, ctx, memberId),
    words: payerWords(
      ctx,
      kind,
      lines.some((line) => line.kind === 'service'),
    ),
    payee: payeeOf(ctx),
    methods: methodsFor(rulesOf(ctx).methods, kind),
    receiptWorkdays: rulesOf(ctx).receipt.workdays,
  }
}
