import { normaliseCode, normaliseName } from '../../../contract/rules/text.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** What is kept beside an account; members' names and numbers lead to accounts without being kept there. */
export type IdentifierKind = 'mobile' | 'email' | 'user-name' | 'unit-name' | 'id-card'

export interface Identifier {
  kind: IdentifierKind
  value: string
  /** A code or link sent there came back. */
  confirmed?: boolean
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

/** Every identifier as it is stored and compared. */
export const tidy: Record<IdentifierKind, (typed: string) => string> = {
  mobile: tidyMobile,
  email: (typed) => typed.normalize('NFKC').trim().toLowerCase(),
  'user-name': (typed) => typed.normalize('NFKC').trim().toLowerCase(),
  'unit-name': (typed) => normaliseName(typed.normalize('NFC')).replace(/\s/g, ''),
  'id-card': (typed) => normaliseCode(typed.normalize('NFKC')),
}

/** The account behind any of these; when two kinds lead to different ones, the first of the list wins. */
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

/** All that an account may sign in with by itself, the newest first. */
export async function identifiersOf(
  tx: Tx,
  ctx: Context,
  accountId: string,
): Promise<{ kind: IdentifierKind; value: string; confirmedAt: Date | null }[]> {
  const rows = await tx
    .selectFrom('account_identifiers')
    .select(['kind', 'value', 'confirmed_at'])
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => ({ kind: row.kind as IdentifierKind, value: row.value, confirmedAt: row.confirmed_at }))
}

/** The mobile an account signs in with, unmasked. */
export async function mobileOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  return (await identifiersOf(tx, ctx, accountId)).find((one) => one.kind === 'mobile')?.value ?? null
}

/** Where mail to an account goes, unmasked; it need not be confirmed. */
export async function emailOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  return (await identifiersOf(tx, ctx, accountId)).find((one) => one.kind === 'email')?.value ?? null
}

/** Puts `value` in the place of what the account had of this kind. Whoever calls has looked that nobody else has it. */
export async function replaceIdentifier(tx: Tx, ctx: Context, accountId: string, { kind, value, confirmed }: Identifier): Promise<void> {
  const association_id = ctx.association.id
  const now = ctx.kernel.clock.now()
  await tx
    .deleteFrom('account_identifiers')
    .where('association_id', '=', association_id)
    .where('account_id', '=', accountId)
    .where('kind', '=', kind)
    .execute()
  await tx
    .insertInto('account_identifiers')
    .values({ association_id, kind, value, account_id: accountId, created_at: now, confirmed_at: confirmed ? now : null })
    .execute()
}
