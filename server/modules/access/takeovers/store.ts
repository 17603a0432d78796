import type { Selectable } from 'kysely'
import type { TakeoverSlot } from '../../../../contract/takeover-words.ts'
import type { TakeoverFile } from '../../../../contract/takeovers.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Takeovers } from '../../../kernel/database/schema.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'

export type TakeoverRecord = Selectable<Takeovers>

/** One that was handed in; drafts are nobody's business yet. */
export async function findTakeover(tx: Tx, ctx: Context, id: string): Promise<TakeoverRecord> {
  const row = await tx
    .selectFrom('takeovers')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where('state', '!=', 'draft')
    .executeTakeFirst()
  return found(row)
}

export async function filesOf(tx: Tx, ctx: Context, takeoverId: string): Promise<(TakeoverFile & { fileId: string })[]> {
  const rows = await tx
    .selectFrom('takeover_files as t')
    .innerJoin('files as f', (join) => join.onRef('f.association_id', '=', 't.association_id').onRef('f.id', '=', 't.file_id'))
    .select(['t.id', 't.slot', 'f.id as fileId', 'f.name', 'f.media_type as mediaType', 'f.bytes'])
    .where('t.association_id', '=', ctx.association.id)
    .where('t.takeover_id', '=', takeoverId)
    .orderBy('t.slot', 'desc')
    .orderBy('t.created_at')
    .execute()
  return rows.map((row) => ({ ...row, slot: row.slot as TakeoverSlot, bytes: Number(row.bytes) }))
}

export interface Holder {
  id: string
  name: string
  mobile: string | null
  email: string | null
  principal: boolean
  activated: boolean
  seenAt: Date | null
}

/** The accounts that act for a member, its own first. */
export async function holdersOf(tx: Tx, ctx: Context, memberId: string): Promise<Holder[]> {
  return tx
    .selectFrom('account_members as x')
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'x.association_id').onRef('a.id', '=', 'x.account_id'))
    .select((eb) => [
      'a.id',
      'a.name',
      'x.principal',
      eb('a.password_hash', 'is not', null).$castTo<boolean>().as('activated'),
      eb
        .selectFrom('account_identifiers as i')
        .select('i.value')
        .whereRef('i.association_id', '=', 'a.association_id')
        .whereRef('i.account_id', '=', 'a.id')
        .where('i.kind', '=', 'mobile')
        .limit(1)
        .as('mobile'),
      eb
        .selectFrom('account_identifiers as i')
        .select('i.value')
        .whereRef('i.association_id', '=', 'a.association_id')
        .whereRef('i.account_id', '=', 'a.id')
        .where('i.kind', '=', 'email')
        .limit(1)
        .as('email'),
      eb
        .selectFrom('sessions as s')
        .select((inner) => inner.fn.max('s.seen_at').as('seen'))
        .whereRef('s.association_id', '=', 'a.association_id')
        .whereRef('s.account_id', '=', 'a.id')
        .as('seenAt'),
    ])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.member_id', '=', memberId)
    .orderBy('x.principal', 'desc')
    .orderBy('x.created_at')
    .orderBy('a.id')
    .execute()
}
