import type { LoginIdentifier, LoginTab } from '../../../../contract/preset.ts'
import type { Settings } from '../../../../contract/settings.ts'

interface Whom {
  kind: 'unit' | 'person'
  name: string
  number: string | null
}

/** The tab of the login page a member goes to. */
export function tabFor({ login }: Settings, kind: Whom['kind']): LoginTab | undefined {
  return login.tabs.find((tab) => tab.for === kind) ?? login.tabs.find((tab) => tab.for === undefined)
}

/** What one types at the login after activating, the plainest first. What is only given while activating is described. */
export function waysIn(settings: Settings, whom: Whom): { label: string; value: string }[] {
  const values: Record<LoginIdentifier, [label: string, value: string | null]> = {
    'unit-name': [`${settings.words.unit}全称`, whom.kind === 'unit' ? whom.name : null],
    'member-number': ['会员号', whom.number],
    'person-name': ['姓名', whom.kind === 'person' ? whom.name : null],
    'id-card': ['身份证号', whom.kind === 'person' ? '本人的身份证号' : null],
    mobile: ['手机号', settings.letters?.mobile ? '激活时填写的手机号' : null],
    email: ['邮箱', settings.login.needsEmail ? '激活后确认的邮箱' : null],
    'user-name': ['用户名', null],
  }
  const order: LoginIdentifier[] = ['unit-name', 'member-number', 'person-name', 'id-card', 'mobile', 'email']
  const taken = tabFor(settings, whom.kind)?.identifiers ?? []
  return order.flatMap((kind) => {
    const [label, value] = values[kind]
    return taken.includes(kind) && value !== null ? [{ label, value }] : []
  })
}
