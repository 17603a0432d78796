import { sql } from 'kysely'
import { allFields } from '../../../../contract/forms/index.ts'
import type { MergeField, MergePreview } from '../../../../contract/merging.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { shown } from '../changes.ts'
import { contactsOf, type Member, memberById } from '../store.ts'
import { dataOf, profileForm } from '../values.ts'
import { allMovers, allTables, type MemberTable } from './movers.ts'

/** What a merge of `goneId` into `id` would do. Nothing is changed. */
export async function previewMerge(ctx: StaffContext, input: { id: string; goneId: string }): Promise<MergePreview> {
  authorize(ctx, 'members.edit')
  return inTx(ctx, async (tx, ctx) => {
    const [kept, gone] = [await memberById(tx, ctx, input.id), await memberById(tx, ctx, input.goneId)]
    return {
      kept: brief(kept),
      gone: brief(gone),
      fields: await differences(tx, ctx, kept, gone),
      moves: await counted(tx, ctx, kept.id, gone.id),
      obstacles: await obstaclesOf(tx, ctx, kept, gone),
    }
  })
}

const brief = ({ id, name, number, creditCode }: Member) => ({ id, name, number, creditCode })

/** Fields of the record in which the two differ, as people read them, contact data masked; one that the other leaves empty is no difference. */
async function differences(tx: Tx, ctx: StaffContext, kept: Member, gone: Member): Promise<MergeField[]> {
  if (kept.kind !== gone.kind) return []
  const form = profileForm(ctx, kept.kind)
  const [mine, theirs] = [dataOf(form, kept, await contactsOf(tx, ctx, kept.id)), dataOf(form, gone, await contactsOf(tx, ctx, gone.id))]
  return allFields(form)
    .filter(
      ({ id }) => shown(form, id, theirs[id], false) !== '' && shown(form, id, mine[id], false) !== shown(form, id, theirs[id], false),
    )
    .map(({ id, label }) => ({ id, label, kept: shown(form, id, mine[id], true), gone: shown(form, id, theirs[id], true) }))
}

async function counted(tx: Tx, ctx: Context, keptId: string, goneId: string) {
  const counts = new Map<string, number>()
  for (const each of allTables()) {
    if (each.label === undefined) continue
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(each.table)} r where ${belongs(ctx, each, keptId, goneId)}`.execute(tx)
    counts.set(each.label, (counts.get(each.label) ?? 0) + (rows[0]?.n ?? 0))
  }
  return [...counts].map(([label, count]) => ({ label, count })).filter(({ count }) => count > 0)
}

/** Rows `r` of the one that goes, without those that would clash. */
export const belongs = (ctx: Context, { column = 'member_id', stays }: MemberTable, keptId: string, goneId: string) =>
  sql`r.association_id = ${ctx.association.id} and r.${sql.ref(column)} = ${goneId} ${stays ? sql`and not (${stays(keptId)})` : sql``}`

/** Why the two can't be made one (yet). */
export async function obstaclesOf(tx: Tx, ctx: Context, kept: Member, gone: Member): Promise<string[]> {
  const own = [
    kept.id === gone.id && '这是同一条记录',
    kept.kind !== gone.kind && '单位和个人不能合并',
    kept.admittedAt === null && gone.admittedAt !== null && '请反过来合并：把没有入会的记录并入会员',
    (await isMerged(tx, ctx, kept.id)) && `“${kept.name}”已并入另一个会员`,
    (await isMerged(tx, ctx, gone.id)) && `“${gone.name}”已并入另一个会员`,
  ].filter((one) => one !== false)
  if (own.length > 0) return own
  const others: string[] = []
  for (const mover of allMovers()) others.push(...((await mover.obstacles?.(tx, ctx, kept.id, gone.id)) ?? []))
  return others
}

async function isMerged(tx: Tx, ctx: Context, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('members')
    .select('merged_into')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.merged_into != null
}

export function refuseObstacles(obstacles: readonly string[]): void {
  if (obstacles.length > 0) throw new Refusal('not-ready', `暂时不能合并：${obstacles.join('；')}`)
}
