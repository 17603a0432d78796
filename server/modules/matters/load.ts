import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { loadDefinition, wholeForm } from './definition.ts'
import type { Matter } from './kind.ts'
import { findMatter, type MatterRow, toMatter } from './store.ts'

/** For the modules above; who may see it is theirs to decide. Refuses `not-found`. */
export async function loadMatter(tx: Tx, ctx: Context, id: string): Promise<Matter> {
  return toMatter(found(await findMatter(tx, ctx, id)))
}

/** The form (all form stages joined) of the version that a matter began under. */
export async function matterForm(tx: Tx, ctx: Context, matter: Pick<Matter, 'kind' | 'kindVersion'>): Promise<FormDefinition> {
  return wholeForm(await loadDefinition(tx, ctx, matter.kind, matter.kindVersion))
}

/** A member's matters, newest first: for the page that tells its whole story. */
export async function mattersOf(tx: Tx, ctx: Context, memberId: string): Promise<Matter[]> {
  const rows = await tx
    .selectFrom('matters')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return (rows as MatterRow[]).map(toMatter)
}
