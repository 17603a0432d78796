import type { Role } from '../../contract/preset.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { setPassword } from '../modules/accounts/index.ts'
import { createStaff } from '../modules/staff/index.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'

export interface Colleague {
  mobile: string
  name: string
  /** What the demo says of the account at the start. */
  who: string
  roles: { role: string; branch: string | null }[]
}

const [administrator, officer, finance] = demoLogins.staff
const numerals = ['丁', '戊', '己', '庚', '辛', '壬', '癸']

/** The demo's staff of an association: the usual three, one for each further role that decides, one for each branch. */
export function colleaguesOf({ association, definitions }: Pick<House, 'association' | 'definitions'>): Colleague[] {
  const { roles, branches = [] } = association.settings
  const reviews = definitions.flatMap((kind) => kind.stages).filter((stage) => stage.type === 'review')
  const inBranch = reviews.find((stage) => stage.review === 'branch')?.by
  const elsewhere = reviews.filter((stage) => stage.review !== 'branch').map((stage) => stage.by)
  const deciding = roles.filter((role) => elsewhere.includes(role.id))
  const money = roles.find((role) => role.permissions.includes('dues.confirm') && !role.permissions.includes('staff.manage'))
  const whole = (role: Role | undefined) => (role ? [{ role: role.id, branch: null }] : [])
  return [
    // The administrator of the demo does everybody's work; the others see their own.
    { ...administrator, roles: roles.flatMap((role) => whole(role)) },
    { ...officer, roles: whole(deciding[0]) },
    { ...finance, roles: whole(money) },
    ...deciding.slice(1).map((role, i) => ({ mobile: mobileAt(4 + i), name: numbered(role, i), who: role.name, roles: whole(role) })),
    ...(inBranch === undefined ? [] : branches).map((branch, i) => ({
      mobile: mobileAt(11 + i),
      name: '分支审核人',
      who: `${branch.name}审核，只看本分支`,
      roles: [{ role: inBranch ?? '', branch: branch.id }],
    })),
  ]
}

const numbered = (role: Role, i: number) => `${role.name.slice(0, 10)}${numerals[i] ?? ''}`
const mobileAt = (place: number) => `1390000${String(place).padStart(4, '0')}`

export async function hire(house: House): Promise<void> {
  for (const { mobile, name, roles } of colleaguesOf(house)) {
    if ((await house.knowsMobile(mobile)) || roles.length === 0) continue
    const ctx = house.platform(400)
    const { id } = await createStaff(ctx, { name, mobile, roles })
    await inTx(ctx, (tx, inside) => setPassword(tx, inside, id, house.hash))
  }
}

/** Whoever of the demo may decide at a review of this role, but the administrator; for a branch its own. */
export function reviewerOf(house: House, role: string, branch: string | null): string {
  const all = colleaguesOf(house).slice(1)
  const holds = (one: Colleague, where: string | null) => one.roles.some((held) => held.role === role && held.branch === where)
  return (all.find((one) => holds(one, branch)) ?? all.find((one) => holds(one, null)))?.mobile ?? administrator.mobile
}
