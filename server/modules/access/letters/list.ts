import { sql } from 'kysely'
import { type LetterState, letterStates } from '../../../../contract/letter-words.ts'
import type { LetterRow } from '../../../../contract/letters.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { filtered, type MemberLetter, withLetters } from './members.ts'

interface Query {
  kind?: 'unit' | 'person'
  q?: string
  state?: LetterState
  after?: string
  limit?: number
}

/** GSJL-05, CAQ-03: who has an account, who was sent a code, whose time is over. By name. */
export async function listLetters(ctx: StaffContext, query: Query): Promise<{ rows: LetterRow[]; next: string | null }> {
  authorize(ctx, 'accounts.manage')
  const limit = query.limit ?? 50
  const from = readKey(query.after)
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<MemberLetter>`select * from (${withLetters(ctx)}) w
      where w."leftOn" is null and (${query.state ?? null}::text is null or w.state = ${query.state ?? null}) and ${filtered(query)}
        and (${from?.[0] ?? null}::text is null or (w."nameKey", w."memberId") > (${from?.[0] ?? null}, ${from?.[1] ?? null}::uuid))
      order by w."nameKey", w."memberId" limit ${limit + 1}`.execute(tx)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const next = rows.length > limit && last ? Buffer.from(JSON.stringify([last.nameKey, last.memberId])).toString('base64url') : null
    return { rows: page.map((row) => present(ctx, row)), next }
  })
}

export async function countLetters(ctx: StaffContext, query: Pick<Query, 'kind' | 'q'>): Promise<Record<string, number>> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ state: LetterState; count: number }>`select w.state, count(*)::int as count
      from (${withLetters(ctx)}) w where w."leftOn" is null and ${filtered(query)} group by 1`.execute(tx)
    const counted = Object.fromEntries(rows.map((row) => [row.state, row.count]))
    return Object.fromEntries(Object.keys(letterStates).map((state) => [state, counted[state] ?? 0]))
  })
}

function present(ctx: Context, row: MemberLetter): LetterRow {
  const open = row.letterId !== null && row.usedAt === null && (row.state === 'waiting' || row.state === 'expired')
  const printable = row.printableUntil !== null && row.printableUntil > ctx.kernel.clock.now()
  return {
    memberId: row.memberId,
    kind: row.kind,
    name: row.name,
    number: row.number,
    state: row.state,
    accounts: row.accounts,
    letterId: open ? row.letterId : null,
    issuedAt: row.issuedAt?.toISOString() ?? null,
    expiresAt: open ? (row.expiresAt?.toISOString() ?? null) : null,
    usedAt: row.usedAt?.toISOString() ?? null,
    whyNotPrinted: row.state !== 'waiting' ? '没有待激活的信件' : printable ? null : '打印期限已过，请重新发放',
  }
}

function readKey(after: string | undefined): [string, string] | null {
  if (!after) return null
  try {
    const [name, id]: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (typeof name === 'string' && typeof id === 'string' && isUuid(id)) return [name, id]
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('input-invalid', '翻页位置已失效，请回到第一页')
}
