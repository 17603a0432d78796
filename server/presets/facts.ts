import { type Condition, type Field, fieldsOf } from '../../contract/forms/index.ts'
import type { Part, Parts } from './read.ts'
import { known, name, type Say } from './say.ts'
import type { Path } from './source.ts'

/** What conditions may ask about besides the form; the members' module answers them. */
const FACTS = ['kind', 'standing', 'joinedOn', 'level', 'council', 'branches', 'number'].map((fact) => `member.${fact}`)

interface Asking {
  part: Part<unknown>
  path: Path
  /** The fields whose values it may ask for. */
  fields: readonly Field[]
}

/** A condition: fields and facts that there are, and values that they can have. */
export function checkCondition(condition: Condition | undefined, { part, path, fields }: Asking, parts: Parts, say: Say): void {
  for (const asked of fieldsOf(condition)) {
    if (asked.includes('.')) name(asked, FACTS, '会员情况', part, path, say)
    else
      name(
        asked,
        fields.map((field) => field.id),
        '字段',
        part,
        path,
        say,
      )
  }
  for (const { field, values } of comparisons(condition)) {
    const possible = valuesOf(field, fields, parts)
    for (const value of values.filter((one) => possible !== null && !possible.includes(String(one))))
      say(part, path, `“${field}”不会是“${value}”，可以是：${known(possible ?? [])}。`)
  }
}

interface Comparison {
  field: string
  values: (string | number | boolean)[]
}

function comparisons(condition: Condition | undefined): Comparison[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap((one) => comparisons(one))
  if ('any' in condition) return condition.any.flatMap((one) => comparisons(one))
  const { field, is, in: among, not } = condition
  return [{ field, values: [is, among, not].flat().filter((one) => one !== undefined) }]
}

/** The values a field or fact can have, where they are few; null where they are not. */
function valuesOf(asked: string, fields: readonly Field[], parts: Parts): string[] | null {
  const association = parts.association?.value
  if (asked === 'member.kind') return ['unit', 'person']
  if (asked === 'member.standing') return ['applicant', 'current', 'left']
  if (asked === 'member.council') return ['true', 'false']
  if (asked === 'member.level') return association?.levels.map((level) => level.id) ?? null
  if (asked === 'member.branches') return association?.branches?.map((branch) => branch.id) ?? []
  const field = fields.find((one) => one.id === asked)
  if (field?.type === 'boolean' || field?.type === 'agree') return ['true', 'false']
  if (field?.type !== 'choice' && field?.type !== 'multi-choice') return null
  const options = field.options ?? (association && field.dictionary !== undefined ? association.dictionaries[field.dictionary] : undefined)
  return options?.map((option) => option.value) ?? null
}
