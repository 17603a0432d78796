import { sql } from 'kysely'
import { allFields } from '../../../contract/forms/fields.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { ReadyMatter } from '../../../contract/meetings.ts'
import { effectOf, joiningLevelOf } from '../../../contract/preset/choose.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type Definition, loadDefinition } from '../matters/index.ts'

/** One matter as it is read for an agenda. */
export interface BriefRow {
  id: string
  number: string
  kind: string
  kindVersion: number
  subjectName: string
  subjectCode: string | null
  branchId: string | null
  branchName: string | null
  data: FormData
  revision: number
  submittedAt: Date | null
  opinion: { who: string; at: string; text: string } | null
}

/** Of `matters m`. The opinion is what the review before wrote when it passed it on. */
export const briefColumns = sql`m.id, m.number, m.kind, m.kind_version as "kindVersion", m.subject_name as "subjectName", m.subject_code as "subjectCode",
  m.branch_id as "branchId", (select b.name from branches b where (b.association_id, b.id) = (m.association_id, m.branch_id)) as "branchName",
  m.data, m.revision, m.submitted_at as "submittedAt",
  (select jsonb_build_object('who', e.actor_name, 'at', to_jsonb(e.at), 'text', e.message) from matter_events e
    where e.association_id = m.association_id and e.matter_id = m.id and e.what = 'passed' order by e.at desc, e.id desc limit 1) as opinion`

export async function presentBrief(tx: Tx, ctx: Context, row: BriefRow): Promise<ReadyMatter> {
  const definition = await loadDefinition(tx, ctx, row.kind, row.kindVersion)
  return {
    matterId: row.id,
    number: row.number,
    kindName: definition.name,
    subjectName: row.subjectName,
    subjectCode: row.subjectCode,
    levelName: levelAsked(ctx, definition, row),
    branchName: row.branchName ?? '',
    opinion: row.opinion && { ...row.opinion, at: new Date(row.opinion.at).toISOString() },
    submittedAt: row.submittedAt?.toISOString() ?? null,
  }
}

/** The level that the form asks for; who joins without asking joins at the joining level. A branch that is only intended sets no level yet. */
function levelAsked(ctx: Context, definition: Definition, row: BriefRow): string {
  const { settings } = ctx.association
  const joining = effectOf(definition) === 'admission'
  const branch = joining ? undefined : settings.branches?.find((one) => one.id === row.branchId)
  const levels = branch?.levels ?? settings.levels
  const field = Object.values(definition.forms)
    .flatMap((form) => allFields(form))
    .find((one) => one.maps === 'level')
  const asked = field && row.data[field.id]
  const joins = joining ? joiningLevelOf(settings.dues, definition.for) : branch?.joiningLevel
  const level = typeof asked === 'string' && asked !== '' ? asked : joins
  return levels.find((one) => one.id === level)?.memberName ?? ''
}
