import { MESSAGES } from '../../contract/preset/association.ts'
import type { DuesFile } from '../../contract/preset/dues.ts'
import { placeholdersOf } from '../../contract/preset.ts'
import { harsh } from './cross-reminders.ts'
import type { Part } from './read.ts'
import { known, type Say } from './say.ts'

/** 欠费处理: each rule once, says when and what, in words that can be sent. */
export function checkArrears(part: Part<DuesFile>, say: Say): void {
  const { arrears = [] } = part.value.rules
  const allowed: readonly string[] = [...MESSAGES['arrears-notice'], 'association']
  arrears.forEach((rule, i) => {
    const at = ['rules', 'arrears', i]
    if (arrears.findIndex((one) => one.id === rule.id) < i) say(part, [...at, 'id'], `欠费处理的规则“${rule.id}”出现了两次，请改名。`)
    if ((rule.afterDays === undefined) === (rule.years === undefined))
      say(part, at, '欠费多久适用这条规则：afterDays（超过缴费期限的天数）和 years（连续未缴的整年数）写一个，也只写一个。')
    if (rule.act === 'limit' && !rule.limits)
      say(part, [...at, 'act'], 'act: limit 要用 limits 写明暂停哪些服务，如 [certificate, directory]。')
    if (rule.act === 'lapse' && rule.limits) say(part, [...at, 'limits'], 'act: lapse 是视为自动退会，不用写 limits。')
    const { text = '' } = rule.notice
    for (const one of placeholdersOf(text).filter((each) => !allowed.includes(each)))
      say(part, [...at, 'notice', 'text'], `欠费通知里没有 {${one}} 可填，可用的有：${known(allowed)}。`)
    for (const word of harsh.filter((each) => text.includes(each)))
      say(part, [...at, 'notice', 'text'], `短信服务商不接受“${word}”这样的词，请写“缴费提醒”。`)
  })
}
