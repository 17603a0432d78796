import { allPermissions } from '../../contract/permissions.ts'
import { effectOf } from '../../contract/preset.ts'
import { settableClock, systemClock } from '../kernel/clock.ts'
import type { Association, MemberContext, PlatformContext, StaffContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { findAccount, findByMobile, type Identifier } from '../modules/accounts/index.ts'
import { currentDefinitions, type Definition } from '../modules/matters/index.ts'
import type { Applicant } from './applicant.ts'

/** One association while its demo is made: its contexts, some days ago or now. */
export interface House {
  kernel: Kernel
  association: Association
  /** Of the demo's one password. */
  hash: string
  platform(daysAgo?: number): PlatformContext
  /** A colleague by mobile, as he would be after signing in. */
  staff(mobile: string, daysAgo?: number): Promise<StaffContext>
  member(account: { id: string; name: string }, memberId: string, daysAgo?: number): MemberContext
  /** Whether somebody is there already, from a start that was cut short. */
  knows(who: Applicant): Promise<boolean>
  knowsMobile(mobile: string): Promise<boolean>
  /** The kinds that are offered now. */
  definitions: Definition[]
  /** The kind that has this effect for these members, if the association offers one. */
  kindOf(effect: string, of: Applicant['kind']): Definition | undefined
}

export async function openHouse(kernel: Kernel, association: Association, hash: string): Promise<House> {
  const at = (daysAgo: number): Kernel =>
    daysAgo === 0 ? kernel : { ...kernel, clock: settableClock(new Date(systemClock.now().getTime() - daysAgo * 86_400_000)) }
  const platform = (daysAgo = 0): PlatformContext => ({ kind: 'platform', kernel: at(daysAgo), association })
  const definitions = await inTx(platform(), (tx, ctx) => currentDefinitions(tx, ctx))
  const knowsAny = (identifiers: Identifier[]) => inTx(platform(), async (tx, ctx) => !!(await findAccount(tx, ctx, identifiers)))
  return {
    kernel,
    association,
    hash,
    definitions,
    platform,
    async staff(mobile, daysAgo = 0) {
      const account = await inTx(platform(), (tx, ctx) => findByMobile(tx, ctx, mobile))
      if (!account) throw new Error(`the demo has no staff ${mobile}`)
      const { id, name } = account
      return {
        kind: 'staff',
        kernel: at(daysAgo),
        association,
        account: { id, name },
        permissions: new Set(allPermissions),
        branches: null,
      }
    },
    member: (account, memberId, daysAgo = 0) => ({
      kind: 'member',
      kernel: at(daysAgo),
      association,
      account,
      memberId,
      memberIds: [memberId],
    }),
    knows: ({ mobile, email, idCard, kind }) =>
      knowsAny([
        { kind: 'mobile', value: mobile },
        { kind: 'email', value: email },
        ...(kind === 'person' ? [{ kind: 'id-card' as const, value: idCard }] : []),
      ]),
    knowsMobile: (mobile) => knowsAny([{ kind: 'mobile', value: mobile }]),
    kindOf: (effect, of) => definitions.find((kind) => effectOf(kind) === effect && kind.for === of),
  }
}
