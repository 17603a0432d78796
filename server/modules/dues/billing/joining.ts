import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import { insertCharges } from '../orders/open-order.ts'
import type { Admitted } from '../orders/settle.ts'
import { standardFor } from '../standards/standards.ts'
import { type ChargeRecord, memberCharges } from '../store.ts'

/** 入会费 as the level's standard has it, open, not written; null when there is none or it is paid. One asked before stays the one. */
export async function joiningCharge(tx: Tx, ctx: Context, memberId: string, level: string, year: number): Promise<ChargeRecord | null> {
  const known = (await memberCharges(tx, ctx, memberId)).find((charge) => charge.kind === 'joining')
  if (known) return known.state === 'open' ? known : null
  const standard = await standardFor(tx, ctx, level, year)
  if (!standard?.joiningFen) return null
  return {
    id: newId(),
    memberId,
    kind: 'joining',
    year,
    level,
    amountFen: standard.joiningFen,
    reason: '',
    standardId: standard.id,
    state: 'open',
    settledAt: null,
  }
}

/** Hook of the admitting transaction: who was admitted without having been asked for the joining fee owes it from then on. */
export async function chargeJoining(tx: Tx, ctx: Context, { memberId, level, joinedOn }: Admitted): Promise<void> {
  const charge = await joiningCharge(tx, ctx, memberId, level, Number(joinedOn.slice(0, 4)))
  if (!charge || (await memberCharges(tx, ctx, memberId)).some((one) => one.id === charge.id)) return
  await insertCharges(tx, ctx, [charge])
}
