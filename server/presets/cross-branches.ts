import { allFields } from '../../contract/forms/index.ts'
import { effectOf } from '../../contract/preset.ts'
import type { Parts } from './read.ts'
import { name, type Say } from './say.ts'

/** Branches with levels of their own, and what else names them. */
export function checkBranches(parts: Parts, say: Say): void {
  const part = parts.association
  if (part === null) return
  const { branches = [], numbers } = part.value
  branches.forEach((branch, i) => {
    if (branches.findIndex((other) => other.id === branch.id) < i) say(part, ['branches', i, 'id'], `“${branch.id}”出现了两次，请改名。`)
    const levels = branch.levels.map((level) => level.id)
    name(branch.joiningLevel, levels, `${branch.name}的级别`, part, ['branches', i, 'joiningLevel'], say)
    levels.forEach((level, l) => {
      if (levels.indexOf(level) < l) say(part, ['branches', i, 'levels', l, 'id'], `“${level}”出现了两次，请改名。`)
    })
  })
  const known = branches.map((branch) => branch.id)
  for (const branch of Object.keys(numbers.branches ?? {})) name(branch, known, '分支机构', part, ['numbers', 'branches', branch], say)
}

/** Who one is, how one is reached and for whom one works, nobody else says. */
const OWN = ['person.name', 'person.idCard', 'person.mobile', 'person.photo', 'person.employer']
/** What a roster can show of a person besides the fields of the form. */
const ROSTER = ['number', 'name', 'state', 'since', 'paidThrough', 'idCard', 'mobile', 'title']

/** People and employers: the kind that renews, and the columns of the roster. */
export function checkPeople(parts: Parts, say: Say): void {
  const part = parts.association
  const people = part?.value.people
  if (!part || !people) return
  const profile = parts.forms.find((form) => form.value.id === part.value.profileForm.person)
  if (profile === undefined) say(part, ['people'], '个人通过单位入会，要在 profileForm 中写明个人的表单（person）。')
  else if (!allFields(profile.value).some((field) => field.maps === 'person.employer'))
    say(part, ['people'], `表单“${profile.value.title}”里没有对应 person.employer 的字段，不知道是哪个单位的人。`)
  if (people.renewal !== undefined) {
    const renewals = parts.kinds.map((kind) => kind.value).filter((kind) => effectOf(kind) === 'renewal')
    name(
      people.renewal,
      renewals.map((kind) => kind.kind),
      '续期事项（renewal）',
      part,
      ['people', 'renewal'],
      say,
    )
  }
  const fields = profile ? allFields(profile.value) : []
  people.corrects?.forEach((id, i) => {
    if (profile === undefined) return
    const among = fields.map((field) => field.id)
    name(id, among, '字段', part, ['people', 'corrects', i], say)
    const field = fields.find((one) => one.id === id)
    if (field && (OWN.includes(field.maps ?? '') || field.type === 'photo' || field.type === 'file'))
      say(part, ['people', 'corrects', i], `“${field.label}”只能由本人填写，不能由单位修改。`)
  })
  const columns = [...ROSTER, ...fields.map((field) => field.id)]
  people.roster.columns.forEach((column, i) => {
    if (profile !== undefined) name(column, columns, '列', part, ['people', 'roster', 'columns', i], say)
  })
}
