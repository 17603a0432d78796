import { effectOf } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { allDefinitions, type Definition } from '../matters/index.ts'

/** Where matters of people lie, as `kind@version:stage`: what a unit's list is sorted by. */
export interface PeopleStages {
  admissions: string[]
  renewals: string[]
  /** At the employer's review of an admission. */
  at: string[]
  /** Behind it: the employer has recommended. */
  after: string[]
}

const keyOf = ({ kind, version }: Definition, stage: string) => `${kind}@${version}:${stage}`

/** Read from every version of the kinds: old matters still lie at stages of old ones. */
export async function peopleStages(tx: Tx, ctx: Context): Promise<PeopleStages> {
  const stages: PeopleStages = { admissions: [], renewals: [], at: [], after: [] }
  for (const definition of await allDefinitions(tx, ctx)) {
    if (definition.for !== 'person') continue
    const effect = effectOf(definition)
    if (effect === 'renewal') stages.renewals.push(definition.kind)
    if (effect !== 'admission') continue
    const review = definition.stages.findIndex((stage) => stage.type === 'review' && stage.review === 'employer')
    if (review === -1) continue
    stages.admissions.push(definition.kind)
    stages.at.push(keyOf(definition, definition.stages[review]?.id ?? ''))
    stages.after.push(...definition.stages.slice(review + 1).map((stage) => keyOf(definition, stage.id)))
  }
  return stages
}
