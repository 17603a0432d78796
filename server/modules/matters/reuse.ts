import { askedDocuments, checkSlotFile } from '../../../contract/forms/documents.ts'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { addMonths } from '../../../contract/rules/days.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { type Definition, slotsOf } from './definition.ts'
import { kindOfMedia } from './problems.ts'
import type { Held } from './standing.ts'
import { type DocumentRow, findMatter, listDocuments, type MatterRow } from './store.ts'

/** 材料不重复提交: what was accepted once is kept with the member, and lies in its later matters already. CQSSA-06 */

/** Approved: the papers of slots with `reuse` are the member's from now on, each in the place of the one before. */
export async function keepAccepted(tx: Tx, ctx: Context, { definition, stages, facts }: Held, { id, data }: MatterRow): Promise<void> {
  const slots = askedDocuments(
    stages.flatMap((stage) => slotsOf(definition, stage)),
    { ...facts, ...data },
  ).filter((slot) => slot.reuse !== undefined)
  if (slots.length === 0) return
  // The effect may have joined the applicant with a member the association knew.
  const memberId = (await findMatter(tx, ctx, id))?.member_id
  if (!memberId) return
  const [lying, bound] = [await listDocuments(tx, ctx, id), await listDocuments(tx, ctx, id, true)]
  for (const slot of slots) {
    const files = lying.filter((one) => one.slot === slot.id)
    // What was only taken over keeps the day until which it is valid.
    if (files.length === 0 || files.every((one) => one.reused)) continue
    const ids = files.map((one) => one.id).join()
    const single = bound.find((one) => one.slot === slot.id && one.merged_of?.join() === ids && fits(slot, one))
    await replaceAccepted(tx, ctx, { memberId, matterId: id, slot, files: single ? [single] : files })
  }
}

interface Accepted {
  memberId: string
  matterId: string
  slot: DocumentSlot
  files: readonly DocumentRow[]
}

async function replaceAccepted(tx: Tx, ctx: Context, { memberId, matterId, slot, files }: Accepted): Promise<void> {
  const now = ctx.kernel.clock.now()
  await tx
    .updateTable('member_documents')
    .set({ replaced_at: now })
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('slot', '=', slot.id)
    .where('replaced_at', 'is', null)
    .execute()
  await tx
    .insertInto('member_documents')
    .values(
      files.map((file, position) => ({
        association_id: ctx.association.id,
        id: newId(),
        member_id: memberId,
        slot: slot.id,
        file_id: file.file_id,
        matter_id: matterId,
        position,
        valid_until: typeof slot.reuse === 'number' ? addMonths(ctx.kernel.clock.today(), slot.reuse) : null,
        accepted_at: now,
      })),
    )
    .execute()
}

/** Begun: what is still valid lies in its slots already, with the day on which it was accepted, or handed in with a matter under review. */
export async function takeOver(
  tx: Tx,
  ctx: Context,
  definition: Definition,
  matter: Pick<MatterRow, 'id' | 'member_id' | 'account_id'>,
): Promise<void> {
  const slots = definition.documents.filter((slot) => slot.reuse !== undefined)
  if (slots.length === 0) return
  const accepted = await acceptedOf(tx, ctx, matter.member_id)
  const known = [...accepted, ...(await handedInOf(tx, ctx, matter, accepted))]
  const rows = slots.flatMap((slot) => {
    const files = known.filter((one) => one.slot === slot.id)
    const fit = files.length <= slot.maxFiles && files.every((one) => fits(slot, one))
    return fit ? files : []
  })
  if (rows.length === 0) return
  await tx
    .insertInto('matter_documents')
    .values(
      rows.map((row) => ({
        association_id: ctx.association.id,
        id: newId(),
        matter_id: matter.id,
        slot: row.slot,
        file_id: row.file_id,
        added_by: matter.account_id,
        added_at: row.accepted_at,
        position: row.position,
        reused: true,
      })),
    )
    .execute()
}

const fits = (slot: DocumentSlot, { name, media_type, bytes }: { name: string; media_type: string; bytes: unknown }) =>
  checkSlotFile(slot, { name, kind: kindOfMedia(media_type), bytes: Number(bytes) }) === null

function acceptedOf(tx: Tx, ctx: Context, memberId: string) {
  const today = ctx.kernel.clock.today()
  return tx
    .selectFrom('member_documents as d')
    .innerJoin('files as f', (join) => join.onRef('f.association_id', '=', 'd.association_id').onRef('f.id', '=', 'd.file_id'))
    .select(['d.slot', 'd.file_id', 'd.position', 'd.accepted_at', 'f.name', 'f.media_type', 'f.bytes'])
    .where('d.association_id', '=', ctx.association.id)
    .where('d.member_id', '=', memberId)
    .where('d.replaced_at', 'is', null)
    .where((eb) => eb.or([eb('d.valid_until', 'is', null), eb('d.valid_until', '>=', today)]))
    .orderBy('d.slot')
    .orderBy('d.position')
    .execute()
}

/** CQSSA-06: who applied a moment ago and asks for a branch as well has uploaded all of it, though nothing is accepted yet. */
async function handedInOf(
  tx: Tx,
  ctx: Context,
  { id, member_id }: Pick<MatterRow, 'id' | 'member_id'>,
  accepted: readonly { slot: string }[],
) {
  const rows = await tx
    .selectFrom('matter_documents as d')
    .innerJoin('matters as m', (join) => join.onRef('m.association_id', '=', 'd.association_id').onRef('m.id', '=', 'd.matter_id'))
    .innerJoin('files as f', (join) => join.onRef('f.association_id', '=', 'd.association_id').onRef('f.id', '=', 'd.file_id'))
    .select(['d.matter_id', 'd.slot', 'd.file_id', 'd.position', 'd.added_at as accepted_at', 'f.name', 'f.media_type', 'f.bytes'])
    .where('d.association_id', '=', ctx.association.id)
    .where('m.member_id', '=', member_id)
    .where('m.id', '!=', id)
    .where('m.state', 'in', ['submitted', 'returned'])
    .where('d.removed_at', 'is', null)
    .where('d.merged_of', 'is', null)
    .where('d.reused', '=', false)
    .orderBy('m.submitted_at', 'desc')
    .orderBy('d.position')
    .execute()
  const from = new Map(rows.toReversed().map((row) => [row.slot, row.matter_id]))
  return rows.filter((row) => from.get(row.slot) === row.matter_id && !accepted.some((one) => one.slot === row.slot))
}

/** From which matter a paper was taken over, and when it was accepted; without a number it was handed in and is not accepted yet. */
export const reusedFrom = ({ reused, accepted_in, added_at }: DocumentRow) =>
  reused ? { number: accepted_in ?? '', on: dayOf(added_at) } : null
