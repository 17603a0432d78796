import { askedDocuments } from '../../../contract/forms/documents.ts'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import type { MatterDocument, MatterSlot, PrintVerdict } from '../../../contract/matters.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { slotsOf } from './definition.ts'
import { inHand } from './machine.ts'
import { printVerdicts } from './prints.ts'
import { kindOfMedia } from './problems.ts'
import { reusedFrom } from './reuse.ts'
import { type Held, loadStanding } from './standing.ts'
import { type DocumentRow, listDocuments } from './store.ts'

/** A slot of this matter that is asked of this applicant; any other is "not found". */
export async function askedSlot(_tx: Tx, _ctx: Context, { definition, stages, facts, row }: Held, id: string): Promise<DocumentSlot> {
  const slots = stages.flatMap((stage) => slotsOf(definition, stage))
  return found(
    askedDocuments(slots, { ...facts, ...row.data }).find((slot) => slot.id === id),
    '这项材料不在申请范围内',
  )
}

/** The same where a file is put in or taken out: only while the stage that asks for it is in hand. */
export async function slotInHand(tx: Tx, ctx: Context, held: Held, id: string): Promise<DocumentSlot> {
  const slot = await askedSlot(tx, ctx, held, id)
  const hand = inHand(held.stages, await loadStanding(tx, ctx, held))
  if (!hand.some((stage) => stage.type === 'documents' && stage.documents.includes(id)))
    throw new Refusal('conflict', '这项材料已经审核通过，现在不能更改')
  return slot
}

/** The moment of the last return, after which what is handed in is fresh; null when it was never returned. */
const returnedAt = ({ row }: Held): Date | null => (row.remarks[0] ? new Date(row.remarks[0].at) : null)

export function presentSlot(
  held: Held,
  slot: DocumentSlot,
  documents: readonly DocumentRow[],
  prints: ReadonlyMap<string, PrintVerdict>,
): MatterSlot {
  const since = returnedAt(held)
  const template = held.definition.templates.find((one) => one.id === slot.template)
  return {
    id: slot.id,
    name: slot.name,
    help: slot.help,
    required: slot.required,
    accept: slot.accept,
    maxBytes: slot.maxBytes,
    maxFiles: slot.maxFiles,
    hasTemplate: template !== undefined,
    hasWord: template?.word !== undefined,
    prefilled: slot.prefilled ?? false,
    files: documents
      .filter((document) => document.slot === slot.id)
      .map((document) => ({ ...presentDocument(document, since), print: prints.get(document.id) ?? null })),
  }
}

function presentDocument(row: DocumentRow, since: Date | null): Omit<MatterDocument, 'print'> {
  return {
    id: row.id,
    fileId: row.file_id,
    name: row.name,
    kind: kindOfMedia(row.media_type),
    mediaType: row.media_type,
    bytes: Number(row.bytes),
    addedAt: row.added_at.toISOString(),
    fresh: since !== null && row.added_at > since,
    reused: reusedFrom(row),
  }
}

/** A slot as it is after an upload or a change, read afresh. */
export async function slotNow(tx: Tx, ctx: Context, held: Held, slot: DocumentSlot): Promise<MatterSlot> {
  const documents = await listDocuments(tx, ctx, held.row.id)
  return presentSlot(held, slot, documents, await printVerdicts(tx, ctx, held, documents))
}
