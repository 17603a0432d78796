import type { Selectable } from 'kysely'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { MatterHappening, MatterState } from '../../../contract/matter-words.ts'
import { actorOf } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { MatterDocuments, MatterEvents, Matters } from '../../kernel/database/schema.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import type { Matter } from './kind.ts'
import type { StoredRemark } from './remarks.ts'

export type MatterRow = Omit<Selectable<Matters>, 'data' | 'field_revisions' | 'remarks' | 'state' | 'base' | 'accepted'> & {
  data: FormData
  field_revisions: Record<string, [revision: number, device: string]>
  remarks: StoredRemark[]
  state: MatterState
  base: FormData | null
  accepted: string[] | null
}

// The shapes behind jsonb and text columns, which the generated types can't know.
const asRow = (row: Selectable<Matters> | undefined): MatterRow | undefined => row as MatterRow | undefined

export async function findMatter(tx: Tx, ctx: Context, id: string): Promise<MatterRow | undefined> {
  return asRow(
    await tx.selectFrom('matters').selectAll().where('association_id', '=', ctx.association.id).where('id', '=', id).executeTakeFirst(),
  )
}

/** Nobody else changes it until this transaction ends. */
export async function lockMatter(tx: Tx, ctx: Context, id: string): Promise<MatterRow | undefined> {
  return asRow(
    await tx
      .selectFrom('matters')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  )
}

export const toMatter = (row: MatterRow): Matter => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  kindVersion: row.kind_version,
  title: row.title,
  state: row.state,
  stage: row.stage,
  memberId: row.member_id,
  accountId: row.account_id,
  branchId: row.branch_id,
  employerId: row.employer_id,
  data: row.data,
  base: row.base,
  accepted: row.accepted,
  submittedAt: row.submitted_at,
})

export interface Happening extends Omit<Selectable<MatterEvents>, 'what' | 'detail'> {
  what: MatterHappening
  detail: {
    remarks?: StoredRemark[]
    texts?: { id: string; version: number }[]
    reply?: string
    /** The unit that passed it as employer, or is asked to; the meeting that decided it; what of a change was accepted. */
    employer?: string
    meeting?: string
    accepted?: string[]
  }
}

/** The timeline, oldest first. */
export async function listHappenings(tx: Tx, ctx: Context, matterId: string): Promise<Happening[]> {
  const rows = await tx
    .selectFrom('matter_events')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('matter_id', '=', matterId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows as Happening[]
}

/** Appends to the timeline, in the transaction of what happened. */
export async function note(
  tx: Tx,
  ctx: Context,
  matterId: string,
  what: MatterHappening,
  at: { stage: string; message?: string; detail?: Happening['detail'] },
): Promise<void> {
  const actor = actorOf(ctx)
  await tx
    .insertInto('matter_events')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      matter_id: matterId,
      at: ctx.kernel.clock.now(),
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      what,
      stage: at.stage,
      message: at.message ?? '',
      detail: JSON.stringify(at.detail ?? {}),
    })
    .execute()
}

export type DocumentRow = Selectable<MatterDocuments> & {
  name: string
  media_type: string
  bytes: number
  key: string
  /** Of one that was taken over: the number of the matter in which it was accepted. */
  accepted_in: string | null
}

/** What lies in the slots now, in order; with `merged`, the bound PDFs instead. */
export async function listDocuments(tx: Tx, ctx: Context, matterId: string, merged = false): Promise<DocumentRow[]> {
  return tx
    .selectFrom('matter_documents as d')
    .innerJoin('files as f', (join) => join.onRef('f.association_id', '=', 'd.association_id').onRef('f.id', '=', 'd.file_id'))
    .selectAll('d')
    .select(['f.name', 'f.media_type', 'f.bytes', 'f.key'])
    .select((eb) =>
      eb
        .selectFrom('member_documents as x')
        .innerJoin('matters as m', (join) => join.onRef('m.association_id', '=', 'x.association_id').onRef('m.id', '=', 'x.matter_id'))
        .select('m.number')
        .whereRef('x.association_id', '=', 'd.association_id')
        .whereRef('x.file_id', '=', 'd.file_id')
        .where('d.reused', '=', true)
        .orderBy('x.accepted_at')
        .limit(1)
        .as('accepted_in'),
    )
    .where('d.association_id', '=', ctx.association.id)
    .where('d.matter_id', '=', matterId)
    .where('d.removed_at', 'is', null)
    .where('d.merged_of', merged ? 'is not' : 'is', null)
    .orderBy('d.slot')
    .orderBy('d.position')
    .orderBy('d.id')
    .execute()
}
