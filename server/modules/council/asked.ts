import { type RawBuilder, sql } from 'kysely'
import type { PaperState } from '../../../contract/council-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** One paper asked of one member, and how far it is. */
export interface AskedPaper {
  askId: string
  requestId: string
  memberId: string
  kind: string
  /** 'YYYY-MM-DD' */
  dueOn: string
  waived: string | null
  closed: boolean
  state: PaperState
  matterId: string | null
  /** Since when it is in that state; null while there is nothing. */
  since: Date | null
}

/**
 * The papers of asks for which `where` holds (`a` paper_asks, `r` paper_requests). In is what was accepted since it was asked for; one
 * under way counts whenever it was begun.
 */
export async function papersWhere(tx: Tx, ctx: Context, where: RawBuilder<unknown>): Promise<AskedPaper[]> {
  const { rows } = await sql<AskedPaper>`
    select a.id as "askId", a.request_id as "requestId", a.member_id as "memberId", k.kind, r.due_on as "dueOn", a.waived,
      r.closed_at is not null as closed, coalesce(m.state, 'none') as state, m.id as "matterId",
      case m.state when 'approved' then m.decided_at when 'submitted' then m.submitted_at else m.updated_at end as since
    from paper_asks a join paper_requests r on (r.association_id, r.id) = (a.association_id, a.request_id)
      cross join lateral unnest(r.kinds) with ordinality as k(kind, place)
      left join lateral (select * from matters m where m.association_id = a.association_id and m.member_id = a.member_id and m.kind = k.kind
        and (m.state in ('draft', 'returned', 'submitted') or (m.state = 'approved' and m.decided_at >= r.created_at))
        order by m.state = 'approved' desc, m.created_at desc limit 1) m on true
    where a.association_id = ${ctx.association.id} and ${where}
    order by r.created_at desc, a.member_id, k.place`.execute(tx)
  return rows
}

/** Missing as far as the member can help it: what lies with staff does not count. */
export const owes = ({ state, waived, closed }: AskedPaper): boolean =>
  waived === null && !closed && state !== 'approved' && state !== 'submitted'

/** Kinds asked of a member and not accepted yet, with the day: these it may begin, whatever else the kind's offer says. */
export async function askedOf(tx: Tx, ctx: Context, memberId: string): Promise<Map<string, string>> {
  const rows = await papersWhere(tx, ctx, sql`a.member_id = ${memberId} and a.waived is null and r.closed_at is null`)
  const asked = new Map<string, string>()
  for (const { kind, dueOn, state } of rows) {
    const known = asked.get(kind)
    if (state !== 'approved' && (known === undefined || dueOn < known)) asked.set(kind, dueOn)
  }
  return asked
}
