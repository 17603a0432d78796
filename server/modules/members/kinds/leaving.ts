import type { FormData, FormDefinition, Problem } from '../../../../contract/forms/index.ts'
import { isDay } from '../../../../contract/rules/days.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { type Matter, matterForm } from '../../matters/index.ts'
import { wish, wishField } from './known.ts'

/** The day the form names, or today. */
export function lastDay(ctx: Context, form: FormDefinition, data: FormData): string {
  const named = wish(form, data, 'leave.on')
  return isDay(named) ? named : ctx.kernel.clock.today()
}

export const leaveReason = (form: FormDefinition, matter: Matter): string =>
  [wish(form, matter.data, 'leave.reason'), `${matter.title} ${matter.number}`].filter((part) => part !== '').join(' · ')

/** What has not come yet is not written down as gone. */
export async function lastDayProblems(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]> {
  const form = await matterForm(tx, ctx, matter)
  const field = wishField(form, 'leave.on')
  if (!field || lastDay(ctx, form, matter.data) <= ctx.kernel.clock.today()) return []
  return [{ path: field.id, label: field.label, message: `${field.label}不能晚于今天` }]
}
