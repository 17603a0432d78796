import { Refusal } from '../../kernel/errors.ts'
import { type Act, type Actor, type Standing, whyNot } from './machine.ts'
import type { MatterRow } from './store.ts'

/** The applicant's acts that depend on the state alone; the row is one's own (see `holdOwn`). */
export function mayChange(row: MatterRow, act: 'save' | 'submit' | 'withdraw'): void {
  const standing: Standing = { state: row.state, stage: row.stage, returnedFrom: null, reviewerId: null, handedIn: false, passes: [] }
  may(standing, act, { accountId: row.account_id, own: true, reviews: false })
}

/** Refuses with the sentence that the button shows. */
export function may(standing: Standing, act: Act, actor: Actor): void {
  const why = whyNot(standing, act, actor)
  if (why === null) return
  const forbidden = (act === 'pass' || act === 'return' || act === 'reject') && standing.state === 'submitted'
  throw new Refusal(forbidden ? 'not-allowed' : 'conflict', why)
}
