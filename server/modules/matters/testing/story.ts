import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { addDocument } from '../add-document.ts'
import { agreeStage } from '../agree.ts'
import { decideMatter } from '../decide.ts'
import { goToStage } from '../go-to-stage.ts'
import { matterForApplicant } from '../matter-for-applicant.ts'
import { matterForStaff } from '../matter-for-staff.ts'
import { openMatter } from '../open.ts'
import { saveDraft } from '../save-draft.ts'
import { submitMatter } from '../submit.ts'
import { filled, pdf } from './kind.ts'

/** Steps that every story of a matter takes; each is the real verb. */
export const device = 'device-one'

export async function charterVersion(who: MemberContext, id: string): Promise<Record<string, number>> {
  const matter = await matterForApplicant(who, id)
  return Object.fromEntries((matter.stages[0]?.texts ?? []).map((text) => [text.id, text.version]))
}

/** Opened and agreed. */
export async function begun(who: MemberContext): Promise<string> {
  const { id } = await openMatter(who, { kind: 'trial' })
  await agreeStage(who, { id, stage: 'charter', versions: await charterVersion(who, id) })
  return id
}

/** Filled in, papers there, not yet handed in. */
export async function ready(who: MemberContext): Promise<string> {
  const id = await begun(who)
  await saveDraft(who, { id, base: 1, device, changes: filled })
  await addDocument(who, { id, slot: 'letter' }, pdf())
  await addDocument(who, { id, slot: 'licence' }, pdf())
  await goToStage(who, { id, stage: 'papers' })
  return id
}

export async function handedIn(who: MemberContext): Promise<string> {
  const id = await ready(who)
  await submitMatter(who, { id })
  return id
}

/** What a reviewer decides on: the matter as it is now. */
export async function seen(staff: StaffContext, id: string) {
  const { stage, revision } = await matterForStaff(staff, id)
  return { id, stage, revision }
}

export const pass = async (staff: StaffContext, id: string) => decideMatter(staff, { act: 'pass', ...(await seen(staff, id)) })
