import { checkForm } from '../../../contract/forms/check-form.ts'
import { checkDocuments } from '../../../contract/forms/documents.ts'
import type { Accepted, SlotFile } from '../../../contract/forms/documents-schema.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import type { Problem } from '../../../contract/forms/schema.ts'
import type { MatterProblem, PrintVerdict } from '../../../contract/matters.ts'
import type { Stage, StageOf } from '../../../contract/preset/matters.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { agreedTo, currentTexts } from './agree.ts'
import { confirmedAt } from './confirm-stage.ts'
import { formOf, slotsOf, wholeForm } from './definition.ts'
import { inHand } from './machine.ts'
import { printVerdicts } from './prints.ts'
import { kindFor, stageKindFor } from './registry.ts'
import { type Held, standingOf } from './standing.ts'
import { type DocumentRow, type Happening, listDocuments, listHappenings, toMatter } from './store.ts'

/** What everybody who looks at a matter needs beside its row. */
export interface Surroundings {
  happenings: Happening[]
  documents: DocumentRow[]
  /** Document id → what the code on it says. */
  prints: ReadonlyMap<string, PrintVerdict>
}

export async function surroundingsOf(tx: Tx, ctx: Context, held: Held): Promise<Surroundings> {
  const documents = await listDocuments(tx, ctx, held.row.id)
  return { happenings: await listHappenings(tx, ctx, held.row.id), documents, prints: await printVerdicts(tx, ctx, held, documents) }
}

/** Agree stages that are done. Once handed in, what was agreed to then counts; before, it must be today's version. */
export async function agreedStages(
  tx: Tx,
  ctx: MemberContext,
  { row, stages }: Held,
  happenings: readonly Happening[],
): Promise<Set<string>> {
  const done = new Set<string>()
  for (const stage of stages) {
    if (stage.type !== 'agree') continue
    const ever = happenings.some((one) => one.what === 'agreed' && one.stage === stage.id)
    const now = ever && (row.state !== 'draft' || agreedTo(happenings, stage.id, await currentTexts(tx, ctx, stage)) !== null)
    if (now) done.add(stage.id)
  }
  return done
}

/** Everything to put right in the stages that are in hand, stage by stage; a stage without problems has an empty list. */
export async function problemsOf(tx: Tx, ctx: MemberContext, held: Held, around: Surroundings): Promise<Map<string, MatterProblem[]>> {
  const agreed = await agreedStages(tx, ctx, held, around.happenings)
  const { row, definition } = held
  const stages = inHand(held.stages, standingOf(held, around.happenings))
  const byStage = new Map<string, MatterProblem[]>()
  for (const stage of stages) {
    const problems =
      stage.type === 'agree' ? (agreed.has(stage.id) ? [] : [mustAgree(stage)]) : await problemsAt(tx, ctx, held, around, stage)
    byStage.set(
      stage.id,
      problems.map((problem) => ({ ...problem, stage: stage.id })),
    )
  }
  const known = [...branchProblems(ctx, held), ...((await kindFor(definition).problems?.(tx, ctx, toMatter(row))) ?? [])]
  for (const problem of known) {
    const stage = stages.find((one) =>
      formOf(definition, one)?.sections.some((section) => section.fields.some((field) => field.id === problem.path.split('.')[0])),
    )
    if (stage) byStage.get(stage.id)?.push({ ...problem, stage: stage.id })
  }
  return byStage
}

function branchProblems(ctx: Context, { definition, branchId }: Held): Problem[] {
  const known = branchId === null || ctx.association.settings.branches?.some((branch) => branch.id === branchId)
  const field = allFields(wholeForm(definition)).find((one) => one.maps === 'branch')
  return known || !field ? [] : [{ path: field.id, label: field.label, message: `请重新选择${field.label}。` }]
}

const mustAgree = (stage: Stage) => ({ path: '', label: stage.name, message: `还没有完成“${stage.name}”，请阅读后点“同意”。` })

async function problemsAt(tx: Tx, ctx: MemberContext, { row, definition, facts }: Held, around: Surroundings, stage: Stage) {
  const form = formOf(definition, stage)
  if (form) return checkForm(form, row.data, { facts, today: ctx.kernel.clock.today() })
  if (stage.type === 'documents') {
    const papers = checkDocuments(slotsOf(definition, stage), filesBySlot(around.documents), { ...facts, ...row.data })
    return [...papers, ...mustConfirm(stage, around)]
  }
  return (await stageKindFor(stage.type)?.problems(tx, ctx, toMatter(row), stage)) ?? []
}

function mustConfirm(stage: StageOf<'documents'>, { happenings, documents }: Surroundings): Problem[] {
  if (stage.confirm === undefined || confirmedAt(stage, happenings, documents)) return []
  return [{ path: 'confirm', label: stage.name, message: `请勾选“${stage.confirm}”。` }]
}

export function filesBySlot(documents: readonly DocumentRow[]): Record<string, SlotFile[]> {
  const slots: Record<string, SlotFile[]> = {}
  for (const one of documents) {
    slots[one.slot] = [
      ...(slots[one.slot] ?? []),
      { id: one.id, name: one.name, kind: kindOfMedia(one.media_type), bytes: Number(one.bytes) },
    ]
  }
  return slots
}

export function kindOfMedia(media: string): Accepted {
  if (media === 'application/pdf') return 'pdf'
  return media.startsWith('image/') ? 'image' : 'docx'
}
