import type { LoginIdentifier } from '../../../contract/preset.ts'
import type { SessionMember } from '../../../contract/session.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** What accounts must ask of the members above them; wiring.ts brings it. */
export interface MembersAbove {
  /** Name and standing of members, in the order of `ids`. */
  describe(tx: Tx, ctx: Context, ids: readonly string[]): Promise<SessionMember[]>
  /** Whether the number belongs to a contact of an admitted member. */
  isContact(tx: Tx, ctx: Context, mobile: string): Promise<boolean>
  /** The accounts that are signed in to by a member's name, number or ID card: each member's own, none twice. */
  accountsBehind(tx: Tx, ctx: Context, named: Named): Promise<string[]>
}

export interface Named {
  kind: LoginIdentifier
  typed: string
  /** Members of this kind alone. */
  only?: 'unit' | 'person' | undefined
}

let above: MembersAbove | undefined

export function knowMembers(members: MembersAbove): void {
  above = members
}

export function membersAbove(): MembersAbove {
  if (!above) throw new TypeError('wiring.ts has not brought the members')
  return above
}
