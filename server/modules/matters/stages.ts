import { holds } from '../../../contract/forms/condition.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { Stage } from '../../../contract/preset/matters.ts'
import { type Definition, wholeForm } from './definition.ts'
import { applicantsTurn } from './machine.ts'
import type { MatterRow } from './store.ts'

/** Everything the stages of a matter depend on besides its kind. */
export interface Asks {
  row: Pick<MatterRow, 'state' | 'stage' | 'returned_from' | 'data'>
  definition: Definition
  facts: FormData
  branchId: string | null
  /** Some unit reviews it as employer. */
  employer: boolean
}

/**
 * The stages this matter goes through: those whose condition holds; a branch's review only where there is a branch, an employer's only
 * where there is one. The review it lies at, or that sent it back, stays whatever the facts say meanwhile.
 */
export function stagesOf({ row, definition, facts, branchId, employer }: Asks): Stage[] {
  const asked = { ...facts, ...row.data }
  const kept = applicantsTurn(row.state) ? row.returned_from : row.stage
  const somebodys = (stage: Stage) => stage.type !== 'review' || stage.review !== 'employer' || employer
  const addressed = (stage: Stage) => stage.type !== 'review' || stage.review !== 'branch' || branchId !== null
  // Nobody could decide an employer's review without an employer, not even the one that sent it back.
  return definition.stages.filter((stage) => somebodys(stage) && (stage.id === kept || (holds(stage.when, asked) && addressed(stage))))
}

/** The branch a form names by a field that maps to `branch`; null when none is chosen. */
export function branchInForm(definition: Definition, data: FormData): string | null {
  const field = allFields(wholeForm(definition)).find((one) => one.maps === 'branch')
  const value = field && data[field.id]
  return typeof value === 'string' && value !== '' ? value : null
}
