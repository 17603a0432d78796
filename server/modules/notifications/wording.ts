import type { Message } from '../../../contract/preset.ts'
import type { Settings } from '../../../contract/settings.ts'

/** What a message's template says: 'dues-overdue', or 'dues-overdue/second' where a step of 缴费提醒 has words of its own. */
export function wordingOf(settings: Settings, template: string): Omit<Message, 'id'> | undefined {
  const [id, stepId] = template.split('/')
  const usual = settings.messages.find((message) => message.id === id)
  const step = id === 'arrears-notice' ? ruleNotice(settings, stepId) : settings.dues.reminders?.find((one) => one.id === stepId)
  if (!usual || step?.text === undefined) return usual
  const mail = usual.mail && { subject: usual.mail.subject, text: `${step.text}\n{association}` }
  return { sms: step.text, ...(mail && { mail }), ...(step.templateCodes && { templateCodes: step.templateCodes }) }
}

const ruleNotice = (settings: Settings, rule: string | undefined) => settings.dues.arrears?.find((one) => one.id === rule)?.notice
