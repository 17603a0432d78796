import { sql } from 'kysely'
import type { SessionMember } from '../../../contract/session.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { branchName, levelOfBranch, openBranches } from '../branches/index.ts'
import { levelById, levelNameOf } from './standing.ts'

/** One standing as it is shown at the head: 大协会普通会员, 质量分会理事. */
export interface StandingWord {
  /** Null: in the association itself. */
  branch: string | null
  level: string | null
  label: string
}

interface Row {
  id: string
  branch: string | null
  level: string | null
}

/** Every standing that members have today (CQSSA-07): the association's first, then the branches' in their order. */
export async function standingsOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<Map<string, StandingWord[]>> {
  const { rows } = await sql<Row>`
    select m.member_id as id, m.branch_id as branch, l.level from memberships m
      left join level_spans l on l.association_id = m.association_id and l.membership_id = m.id and l.period @> ${ctx.kernel.clock.today()}::date
    where m.association_id = ${ctx.association.id} and m.member_id = any(${[...ids]}::uuid[]) and m.left_on is null`.execute(tx)
  const places = new Map<string | null, number>(openBranches(ctx).map(({ id }, at) => [id, at + 1]))
  const place = (row: Row) => (row.branch === null ? 0 : (places.get(row.branch) ?? places.size + 1))
  const words = (row: Row): StandingWord => ({ branch: row.branch, level: row.level, label: labelOf(ctx, row) })
  return new Map(
    ids.map((id) => [
      id,
      rows
        .filter((row) => row.id === id)
        .sort((one, other) => place(one) - place(other))
        .map(words),
    ]),
  )
}

function labelOf(ctx: Context, { branch, level }: Row): string {
  const { words } = ctx.association.settings
  const own = levelById(ctx, level)?.name ?? words.member
  if (branch === null) return words.association === undefined ? (levelNameOf(ctx, level) ?? words.member) : `${words.association}${own}`
  return `${branchName(ctx, branch)}${levelOfBranch(ctx, branch, level)?.name ?? words.member}`
}

/** The members an account may act for, as every page's head names them. */
export async function describeMembers(tx: Tx, ctx: Context, ids: readonly string[]): Promise<SessionMember[]> {
  const rows = await tx
    .selectFrom('members')
    .select(['id', 'kind', 'name', 'admitted_at'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', [...ids])
    .execute()
  const standings = await standingsOf(tx, ctx, ids)
  return ids.flatMap((id) =>
    rows
      .filter((row) => row.id === id)
      .map(({ kind, name, admitted_at }) => {
        const all = standings.get(id) ?? []
        const own = all.find((one) => one.branch === null)
        const word = own ? (levelNameOf(ctx, own.level) ?? ctx.association.settings.words.member) : '已退会'
        return {
          id,
          kind: kind === 'person' ? ('person' as const) : ('unit' as const),
          name,
          standing: admitted_at === null ? null : word,
          standings: all.map((one) => one.label),
        }
      }),
  )
}
