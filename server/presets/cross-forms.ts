import type { Field, FormDefinition } from '../../contract/forms/index.ts'
import { allFields, boundField } from '../../contract/forms/index.ts'
import { CONTACT_TARGETS } from '../../contract/forms/schema.ts'
import { checkCondition } from './facts.ts'
import { choicesOf } from './own-choices.ts'
import type { Part, Parts } from './read.ts'
import { ids, known, name, type Say } from './say.ts'
import type { Path } from './source.ts'

const CONTACTS: readonly string[] = CONTACT_TARGETS

/** A form against the rest of its preset: field names, conditions, lists of options, targets. */
export function checkForm(part: Part<FormDefinition>, parts: Parts, say: Say): void {
  if (!part.source.file.endsWith(`/${part.value.id}.yaml`)) say(part, ['id'], `表单的 id 应与文件名相同，现在是“${part.value.id}”。`)
  const fields = allFields(part.value)
  const top = fields.map((field) => field.id)
  const seen = new Set<string>()
  part.value.sections.forEach((section, s) => {
    section.fields.forEach((field, f) => {
      checkFormField(field, { part, parts, say, top, fields, seen, path: ['sections', s, 'fields', f], inList: false })
    })
  })
}

interface FieldScope {
  part: Part<FormDefinition>
  parts: Parts
  say: Say
  top: string[]
  /** Of the form, and of the list's row one is in. */
  fields: Field[]
  seen: Set<string>
  path: Path
  inList: boolean
}

function checkFormField(field: Field, scope: FieldScope): void {
  const { part, parts, say, path } = scope
  if (scope.seen.has(field.id)) say(part, [...path, 'id'], `字段“${field.id}”出现了两次，请改名。`)
  scope.seen.add(field.id)
  checkCondition(field.when, { part, path: [...path, 'when'], fields: scope.fields }, parts, say)
  if (field.type === 'choice' || field.type === 'multi-choice') {
    const dictionaries = parts.association && choicesOf(parts.association.value)
    if ((field.options === undefined) === (field.dictionary === undefined))
      say(part, [...path], `“${field.label}”应有 options 或 dictionary，二者取一。`)
    else if (field.dictionary !== undefined && dictionaries !== null)
      name(field.dictionary, Object.keys(dictionaries), '选项表', part, [...path, 'dictionary'], say)
  }
  if (field.type === 'region' && field.suggestedBy !== undefined)
    name(field.suggestedBy, scope.top, '字段', part, [...path, 'suggestedBy'], say)
  if (field.type === 'agree' && field.text !== undefined) name(field.text, ids(parts.texts), '文本', part, [...path, 'text'], say)
  if ('pattern' in field && field.pattern !== undefined) checkPattern(field.pattern, part, [...path, 'pattern'], say)
  checkRules(field, scope)
  checkTarget(field, scope)
  if (field.type !== 'list') return
  const top = [...scope.top, ...field.fields.map((one) => one.id)]
  const seen = new Set<string>()
  field.fields.forEach((inner, i) => {
    checkFormField(inner, { ...scope, top, fields: [...field.fields, ...scope.fields], seen, path: [...path, 'fields', i], inList: true })
  })
}

/** What rules between fields name, and bounds that nothing can meet. */
function checkRules(field: Field, { part, parts, say, top, path }: FieldScope): void {
  if (field.type === 'date') {
    for (const key of ['min', 'max'] as const) {
      const other = boundField(field[key])
      if (other !== null) name(other, top, '日期字段', part, [...path, key], say)
    }
  }
  if (field.type === 'id-card') {
    for (const [key, other] of Object.entries(field.matches ?? {})) name(other, top, '字段', part, [...path, 'matches', key], say)
    const { min, under } = field.age ?? {}
    if (min !== undefined && under !== undefined && min >= under) say(part, [...path, 'age'], '年龄的下限不小于上限，没有人能满足。')
  }
  if (field.type === 'employer' && parts.association !== null && parts.association.value.people === undefined)
    say(part, [...path, 'type'], '工作单位（employer）要从会员单位中选择，请先在 association.yaml 中写明 people。')
  if (field.type === 'photo' && (field.width === undefined) !== (field.height === undefined))
    say(part, path, 'width 和 height 要么都写，要么都不写。')
}

function checkTarget(field: Field, { part, say, path, inList }: FieldScope): void {
  if (field.maps === undefined) return
  const at = [...path, 'maps']
  if (field.maps === 'contacts' && field.type !== 'list') say(part, at, 'contacts 只能用在列表（list）上。')
  if (inList && !CONTACTS.includes(field.maps)) say(part, at, `列表里的字段只能对应：${known(CONTACTS)}。`)
  if (field.maps === 'person.photo' && field.type !== 'photo') say(part, at, 'person.photo 只能用在照片（photo）上。')
  if (!inList && CONTACTS.includes(field.maps)) say(part, at, `${field.maps} 只能用在联络员列表里。`)
}

function checkPattern(pattern: string, part: Part<unknown>, path: Path, say: Say): void {
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    say(part, path, `正则表达式“${pattern}”写错了。`)
  }
}
