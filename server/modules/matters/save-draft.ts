import type { FormData } from '../../../contract/forms/schema.ts'
import type { DraftConflictDetail } from '../../../contract/matters.ts'
import type { Stage } from '../../../contract/preset/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { wholeForm } from './definition.ts'
import { mergeDraft } from './draft.ts'
import { fieldFilesOf } from './field-files.ts'
import { mayChange } from './may.ts'
import { type Held, holdOwn, loadStanding } from './standing.ts'
import { subjectFor } from './subject.ts'

export interface DraftEdit {
  id: string
  base: number
  device: string
  changes: Record<string, unknown>
}

interface Saved {
  revision: number
  savedAt: string
  values: FormData
  elsewhere: FormData
}

/** A form of text has no reason to be larger; a page that sends more is broken or hostile. */
const largest = 300_000

/**
 * Saves what was typed, field by field. Refuses with `draft-conflict` (detail: DraftConflictDetail) when another open
 * page changed the same field to something else; everything that does not clash is saved even then.
 */
export async function saveDraft(ctx: MemberContext, edit: DraftEdit): Promise<Saved> {
  const { conflicts, ...saved } = await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, edit.id, true)
    const { row, definition } = held
    mayChange(row, 'save')
    const next = row.revision + 1
    const form = wholeForm(definition, await openStages(tx, ctx, held))
    const merged = mergeDraft(
      { form, data: row.data, revisions: row.field_revisions },
      { ...edit, next, files: await fieldFilesOf(tx, ctx, row) },
    )
    const data = JSON.stringify(merged.data)
    if (data.length > largest) throw new Refusal('too-large', '填写的内容太多了，请精简后再保存')
    if (data === JSON.stringify(row.data)) {
      return {
        revision: row.revision,
        savedAt: row.updated_at.toISOString(),
        values: merged.values,
        elsewhere: merged.elsewhere,
        conflicts: merged.conflicts,
      }
    }
    const now = ctx.kernel.clock.now()
    const subject = await subjectFor(tx, ctx, definition, merged.data, row.member_id)
    await tx
      .updateTable('matters')
      .set({
        data,
        field_revisions: JSON.stringify(merged.revisions),
        revision: next,
        updated_at: now,
        subject_name: subject.name,
        subject_code: subject.code,
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', edit.id)
      .execute()
    return { revision: next, savedAt: now.toISOString(), values: merged.values, elsewhere: merged.elsewhere, conflicts: merged.conflicts }
  })
  if (conflicts.length === 0) return saved
  const detail: DraftConflictDetail = { ...saved, conflicts }
  throw new Refusal('draft-conflict', { detail: { ...detail } })
}

/** What a review has passed is not written over afterwards; what a condition may yet bring in can be filled in. */
async function openStages(tx: Tx, ctx: MemberContext, held: Held): Promise<Stage[]> {
  const { row, definition } = held
  if (row.state !== 'draft' || row.submitted_at === null) return definition.stages
  const { passes } = await loadStanding(tx, ctx, held)
  const last = definition.stages.findLastIndex((stage) => passes.some((pass) => pass.stage === stage.id))
  return definition.stages.slice(last + 1)
}
