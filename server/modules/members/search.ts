import { sql } from 'kysely'
import type { MemberCount, MemberFilters, MemberQuery } from '../../../contract/members.ts'
import { overdueThrough } from '../../../contract/rules/dues-year.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { isUuid } from '../../kernel/ids.ts'
import { wanted } from './grams.ts'
import { presentRows } from './rows.ts'

const cap = 500

interface Key {
  id: string
  key: string
}

interface Search extends MemberFilters {
  /** Names, former names and their initials only: what the public may search by. */
  namesOnly?: boolean
}

type Sort = NonNullable<MemberQuery['sort']>
const sortOf = (query: MemberFilters): Sort => query.sort ?? 'admitted'
const isDown = (query: MemberFilters): boolean => (query.order ?? (sortOf(query) === 'admitted' ? 'down' : 'up')) === 'down'

/** Money is the whole association's: who works in branches neither sees it nor finds by it. */
const inBranches = (ctx: Context): boolean => ctx.kind === 'staff' && ctx.branches !== null

// The functions' parameters, in their order.
function conditions(ctx: Context, query: Search) {
  const { grams, likes } = wanted(query.q ?? '')
  const today = ctx.kernel.clock.today()
  const list = (values: readonly string[] | undefined) => (values && values.length > 0 ? [...values] : null)
  return sql`${grams}::text[], ${likes}::text[], ${query.namesOnly ?? false}::boolean, ${list(query.level)}::text[], ${list(query.province)}::text[], ${list(query.city)}::text[],
    ${list(query.industry?.map((code) => `${code}%`))}::text[], ${inBranches(ctx) ? null : (query.dues ?? null)}::text, ${query.standing ?? null}::text,
    ${query.kind ?? null}::text, ${list(query.branch)}::text[], ${today}::date, ${overdueThrough(ctx.association.settings.dues, today)}::int`
}

async function find(tx: Tx, ctx: Context, query: Search, from: Key | null, amount: number, backwards = false): Promise<Key[]> {
  const { rows } = await sql<Key>`select member_id as id, key from search_members(${conditions(ctx, query)},
    ${sortOf(query)}, ${isDown(query) !== backwards}, ${from?.key ?? null}::text, ${from?.id ?? null}::uuid, ${amount}::int)`.execute(tx)
  return rows
}

/** Members' ids, for other verbs: at most `limit`, in the query's order. */
export async function findIds(tx: Tx, ctx: Context, query: Search & { limit: number }): Promise<string[]> {
  return (await find(tx, ctx, query, null, query.limit)).map((row) => row.id)
}

/** One page of ids by key, with the key of the next page. */
export async function findPage(
  tx: Tx,
  ctx: Context,
  query: Search & { after?: string | undefined; limit: number },
): Promise<{ ids: string[]; next: string | null }> {
  const keys = await find(tx, ctx, query, readKey(query.after, sortOf(query)), query.limit + 1)
  const page = keys.slice(0, query.limit)
  const last = page.at(-1)
  return { ids: page.map((row) => row.id), next: keys.length > query.limit && last ? writeKey(last, sortOf(query)) : null }
}

/** STAFF-03: search, filters and order together; the next page begins behind the last row, whatever was added meanwhile. */
export async function listMembers(ctx: StaffContext, query: MemberQuery) {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const { ids, next } = await findPage(tx, ctx, { ...query, limit: query.limit ?? 20 })
    return { rows: await presentRows(tx, ctx, ids, query.q), next }
  })
}

/** Exact up to five hundred: counting a hundred thousand for each letter typed helps nobody. */
export async function countMembers(ctx: StaffContext, query: MemberFilters): Promise<MemberCount> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ count: number }>`select count_members(${conditions(ctx, query)}, ${cap + 1}::int) as count`.execute(tx)
    const count = rows[0]?.count ?? 0
    return { count: Math.min(count, cap), more: count > cap }
  })
}

/** Who stands before and behind this one in the list it was opened from. */
export async function neighbours(
  ctx: StaffContext,
  id: string,
  query: MemberFilters,
): Promise<{ previous: string | null; next: string | null }> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const column = sql.ref({ admitted: 'admitted_at', name: 'name_key', number: 'number' }[sortOf(query)])
    const { rows } = await sql<Key>`select member_id as id, ${column}::text as key from member_search
      where association_id = ${ctx.association.id} and member_id = ${id}`.execute(tx)
    const here = found(rows[0])
    const [previous] = await find(tx, ctx, query, here, 1, true)
    const [next] = await find(tx, ctx, query, here, 1)
    return { previous: previous?.id ?? null, next: next?.id ?? null }
  })
}

const writeKey = (key: Key, sort: Sort): string => Buffer.from(JSON.stringify([sort, key.key, key.id])).toString('base64url')

/** A key of another order, or of nobody's making, is a wrong request, not a defect. */
function readKey(after: string | undefined, sort: Sort): Key | null {
  if (!after) return null
  try {
    const [of, key, id]: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString())
    const sound =
      of === sort &&
      typeof key === 'string' &&
      typeof id === 'string' &&
      isUuid(id) &&
      (sort !== 'admitted' || !Number.isNaN(Date.parse(key)))
    if (sound) return { id, key }
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('input-invalid', '翻页位置已失效，请回到第一页')
}
