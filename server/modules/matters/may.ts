import { Refusal } from '../../kernel/errors.ts'
import { type Act, type Actor, type StageShape, type Standing, whyNot } from './machine.ts'
import type { MatterRow } from './store.ts'

/** The applicant's acts that depend on the state alone; the row is one's own (see `holdOwn`). */
export function mayChange(row: MatterRow, act: 'save' | 'submit' | 'withdraw'): void {
  const { state, stage } = row
  const standing: Standing = { state, stage, returnedFrom: null, reviewerId: null, handedIn: false, passes: [], lastPass: null }
  may([], standing, act, { accountId: row.account_id, own: true, reviews: false })
}

/** Refuses with the sentence that the button shows. */
export function may(stages: readonly StageShape[], standing: Standing, act: Act, actor: Actor): void {
  const why = whyNot(stages, standing, act, actor)
  if (why === null) return
  const forbidden = (act === 'pass' || act === 'return' || act === 'reject' || act === 'hold') && standing.state === 'submitted'
  throw new Refusal(forbidden ? 'not-allowed' : 'conflict', why)
}
