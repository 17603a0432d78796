import { sql } from 'kysely'
import type { Branch } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** The preset's branches, named and ordered as it says. One it no longer has is closed: what was in it stays readable. */
export async function installBranches(tx: Tx, ctx: Context, branches: readonly Branch[] = []): Promise<void> {
  const association_id = ctx.association.id
  for (const [position, { id, name }] of branches.entries())
    await tx
      .insertInto('branches')
      .values({ association_id, id, name, position })
      .onConflict((clash) => clash.columns(['association_id', 'id']).doUpdateSet({ name, position, closed_at: null }))
      .execute()
  const kept = branches.map((branch) => branch.id)
  await sql`update branches set closed_at = ${ctx.kernel.clock.now()} where association_id = ${association_id} and closed_at is null
    and not (id = any(${kept}::text[]))`.execute(tx)
}
