import { allFields, fieldsOf } from '../../contract/forms/index.ts'
import type { DuesFile } from '../../contract/preset/dues.ts'
import { checkCondition } from './facts.ts'
import type { Part, Parts } from './read.ts'
import { known, name, type Say } from './say.ts'

/** Facts that are known of many members at once. */
const FACTS = ['member.kind', 'member.level', 'member.council', 'member.joinedOn']

/** What a year costs, and for whom nothing: rules that contradict each other, or ask what nobody knows. */
export function checkBilling(part: Part<DuesFile>, parts: Parts, say: Say): void {
  const { rules, standards } = part.value
  if (rules.year === 'rolling' && rules.partYear !== 'whole')
    say(part, ['rules', 'partYear'], '滚动年度（year: rolling）没有“不足一年”，partYear 请写 whole。')
  if (rules.year === 'rolling' && rules.levelChange === 'next-year')
    say(part, ['rules', 'levelChange'], '滚动年度（year: rolling）没有“下一年度”，levelChange 请写 nothing 或 difference。')
  checkExempt(part, parts, say)
  rules.services?.forEach(({ id }, i, all) => {
    if (all.findIndex((one) => one.id === id) < i) say(part, ['rules', 'services', i, 'id'], `收费项目“${id}”出现了两次。`)
  })
  const levels = parts.association?.value.levels.map((level) => level.id) ?? null
  standards.forEach((standard, i) => {
    for (const [key, what] of [
      ['joiningYuan', '入会费'],
      ['lifeYuan', '终身会费'],
    ] as const) {
      for (const [level, yuan] of Object.entries(standard[key] ?? {})) {
        const at = ['standards', i, key, level]
        if (levels !== null) name(level, levels, '会员级别', part, at, say)
        if (levels?.includes(level) && !(level in standard.yuan))
          say(part, at, `级别“${level}”有${what}，可是这套标准里没有它的会费（yuan）。`)
        if (key === 'lifeYuan' && yuan === 0) say(part, at, '终身会费不能是 0；不收会费的级别，请把 yuan 写成 0。')
      }
    }
  })
}

/** Exemptions ask the member's own form and a few facts: the years of all are billed in one go. */
function checkExempt(part: Part<DuesFile>, parts: Parts, say: Say): void {
  const own = Object.values(parts.association?.value.profileForm ?? {})
  const fields = parts.forms
    .filter((form) => own.includes(form.value.id))
    .flatMap((form) => allFields(form.value))
    .filter((field) => field.maps === undefined || field.maps === 'unit.region' || field.maps === 'unit.industry')
  part.value.rules.exempt?.forEach((rule, i) => {
    const path = ['rules', 'exempt', i, 'when']
    for (const fact of fieldsOf(rule.when).filter((asked) => asked.startsWith('member.') && !FACTS.includes(asked)))
      say(part, path, `免交条件不能问“${fact}”，可以问的会员情况有：${known(FACTS)}。`)
    checkCondition(rule.when, { part, path, fields }, parts, say)
  })
}
