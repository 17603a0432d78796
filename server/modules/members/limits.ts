import { sql } from 'kysely'
import type { MemberLimit } from '../../../contract/preset/arrears.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** What a member is kept from, decided in case `id`; the database takes none without that decision. */
export async function limitMember(
  tx: Tx,
  ctx: Context,
  { id, memberId, limits, why }: { id: string; memberId: string; limits: readonly string[]; why: string },
): Promise<void> {
  await tx
    .insertInto('member_limits')
    .values({
      association_id: ctx.association.id,
      id,
      member_id: memberId,
      limits: [...limits],
      why,
      set_at: ctx.kernel.clock.now(),
    })
    .execute()
}

/** What these cases decided holds no more. */
export async function liftLimits(tx: Tx, ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('member_limits')
    .set({ lifted_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', [...ids])
    .where('lifted_at', 'is', null)
    .execute()
}

/** Of these members, who is kept from it today, and why. */
export async function limitedFrom(tx: Tx, ctx: Context, memberIds: readonly string[], limit: MemberLimit): Promise<Map<string, string>> {
  if (memberIds.length === 0) return new Map()
  const { rows } = await sql<{ memberId: string; why: string }>`
    select member_id as "memberId", why from member_limits where association_id = ${ctx.association.id}
      and member_id = any(${[...memberIds]}::uuid[]) and lifted_at is null and ${limit} = any(limits) order by set_at`.execute(tx)
  return new Map(rows.map((row) => [row.memberId, row.why]))
}
