import type { LoginIdentifier, LoginTab } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type FoundAccount, findAccount, type Identifier, type IdentifierKind, tidy } from './identifiers.ts'
import { membersAbove } from './neighbours.ts'

interface Found {
  account?: FoundAccount
  /** The name belongs to more than one: the member number tells them apart. */
  several: boolean
}

const kept: readonly LoginIdentifier[] = ['mobile', 'email', 'user-name', 'unit-name', 'id-card']
const throughMembers: readonly LoginIdentifier[] = ['unit-name', 'member-number', 'id-card', 'person-name']

/**
 * Whom `typed` means under a tab: each kind of identifier in the tab's order, a mobile first because staff sign in with theirs.
 * A unit's name is its record's before it is what somebody registered under.
 */
export async function findLogin(tx: Tx, ctx: Context, typed: string, tabId?: string): Promise<Found> {
  const { tabs } = ctx.association.settings.login
  const tab = tabs.find((one) => one.id === tabId)
  const kinds = [...new Set<LoginIdentifier>(['mobile', ...(tab ? [tab] : tabs).flatMap((one) => one.identifiers)])]
  for (const kind of kinds) {
    const found = await findByKind(tx, ctx, kind, typed, tab?.for)
    if (found.account || found.several) return found
  }
  return { several: false }
}

async function findByKind(tx: Tx, ctx: Context, kind: LoginIdentifier, typed: string, only: LoginTab['for']): Promise<Found> {
  const ids = throughMembers.includes(kind) ? await membersAbove().accountsBehind(tx, ctx, { kind, typed, only }) : []
  if (ids.length > 1) return { several: true }
  const [id] = ids
  const account = id === undefined ? await findKept(tx, ctx, kind, typed) : await accountById(tx, ctx, id)
  return { ...(account && { account }), several: false }
}

async function findKept(tx: Tx, ctx: Context, kind: LoginIdentifier, typed: string): Promise<FoundAccount | undefined> {
  if (!kept.includes(kind)) return undefined
  const identifier: Identifier = { kind: kind as IdentifierKind, value: tidy[kind as IdentifierKind](typed) }
  return findAccount(tx, ctx, [identifier])
}

async function accountById(tx: Tx, ctx: Context, id: string): Promise<FoundAccount | undefined> {
  const row = await tx
    .selectFrom('accounts')
    .select(['id', 'name', 'password_hash as passwordHash', 'state'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, state: row.state === 'disabled' ? 'disabled' : 'active' }
}
