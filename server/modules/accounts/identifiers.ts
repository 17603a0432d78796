import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

export type IdentifierKind = 'mobile' | 'email' | 'username' | 'unit-name' | 'member-number' | 'id-card'

export interface Identifier {
  kind: IdentifierKind
  value: string
}

export interface FoundAccount {
  id: string
  name: string
  passwordHash: string | null
  state: 'active' | 'disabled'
}

/** What a person typed, as it is stored: no blanks, no +86, full-width digits made plain. */
export function tidyMobile(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '')
}

const tidy: Record<IdentifierKind, (typed: string) => string> = {
  mobile: tidyMobile,
  email: (typed) => typed.trim().toLowerCase(),
  username: (typed) => typed.trim().toLowerCase(),
  'unit-name': (typed) => typed.normalize('NFKC').replace(/\s/g, ''),
  'member-number': (typed) => typed.trim().toUpperCase(),
  'id-card': (typed) => typed.trim().toUpperCase(),
}

/** All that `typed` may mean here. A mobile always counts: staff sign in with theirs. */
export function readIdentifier(ctx: Context, typed: string): Identifier[] {
  const named = ctx.association.settings.login.tabs.flatMap((tab) =>
    tab.identifiers.flatMap((kind): IdentifierKind[] => (kind === 'person-name' ? [] : [kind === 'user-name' ? 'username' : kind])),
  )
  return [...new Set<IdentifierKind>(['mobile', ...named])].map((kind) => ({ kind, value: tidy[kind](typed) }))
}

/** The account behind any of these; when two kinds lead to different ones, the first of the association's list wins. */
export async function findAccount(tx: Tx, ctx: Context, identifiers: readonly Identifier[]): Promise<FoundAccount | undefined> {
  const rows = await tx
    .selectFrom('account_identifiers as i')
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'i.association_id').onRef('a.id', '=', 'i.account_id'))
    .select(['i.kind', 'a.id', 'a.name', 'a.password_hash as passwordHash', 'a.state'])
    .where('i.association_id', '=', ctx.association.id)
    .where((where) => where.or(identifiers.map(({ kind, value }) => where.and([where('i.kind', '=', kind), where('i.value', '=', value)]))))
    .execute()
  const row = identifiers.flatMap(({ kind }) => rows.filter((each) => each.kind === kind))[0]
  return row && { id: row.id, name: row.name, passwordHash: row.passwordHash, state: row.state === 'disabled' ? 'disabled' : 'active' }
}

export const findByMobile = (tx: Tx, ctx: Context, mobile: string) => findAccount(tx, ctx, [{ kind: 'mobile', value: mobile }])

/** The mobile an account signs in with, unmasked. */
export async function mobileOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('account_identifiers')
    .select('value')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .where('kind', '=', 'mobile')
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.value ?? null
}
