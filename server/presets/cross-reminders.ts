import { MESSAGES } from '../../contract/preset/association.ts'
import type { DuesFile } from '../../contract/preset/dues.ts'
import { placeholdersOf } from '../../contract/preset.ts'
import type { Part } from './read.ts'
import { known, type Say } from './say.ts'

/** Carriers refuse such words, and members mind them. */
export const harsh = ['催款', '催缴', '催收', '催交', '拖欠', '欠款']

const isTime = (time: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)

/** The ladder of 缴费提醒: each step once, on a day when there is something to remind of, in words that can be sent. */
export function checkReminders(part: Part<DuesFile>, say: Say): void {
  const { reminders = [], reminderHours, year } = part.value.rules
  const allowed: readonly string[] = [...MESSAGES['dues-reminder'], 'association']
  reminders.forEach((step, i) => {
    const at = ['rules', 'reminders', i]
    if (reminders.findIndex((one) => one.id === step.id) < i) say(part, [...at, 'id'], `缴费提醒的步骤“${step.id}”出现了两次，请改名。`)
    if (reminders.findIndex((one) => one.days === step.days) < i)
      say(part, [...at, 'days'], `同一天（days: ${step.days}）有两步缴费提醒，请错开或合并。`)
    if (year === 'rolling' && step.days < -59) say(part, [...at, 'days'], '滚动年度的应缴在到期前 60 天才生成，提醒最早只能写 -59。')
    for (const one of placeholdersOf(step.text ?? '').filter((each) => !allowed.includes(each)))
      say(part, [...at, 'text'], `缴费提醒里没有 {${one}} 可填，可用的有：${known(allowed)}。`)
    for (const word of harsh.filter((each) => step.text?.includes(each)))
      say(part, [...at, 'text'], `短信服务商不接受“${word}”这样的词，请写“缴费提醒”。`)
  })
  if (reminderHours === undefined) return
  const { from, to } = reminderHours
  if (!isTime(from) || !isTime(to) || from >= to)
    say(part, ['rules', 'reminderHours'], 'reminderHours 应是一天中先后两个时刻，如 09:00 和 18:00。')
}
