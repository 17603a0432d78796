import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import { type Decision, decideMatter } from './decide.ts'

interface Many {
  act: 'pass' | 'return' | 'reject'
  items: { id: string; stage: string; revision: number }[]
  message?: string
}

/** STAFF-01: one decision on many, each in a transaction of its own: one that can't be decided says why and holds up no other. */
export async function decideMany(ctx: StaffContext, { act, items, message = '' }: Many) {
  authorize(ctx, 'matters.decide')
  const results: { id: string; ok: boolean; message: string }[] = []
  for (const item of items) results.push(await decideOne(ctx, decisionOf(act, item, message)))
  return { results }
}

function decisionOf(act: Many['act'], item: Many['items'][number], message: string): Decision {
  if (act === 'pass') return { act, ...item, message }
  return act === 'return' ? { act, ...item, message, remarks: [] } : { act, ...item, reason: message }
}

async function decideOne(ctx: StaffContext, decision: Decision) {
  try {
    await decideMatter(ctx, decision)
    return { id: decision.id, ok: true, message: '' }
  } catch (error) {
    if (error instanceof Refusal) return { id: decision.id, ok: false, message: error.message }
    ctx.kernel.log.error({ err: error, matterId: decision.id }, 'one of many could not be decided')
    return { id: decision.id, ok: false, message: '办理时系统出错，已记录，请单独打开这一件再试' }
  }
}
