import { isDeepStrictEqual } from 'node:util'
import { allFields, type Field, type FormData, type FormDefinition, normalise, type Problem } from '../../../../contract/forms/index.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { type Check, type Matter, type MatterKind, matterForm } from '../../matters/index.ts'
import { changesBetween } from '../changes.ts'
import { memberFacts } from '../facts.ts'
import { contactsOf, currentMembership, lockMember, memberById } from '../store.ts'
import { writeProfile } from '../update-profile.ts'
import { dataOf, profileForm } from '../values.ts'
import { knownOf } from './known.ts'

/**
 * 信息变更 with review (CAQ-14, CEPCA-11): the form is what the record shall say, its base what it says now. What the reviewer accepted is
 * written as if staff had typed it: 曾用名 is kept, a credit code of another is refused.
 */
export const changeKind: MatterKind = {
  effect: 'change',
  prefill: knownOf,
  facts: memberFacts,
  whyNot: async (tx, ctx, memberId) =>
    (await currentMembership(tx, ctx, memberId)) ? null : '入会后才能申请变更；申请中的内容请在申请里修改',
  base: async (tx, ctx, matter) => standing(tx, ctx, matter.memberId, await matterForm(tx, ctx, matter)),
  problems,
  checks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => accepted(tx, ctx, matter))
  },
}

/** What the record says now, in the shape of the change's form. */
async function standing(tx: Tx, ctx: Context, memberId: string, form: FormDefinition): Promise<FormData> {
  return normalise(form, dataOf(form, await memberById(tx, ctx, memberId), await contactsOf(tx, ctx, memberId)))
}

/** The change's fields that lead to a place in the record, with the record's own field. A reason why, say, leads to none. */
function placesOf(form: FormDefinition, record: FormDefinition): { field: Field; place: Field }[] {
  return allFields(form).flatMap((field) => {
    const place = allFields(record).find((one) => (field.maps === undefined ? one.id === field.id : one.maps === field.maps))
    return place ? [{ field, place }] : []
  })
}

async function problems(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]> {
  const form = await matterForm(tx, ctx, matter)
  const { kind } = await memberById(tx, ctx, matter.memberId)
  const now = await standing(tx, ctx, matter.memberId, form)
  const wanted = normalise(form, matter.data)
  const places = placesOf(form, profileForm(ctx, kind))
  if (places.some(({ field }) => !isDeepStrictEqual(now[field.id], wanted[field.id]))) return []
  const [first] = places
  return [{ path: first?.field.id ?? '', label: form.title, message: '内容与现在登记的相同，请先修改需要变更的项目' }]
}

/** Who changed the same meanwhile is told of before it is overwritten. */
async function checks(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]> {
  const form = await matterForm(tx, ctx, matter)
  const now = await standing(tx, ctx, matter.memberId, form)
  const moved = matter.base === null ? [] : changesBetween(form, normalise(form, matter.base), now)
  if (moved.length === 0) return []
  const labels = [...new Set(moved.map((change) => change.label))].join('、')
  return [{ label: '提交后有变化', state: 'warn', message: `提交之后，登记的${labels}已被修改，请对照最新资料再定` }]
}

async function accepted(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const member = await lockMember(tx, ctx, matter.memberId)
  const record = profileForm(ctx, member.kind)
  const before = normalise(record, dataOf(record, member, await contactsOf(tx, ctx, member.id)))
  const base = matter.base === null ? null : normalise(form, matter.base)
  const wanted = normalise(form, matter.data)
  const taken = placesOf(form, record)
    .filter(({ field }) => matter.accepted === null || matter.accepted.includes(field.id))
    // What was not asked to change stays as it is today, whatever the form showed.
    .filter(({ field }) => base === null || !isDeepStrictEqual(base[field.id], wanted[field.id]))
    .map(({ field, place }) => [place.id, wanted[field.id]])
  const after = normalise(record, { ...before, ...Object.fromEntries(taken) })
  const changes = changesBetween(record, before, after)
  if (changes.length === 0) return
  const reason = `${matter.title} ${matter.number}`
  await writeProfile(tx, ctx, { member, form: record, after, changes, reason, asker: matter.accountId })
}
