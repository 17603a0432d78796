import type { LoginIdentifier, RegistrationField, RegistrationRule } from '../../contract/preset.ts'
import type { Part, Parts } from './read.ts'
import { known, type Say } from './say.ts'
import type { Path } from './source.ts'

type AssociationPart = NonNullable<Parts['association']>

const typedAs: Partial<Record<LoginIdentifier, RegistrationField>> = {
  mobile: 'mobile',
  email: 'email',
  'user-name': 'user-name',
  'id-card': 'id-card',
  'unit-name': 'unit-name',
  'person-name': 'name',
}

/** Who registers must be able to sign in, and be asked for what proves it. */
export function checkLogin(part: AssociationPart, say: Say): void {
  const { login, registration } = part.value
  login.tabs.forEach((tab, i) => {
    if (login.tabs.findIndex((other) => other.id === tab.id) < i)
      say(part, ['login', 'tabs', i, 'id'], `登录页签“${tab.id}”出现了两次，请改名。`)
  })
  for (const kind of ['unit', 'person'] as const) {
    const rule = registration[kind]
    if (rule) checkRule(part, kind, rule, say)
  }
}

function checkRule(part: Part<AssociationPart['value']>, kind: 'unit' | 'person', rule: RegistrationRule, say: Say): void {
  const at: Path = ['registration', kind]
  const asked = rule.asks.map((ask) => ask.field)
  const must: [RegistrationField | undefined, string, Path][] = [
    [kind === 'unit' ? 'unit-name' : 'name', '会员要有名称', [...at, 'asks']],
    [rule.proof === 'sms' ? 'mobile' : rule.proof === 'email' ? 'email' : undefined, '验证码要有地方可发', [...at, 'proof']],
    [rule.confirm, '确认邮件要有地方可发', [...at, 'confirm']],
  ]
  for (const [field, why, where] of must)
    if (field !== undefined && !asked.includes(field)) say(part, where, `注册没有问“${field}”，可是${why}，请在 asks 中加上。`)
  asked.forEach((field, i) => {
    if (asked.indexOf(field) < i) say(part, [...at, 'asks', i], `“${field}”问了两次，请删去一处。`)
  })
  const { tabs } = part.value.login
  const taken = tabs.filter((tab) => tab.for === undefined || tab.for === kind).flatMap((tab) => tab.identifiers)
  rule.account.forEach((identifier, i) => {
    const field = typedAs[identifier]
    if (field !== undefined && !asked.includes(field))
      say(part, [...at, 'account', i], `注册没有问“${field}”，不能用它登录；问了的有：${known(asked)}。`)
    if (!taken.includes(identifier)) say(part, [...at, 'account', i], `没有一个登录页签接受“${identifier}”，注册后用它登录不了。`)
  })
}
