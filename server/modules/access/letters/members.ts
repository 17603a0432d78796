import { type RawBuilder, sql } from 'kysely'
import type { LetterState } from '../../../../contract/letter-words.ts'
import type { LetterChoice } from '../../../../contract/letters.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'

export interface MemberLetter {
  memberId: string
  kind: 'unit' | 'person'
  name: string
  nameKey: string
  number: string | null
  leftOn: string | null
  /** Accounts with a password. */
  accounts: number
  state: LetterState
  letterId: string | null
  issuedAt: Date | null
  expiresAt: Date | null
  usedAt: Date | null
  printableUntil: Date | null
}

/**
 * Members with how far each is with an account. The newest letter that was not voided counts; whoever has an account with a password
 * needs none, however it came about.
 */
export function withLetters(ctx: Context): RawBuilder<MemberLetter> {
  const { id } = ctx.association
  return sql<MemberLetter>`
    select m.id as "memberId", m.kind, m.name, s.name_key as "nameKey", s.number, s.left_on as "leftOn", a.accounts,
      case when a.accounts > 0 then 'active' when l.id is null or l.used_at is not null then 'none'
        when l.expires_at <= ${ctx.kernel.clock.now()} then 'expired' else 'waiting' end as state,
      l.id as "letterId", l.issued_at as "issuedAt", l.expires_at as "expiresAt", l.used_at as "usedAt", l.printable_until as "printableUntil",
      m.credit_code as "creditCode"
    from member_search s
      join members m on m.association_id = s.association_id and m.id = s.member_id
      cross join lateral (select count(*)::int as accounts from account_members x
        join accounts c on c.association_id = x.association_id and c.id = x.account_id
        where x.association_id = m.association_id and x.member_id = m.id and c.password_hash is not null and c.state = 'active') a
      left join lateral (select e.id, e.issued_at, e.expires_at, e.used_at, case when e.sealed is not null then b.printable_until end as printable_until
        from letters e join letter_batches b on b.association_id = e.association_id and b.id = e.batch_id
        where e.association_id = m.association_id and e.member_id = m.id and e.voided_at is null
        order by e.issued_at desc, e.id desc limit 1) l on true
    where s.association_id = ${id} and m.merged_into is null`
}

/** `w.` conditions of a choice's filters over `withLetters`. */
export function filtered({ kind, q }: Pick<LetterChoice, 'kind' | 'q'>): RawBuilder<unknown> {
  const words = (q ?? '')
    .normalize('NFKC')
    .trim()
    .replace(/[\\%_]/g, '\\$&')
  const like = words === '' ? null : `%${words}%`
  return sql`(${kind ?? null}::text is null or w.kind = ${kind ?? null})
    and (${like}::text is null or w.name ilike ${like} or w.number ilike ${like} or w."creditCode" ilike ${like})`
}

/** These members as they stand now; what does not exist for this association is left out. */
export async function lettersOf(tx: Tx, ctx: Context, ids: readonly string[]): Promise<MemberLetter[]> {
  const { rows } = await sql<MemberLetter>`select * from (${withLetters(ctx)}) w where w."memberId" = any(${[...ids]}::uuid[])
    order by w."nameKey", w."memberId"`.execute(tx)
  return rows
}

/** Null: the member may get a letter now; else why not. */
export function whyNone(member: MemberLetter, renew: boolean): string | null {
  if (member.leftOn !== null) return '已退会'
  if (member.state === 'active') return '已有可以登录的账号'
  if (member.state === 'waiting' && !renew) return '激活码已经发出，还没有过期'
  return null
}
