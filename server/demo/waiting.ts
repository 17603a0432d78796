import { allFields, type FormData } from '../../contract/forms/index.ts'
import { type Definition, decideMatter, wholeForm } from '../modules/matters/index.ts'
import { advance, seen } from './advance.ts'
import { type Applicant, applicant } from './applicant.ts'
import { apply, register } from './apply.ts'
import { reviewerOf } from './colleagues.ts'
import type { House } from './house.ts'
import { demoLogins, loginIndex } from './logins.ts'
import { inTurns } from './members.ts'
import { actingUnit } from './people.ts'

/** Applicants at every point of the way; who has just registered comes last, and says that the demo is whole. */
export async function applicants(house: House, size: { meeting: number }): Promise<void> {
  for (const kind of ['unit', 'person'] as const) {
    const admission = house.kindOf('admission', kind)
    if (!admission || !house.association.settings.registration[kind]) continue
    const employer = kind === 'person' && house.association.settings.people ? ((await actingUnit(house))?.name ?? '') : ''
    await atFirstReview(house, admission, kind, employer)
    if (employer === '') await atLaterReviews(house, admission, kind, size.meeting)
    const who = applicant(kind, loginIndex[4], { mobile: demoLogins[`${kind}s`][4].mobile, employer })
    if (!(await house.knows(who))) await register(house, who, 0)
  }
}

async function atFirstReview(house: House, admission: Definition, kind: Applicant['kind'], employer: string): Promise<void> {
  const logins = demoLogins[`${kind}s`]
  for (const [index, daysAgo, mobile] of [
    [40, 3, logins[2].mobile],
    [41, 20, undefined],
    [42, 1, undefined],
  ] as const)
    await applicantAt(house, admission, applicant(kind, index, { mobile, employer }), index, daysAgo)
  const id = await applicantAt(house, admission, applicant(kind, loginIndex[3], { mobile: logins[3].mobile, employer }), loginIndex[3], 6)
  if (id) await giveBack(house, id)
}

async function applicantAt(house: House, admission: Definition, who: Applicant, index: number, daysAgo: number): Promise<string | null> {
  if (await house.knows(who)) return null
  return apply(await register(house, who, daysAgo), { kind: admission.kind, who, index })
}

/** Two at each further review; before a meeting so many that it is worth one. */
async function atLaterReviews(house: House, admission: Definition, kind: Applicant['kind'], many: number): Promise<void> {
  const later = admission.stages.filter((stage) => stage.type === 'review').slice(1)
  for (const [turn, stage] of later.entries()) {
    const count = stage.type === 'review' && stage.review === 'meeting' ? many : 2
    const all = Array.from({ length: count }, (_, i) => 100 + turn * 100 + i)
    await inTurns(all, async (index) => {
      const who = applicant(kind, index)
      if (await house.knows(who)) return
      const ctx = await register(house, who, 12)
      const walk = { kind: admission.kind, who, index }
      await advance(house, ctx, await apply(ctx, walk), stage.id, { ...walk, daysAgo: 5 })
    })
  }
}

/** Sent back for correction; the employer's own way where it reviews first. */
async function giveBack(house: House, id: string): Promise<void> {
  const { stage, kind, revision } = await seen(house, id)
  const review = house.definitions.find((one) => one.kind === kind)?.stages.find((one) => one.id === stage)
  if (review?.type !== 'review') return
  const reviewer = review.review === 'employer' ? await actingUnit(house) : await house.staff(reviewerOf(house, review.by ?? '', null), 2)
  if (!reviewer) return
  await decideMatter(reviewer, { act: 'return', id, stage, revision, message: '请补正后再次提交，其余内容无误。', remarks: [] })
}

/** The first unit asks for a change that is reviewed, and for what else members ask: a branch more. */
export async function memberMatters(house: House): Promise<void> {
  const ctx = await actingUnit(house)
  if (!ctx) return
  const who = applicant('unit', 0, { mobile: demoLogins.units[0].mobile })
  const change = house.kindOf('change', 'unit')
  if (change) await apply(ctx, { kind: change.kind, who, index: 0, changes: changed(change) })
  const join = house.kindOf('branch-join', 'unit')
  const branch = house.association.settings.branches?.at(-1)
  if (join?.branches !== undefined && branch) await apply(ctx, { kind: join.kind, who, index: 0, branch: branch.id })
}

/** Another name at the top, another person: what a reviewer reads as a diff. */
function changed(kind: Definition): FormData {
  const changes: FormData = {}
  for (const field of allFields(wholeForm(kind))) {
    if (field.editable === 'locked') continue
    if (field.type === 'person-name') changes[field.id] = '新任示例'
    if (field.type === 'name') changes[field.id] = `${applicant('unit', 0).name.replace('示例', '示例新')}`
  }
  return changes
}
