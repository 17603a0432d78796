import type { Field } from '../../contract/forms/index.ts'
import { branchPermissions } from '../../contract/permissions.ts'
import type { MatterKindFile, StageOf } from '../../contract/preset/matters.ts'
import { effectOf } from '../../contract/preset.ts'
import type { Part, Parts } from './read.ts'
import { name, type Say } from './say.ts'
import type { Path } from './source.ts'

type KindPart = Part<MatterKindFile>

/** What may take effect when it is handed in, because nobody may refuse it or because it changes nothing. */
const UNREVIEWED = ['leave', 'branch-leave', 'record']

/** The reviews of a kind: somebody decides, whatever is filled in; who it is can decide; and nothing is waited for in vain. */
export function checkReviews(part: KindPart, fields: readonly Field[], parts: Parts, say: Say): void {
  const { stages, name: label } = part.value
  const effect = effectOf(part.value)
  const reviews = stages.flatMap((stage, i) => (stage.type === 'review' ? [{ stage, i }] : []))
  const free = UNREVIEWED.includes(effect)
  if (reviews.length > 0 || !free) {
    if (stages.at(-1)?.type !== 'review') say(part, ['stages'], `事项“${label}”的最后一个环节应是审核（review）。`)
  }
  if (!free && reviews.length > 0 && reviews.every(({ stage }) => mayBePassedOver(part.value, stage, fields)))
    say(part, ['stages'], `事项“${label}”的审核都有条件，条件不成立时就没有人审核，请至少留一个没有条件的。`)
  for (const { stage, i } of reviews) {
    const at: Path = ['stages', i]
    checkReviewer(stage, part, at, parts, say)
    checkAddress(stage, part, at, fields, parts, say)
    if ((effect === 'leave' || effect === 'branch-leave') && stage.mayReject !== false)
      say(part, at, '退会不得拒绝（国办发〔2020〕21号），请写明 mayReject: false。')
    const before = stages.slice(0, i).some((other) => other.type === 'payment')
    if (stage.needs !== undefined && !before) say(part, [...at, 'needs'], '要等缴费，可是在它之前没有缴费环节。')
  }
  checkNumber(part, reviews, say)
}

function mayBePassedOver(kind: MatterKindFile, stage: StageOf<'review'>, fields: readonly Field[]): boolean {
  if (stage.when !== undefined) return true
  if (stage.review === 'employer')
    return !fields.some((field) => field.maps === 'person.employer' && field.required && field.when === undefined)
  if (stage.review === 'branch') return kind.branches === undefined && !fields.some((field) => field.maps === 'branch' && field.required)
  return false
}

function checkReviewer(stage: StageOf<'review'>, part: KindPart, at: Path, parts: Parts, say: Say): void {
  if (stage.review === 'employer') {
    if (stage.by !== undefined) say(part, [...at, 'by'], '由单位审核的环节不用写角色（by）。')
    return
  }
  if (stage.by === undefined) {
    say(part, at, '要写明由哪个角色审核（by）。')
    return
  }
  const roles = parts.association?.value.roles ?? []
  if (parts.association !== null)
    name(
      stage.by,
      roles.map((role) => role.id),
      '角色',
      part,
      [...at, 'by'],
      say,
    )
  const role = roles.find((one) => one.id === stage.by)
  if (role !== undefined && !role.permissions.includes('matters.decide'))
    say(part, [...at, 'by'], `角色“${role.name}”没有“审核事项”的权限（matters.decide）。`)
  if (role !== undefined && stage.review === 'branch' && !role.permissions.every((one) => branchPermissions.has(one)))
    say(part, [...at, 'by'], `角色“${role.name}”有只能在全协会使用的权限，请为分支机构另设一个角色。`)
}

/** A branch's or an employer's review needs somebody it is addressed to. */
function checkAddress(stage: StageOf<'review'>, part: KindPart, at: Path, fields: readonly Field[], parts: Parts, say: Say): void {
  const association = parts.association?.value
  if (association === undefined) return
  const maps = (target: string) => fields.some((field) => field.maps === target)
  if (stage.review === 'branch') {
    if ((association.branches ?? []).length === 0)
      say(part, [...at, 'review'], '协会没有分支机构（association.yaml 的 branches），不能由分支机构审核。')
    else if (part.value.branches === undefined && !maps('branch'))
      say(part, [...at, 'review'], '不知道由哪个分支机构审核：请写 branches: any，或在表单里用一个字段选择（maps: branch）。')
  }
  if (stage.review !== 'employer') return
  if (association.people === undefined) say(part, [...at, 'review'], '由所在单位审核，要在 association.yaml 中写明 people。')
  else if (!maps('person.employer'))
    say(part, [...at, 'review'], '不知道由哪个单位审核：请在表单里用一个字段填写（maps: person.employer）。')
}

function checkNumber(part: KindPart, reviews: readonly { stage: StageOf<'review'>; i: number }[], say: Say): void {
  const giving = reviews.filter(({ stage }) => stage.gives !== undefined)
  for (const [turn, { i }] of giving.entries()) {
    if (effectOf(part.value) !== 'admission') say(part, ['stages', i, 'gives'], '只有入会事项的审核能给出会员号。')
    if (turn > 0) say(part, ['stages', i, 'gives'], '会员号只给一次，请删去一处 gives。')
  }
}
