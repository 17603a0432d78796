import { allFields, type Field, type FormDefinition } from '../../contract/forms/index.ts'
import type { MatterKindFile, Stage } from '../../contract/preset/matters.ts'
import { EFFECTS, effectOf } from '../../contract/preset.ts'
import { isDay } from '../../contract/rules/days.ts'
import { checkReviews } from './cross-reviews.ts'
import { checkStages } from './cross-stages.ts'
import { checkCondition } from './facts.ts'
import type { Part, Parts } from './read.ts'
import { ids, known, name, type Say } from './say.ts'
import type { Path } from './source.ts'

export type KindPart = Part<MatterKindFile>

/** The forms of a kind, in the order of its stages. */
export function formsOf(kind: MatterKindFile, parts: Pick<Parts, 'forms'>): FormDefinition[] {
  return kind.stages.flatMap((stage) =>
    stage.type === 'form' ? (parts.forms.find((form) => form.value.id === stage.form)?.value ?? []) : [],
  )
}

/** Kinds against each other: one way in for each kind of member, and where one may register, a way in there is. */
export function checkKinds(parts: Parts, say: Say): void {
  const only = ['admission', 'change', 'leave', 'renewal']
  const seen = new Map<string, string>()
  for (const part of parts.kinds) {
    const effect = effectOf(part.value)
    const key = `${effect} ${part.value.for}`
    const other = seen.get(key)
    if (other !== undefined && only.includes(effect))
      say(part, ['kind'], `“${part.value.name}”与“${other}”的作用相同（${effect}），只留一个。`)
    seen.set(key, part.value.name)
  }
  const association = parts.association
  for (const kind of ['unit', 'person'] as const) {
    if (association?.value.registration[kind] && !seen.has(`admission ${kind}`))
      say(
        association,
        ['registration', kind],
        `可以注册，可是没有${kind === 'unit' ? '单位' : '个人'}的入会事项（effect: admission，for: ${kind}）。`,
      )
  }
}

export function checkKind(part: KindPart, parts: Parts, say: Say): void {
  const kind = part.value
  const forms = formsOf(kind, parts)
  const fields = forms.flatMap((form) => allFields(form))
  checkHead(part, parts, say)
  checkEffect(part, fields, parts, say)
  const stages = new Set<string>()
  const papers = new Set<string>()
  kind.stages.forEach((stage, i) => {
    const at: Path = ['stages', i]
    if (stages.has(stage.id)) say(part, [...at, 'id'], `环节“${stage.id}”出现了两次，请改名。`)
    stages.add(stage.id)
    checkCondition(stage.when, { part, path: [...at, 'when'], fields }, parts, say)
    checkStage(stage, part, at, parts, say)
    for (const [d, slot] of (stage.type === 'documents' ? stage.documents : []).entries()) {
      if (papers.has(slot)) say(part, [...at, 'documents', d], `材料“${slot}”在这个事项里要了两次，请删去一处。`)
      papers.add(slot)
    }
  })
  checkReviews(part, fields, parts, say)
  checkStages(part, parts, say)
  for (const document of parts.documents.filter((one) => papers.has(one.value.id)))
    checkCondition(document.value.when, { part: document, path: ['when'], fields }, parts, say)
  const twice = fields.map((field) => field.id).filter((id, i, all) => all.indexOf(id) < i)
  for (const id of new Set(twice)) say(part, ['stages'], `事项“${kind.name}”的几个表单里都有字段“${id}”，请改名。`)
}

function checkHead(part: KindPart, parts: Parts, say: Say): void {
  const { kind, effect, offered, branches, begins, expectedUntil, name: label } = part.value
  const association = parts.association?.value
  const asked = effect ?? kind
  if (!(EFFECTS as readonly string[]).includes(asked))
    say(part, ['kind'], `“${label}”要用 effect 写明办结后的作用，可以是：${known(EFFECTS)}。`)
  checkCondition(offered, { part, path: ['offered'], fields: [] }, parts, say)
  if (association === undefined) return
  const there = (association.branches ?? []).map((branch) => branch.id)
  if (branches !== undefined && there.length === 0) say(part, ['branches'], '协会没有分支机构（association.yaml 的 branches）。')
  if (Array.isArray(branches)) for (const [i, branch] of branches.entries()) name(branch, there, '分支机构', part, ['branches', i], say)
  if (begins === 'employer' && (part.value.for !== 'person' || association.people === undefined))
    say(part, ['begins'], '由单位发起的事项应是个人的（for: person），并在 association.yaml 中写明 people。')
  if (association.profileForm[part.value.for] === undefined)
    say(part, ['for'], `association.yaml 的 profileForm 里没有${part.value.for === 'unit' ? '单位' : '个人'}的表单（${part.value.for}）。`)
  if (expectedUntil !== undefined && !isDay(expectedUntil)) say(part, ['expectedUntil'], 'expectedUntil 应是一个存在的日期。')
}

/** Field targets without which an effect has nothing to work with. */
const NEEDED: Record<string, string> = { level: 'level', 'employer-change': 'person.employer' }

function checkEffect(part: KindPart, fields: readonly Field[], parts: Parts, say: Say): void {
  const { value } = part
  const effect = effectOf(value)
  const maps = fields.map((field) => field.maps as string | undefined)
  const needed = NEEDED[effect]
  if (needed !== undefined && !maps.includes(needed))
    say(part, ['stages'], `“${value.name}”的表单里要有一个字段对应 ${needed}（maps: ${needed}）。`)
  if (effect.startsWith('branch-') && value.branches === undefined && !maps.includes('branch'))
    say(part, ['kind'], `“${value.name}”要写明对哪些分支机构（branches: any），或在表单里用一个字段选择（maps: branch）。`)
  if (effect === 'renewal' && value.begins !== 'employer') say(part, ['kind'], `“${value.name}”应由单位发起（begins: employer）。`)
  if (effect !== 'change' && effect !== 'admission') return
  const profile = profileOf(value.for, parts)
  if (profile === null) return
  const own = value.for === 'unit' ? 'unit.name' : 'person.name'
  if (effect === 'admission' && !maps.includes(own))
    say(part, ['stages'], `“${value.name}”的表单里要有一个字段对应 ${own}（maps: ${own}）。`)
  const places = allFields(profile).flatMap((field) => [field.id, field.maps ?? ''])
  if (effect === 'change' && !fields.some((field) => places.includes(field.maps ?? field.id)))
    say(part, ['stages'], `“${value.name}”的表单与“${profile.title}”没有相同的字段，改不了任何内容。`)
  if (effect !== 'change') return
  for (const field of allFields(profile).filter((one) => one.editable === 'review' && !fields.some((asked) => same(asked, one))))
    say(part, ['stages'], `“${profile.title}”的“${field.label}”须经审核才能修改（editable: review），可是这个事项的表单里没有它。`)
}

const same = (a: Field, b: Field) => (b.maps === undefined ? a.id === b.id : a.maps === b.maps)

function profileOf(kind: 'unit' | 'person', parts: Parts): FormDefinition | null {
  const id = parts.association?.value.profileForm[kind]
  return parts.forms.find((form) => form.value.id === id)?.value ?? null
}

function checkStage(stage: Stage, part: KindPart, at: Path, parts: Parts, say: Say): void {
  if (stage.type === 'agree')
    for (const text of [stage.agree, ...(stage.also ?? [])]) name(text, ids(parts.texts), '文本', part, [...at, 'agree'], say)
  if (stage.type === 'form' || stage.type === 'payment') name(stage.form, ids(parts.forms), '表单', part, [...at, 'form'], say)
  if (stage.type === 'documents')
    for (const [d, slot] of stage.documents.entries()) name(slot, ids(parts.documents), '材料', part, [...at, 'documents', d], say)
}
