import { effectOf } from '../../../contract/preset/choose.ts'
import { addWorkdays } from '../../../contract/rules/workdays.ts'
import type { Context } from '../../kernel/context.ts'
import { holidays } from '../../kernel/reference/index.ts'

export const receiptRules = (ctx: Context) => ctx.association.settings.dues.receipt

/** So many working days after a day the receipt must be there. CACEM-17 */
export const dueAfter = (ctx: Context, day: string): string => addWorkdays(day, receiptRules(ctx).workdays, holidays)

/** The kind by which a member of this sort asks for a receipt before it pays. CAQ-11, CEPCA-14 */
export function advanceKindFor(ctx: Context, kind: 'unit' | 'person'): { kind: string; name: string } | null {
  const found = ctx.association.settings.kinds.find((one) => one.for === kind && effectOf(one) === 'advance-receipt')
  return found ? { kind: found.kind, name: found.name } : null
}
