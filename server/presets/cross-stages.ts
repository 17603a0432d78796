import { allFields, fieldsOf } from '../../contract/forms/index.ts'
import type { MatterKindFile } from '../../contract/preset/matters.ts'
import type { Part, Parts } from './read.ts'
import type { Say } from './say.ts'

/**
 * Which lists of stages are legal: whatever is filled in, a stage is left; a unit with one account can go through with it; and no
 * condition asks what is only filled in behind it. For such lists the tests show that no matter skips a review or is stuck.
 */
export function checkStages(part: Part<MatterKindFile>, parts: Parts, say: Say): void {
  const { stages, name: label, begins } = part.value
  const sure = stages.some(
    (stage) => stage.when === undefined && !(stage.type === 'review' && ['branch', 'employer'].includes(stage.review)),
  )
  if (!sure) say(part, ['stages'], `事项“${label}”的环节都有条件，条件都不成立时就没有环节，请至少留一个没有条件的。`)
  const employers = stages.flatMap((stage, i) => (stage.type === 'review' && stage.review === 'employer' ? [{ stage, i }] : []))
  for (const [turn, { stage, i }] of employers.entries()) {
    if (turn > 0) say(part, ['stages', i, 'review'], '所在单位只审核一次：一个单位可能只有一个账号，同一个人不能审核两次。')
    if (begins === 'employer') say(part, ['stages', i, 'review'], '单位发起的事项不用再由单位审核，请删去这个环节。')
    if (stage.gives !== undefined) say(part, ['stages', i, 'gives'], '所在单位可以回退它的审核，不能由它给出会员号。')
  }
  stages.forEach((stage, i) => {
    if (!('samePage' in stage && stage.samePage) || ['form', 'documents'].includes(stages[i - 1]?.type ?? '')) return
    say(part, ['stages', i, 'samePage'], `环节“${stage.name}”要与上一环节同页，上一环节必须是表单或材料。`)
  })
  const all = new Set(stages.flatMap((stage) => (stage.type === 'form' ? fieldsIn(stage.form, parts) : [])))
  const before = new Set<string>()
  stages.forEach((stage, i) => {
    for (const field of fieldsOf(stage.when).filter((one) => all.has(one) && !before.has(one)))
      say(part, ['stages', i, 'when'], `环节“${stage.name}”的条件问到“${field}”，可是它在这个环节或后面的环节才填写。`)
    if (stage.type === 'form') for (const field of fieldsIn(stage.form, parts)) before.add(field)
  })
}

const fieldsIn = (form: string, parts: Parts): string[] => {
  const found = parts.forms.find((one) => one.value.id === form)
  return found ? allFields(found.value).map((field) => field.id) : []
}
