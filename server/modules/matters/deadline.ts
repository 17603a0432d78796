import type { Stage } from '../../../contract/preset/matters.ts'
import { addWorkdays, workdaysBetween } from '../../../contract/rules/workdays.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context } from '../../kernel/context.ts'
import { holidays } from '../../kernel/reference/index.ts'
import { reviewOf } from './definition.ts'

/** The day by which the review at `stage` should have decided, counted in working days from today; null for other stages. */
export function dueOn(ctx: Context, stages: readonly Stage[], stage: string): string | null {
  const review = reviewOf({ stages }, stage)
  return review ? addWorkdays(ctx.kernel.clock.today(), review.withinWorkdays, holidays) : null
}

/** Whole working days since `moment`. */
export function workdaysSince(ctx: Context, moment: Date | null): number {
  return moment ? workdaysBetween(dayOf(moment), ctx.kernel.clock.today(), holidays) : 0
}

export const isLate = (ctx: Context, due: string | null): boolean => due !== null && due < ctx.kernel.clock.today()
