import type { Lookalike, MergeRow } from '../../../../contract/merging.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { coreOf } from '../core-name.ts'
import { findIds } from '../search.ts'
import { memberStanding } from '../standing.ts'
import { type Member, memberById } from '../store.ts'
import { whyNotUndone } from './undo.ts'

/** Records that may be the same unit or person, applicants too, and the merges so far. */
export async function lookalikes(ctx: StaffContext, id: string): Promise<{ rows: Lookalike[]; merges: MergeRow[] }> {
  authorize(ctx, 'members.edit')
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, id)
    const reasons = new Map<string, string[]>()
    const say = (ids: readonly string[], why: string) => {
      for (const other of ids) if (other !== id) reasons.set(other, [...(reasons.get(other) ?? []), why])
    }
    say(await withKey(tx, ctx, 'credit_code', member.creditCode), '统一社会信用代码相同')
    say(await withKey(tx, ctx, 'id_card', member.idCard), '身份证号相同')
    say(await withSameName(tx, ctx, member), '名称相同')
    if (member.kind === 'unit') say(await withNearName(tx, ctx, member), '名称相近')
    const rows: Lookalike[] = []
    for (const [other, why] of [...reasons].slice(0, 20)) rows.push(await present(tx, ctx, other, why))
    return { rows, merges: await mergesOf(tx, ctx, id) }
  })
}

async function withKey(tx: Tx, ctx: StaffContext, column: 'credit_code' | 'id_card', value: string | null): Promise<string[]> {
  if (value === null) return []
  const rows = await tx
    .selectFrom('members')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where(column, '=', value)
    .where('merged_into', 'is', null)
    .limit(20)
    .execute()
  return rows.map((row) => row.id)
}

async function withSameName(tx: Tx, ctx: StaffContext, { name, kind }: Member): Promise<string[]> {
  // People of one name are no sign of anything.
  if (kind === 'person') return []
  const rows = await tx
    .selectFrom('members')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('name', '=', name)
    .where('merged_into', 'is', null)
    .limit(20)
    .execute()
  return rows.map((row) => row.id)
}

async function withNearName(tx: Tx, ctx: StaffContext, member: Member): Promise<string[]> {
  const core = coreOf(member.name)
  if ([...core].length < 2) return []
  const ids = await findIds(tx, ctx, { q: core, namesOnly: true, limit: 50 })
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('members')
    .select(['id', 'name'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', ids)
    .execute()
  return rows.filter((row) => row.name !== member.name && Math.abs(coreOf(row.name).length - core.length) <= 2).map((row) => row.id)
}

async function present(tx: Tx, ctx: StaffContext, id: string, why: string[]): Promise<Lookalike> {
  const member = await memberById(tx, ctx, id)
  const { standing, levelName } = await memberStanding(tx, ctx, member)
  return {
    id,
    name: member.name,
    number: member.number,
    creditCode: member.creditCode,
    standing: standing === 'applicant' ? '未入会' : standing === 'left' ? '已退会' : levelName,
    why,
  }
}

async function mergesOf(tx: Tx, ctx: StaffContext, id: string): Promise<MergeRow[]> {
  const rows = await tx
    .selectFrom('member_merges as x')
    .innerJoin('members as m', (join) => join.onRef('m.association_id', '=', 'x.association_id').onRef('m.id', '=', 'x.gone_id'))
    .leftJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'x.association_id').onRef('a.id', '=', 'x.merged_by'))
    .select(['x.id', 'x.gone_id', 'm.name', 'm.number', 'x.reason', 'x.merged_at', 'x.undone_at', 'a.name as by'])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.kept_id', '=', id)
    .orderBy('x.merged_at', 'desc')
    .limit(50)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    goneId: row.gone_id,
    goneName: row.name,
    goneNumber: row.number,
    reason: row.reason,
    mergedAt: row.merged_at.toISOString(),
    mergedBy: row.by ?? '',
    undoneAt: row.undone_at?.toISOString() ?? null,
    whyNotUndone: whyNotUndone(ctx, row),
  }))
}
