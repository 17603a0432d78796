import { type ReminderHours, usualHours } from '../../../contract/preset/reminders.ts'
import type { Context } from '../../kernel/context.ts'

export const hoursOf = (ctx: Context): ReminderHours => ctx.association.settings.dues.reminderHours ?? usualHours

const face = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })

/** 'HH:MM' in Asia/Shanghai. */
const timeNow = (ctx: Context): string => face.format(ctx.kernel.clock.now())

/** Nobody is reminded now. */
export function isQuiet(ctx: Context): boolean {
  const { from, to } = hoursOf(ctx)
  return timeNow(ctx) < from || timeNow(ctx) >= to
}

/** The day's work has not begun. */
export const isEarly = (ctx: Context): boolean => timeNow(ctx) < hoursOf(ctx).from
