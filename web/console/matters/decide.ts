import { useMutation, useQueryClient } from '@tanstack/vue-query'
import type { DecisionConflictDetail, MatterForStaff } from '../../../contract/matters.ts'
import { ApiError, api } from '../../api/index.ts'
import { showTime } from '../../ui/times.ts'
import type { RemarkDraft } from './remarks.ts'

export type Decision =
  | { act: 'pass'; message: string; accepted?: string[] }
  | { act: 'return'; message: string; remarks: readonly RemarkDraft[] }
  | { act: 'reject'; reason: string }

async function send(matter: MatterForStaff, decision: Decision): Promise<unknown> {
  const params = { id: matter.id }
  const seen = { stage: matter.stage, revision: matter.revision }
  switch (decision.act) {
    case 'pass':
      return api('POST /console/matters/:id/pass', {
        params,
        body: { ...seen, message: decision.message || undefined, accepted: decision.accepted },
      })
    case 'return':
      return api('POST /console/matters/:id/return', {
        params,
        body: {
          ...seen,
          message: decision.message,
          remarks: decision.remarks.map(({ stage, place, path, text }) => ({ stage, place, path, text: text.trim() })),
        },
      })
    case 'reject':
      return api('POST /console/matters/:id/reject', { params, body: { ...seen, reason: decision.reason } })
  }
}

/** Decides, and afterwards everything that counts or lists matters is read anew, also when somebody else was faster. */
export function useDecide() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ matter, decision }: { matter: MatterForStaff; decision: Decision }) => send(matter, decision),
    onSettled: () => client.invalidateQueries({ queryKey: ['matters'] }),
  })
}

/** 「张示例已于 2026-11-21 10:32 审核通过。」; null when it was another kind of failure. */
export function saysConflict(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return null
  const { who, what, at } = error.detail as Partial<DecisionConflictDetail>
  return who && at
    ? `${who}已于 ${showTime(at)} 办理了这件事项（${what}），您的操作没有生效。下面是最新的情况。`
    : `${error.message}。下面是最新的情况。`
}
