import { allFields, checkForm, emptyData, type FormData, memberValues, normalise } from '../../../contract/forms/index.ts'
import { isDay } from '../../../contract/rules/days.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { type Admitted, admit } from './admit.ts'
import { followEmployer } from './find-employer.ts'
import { levelById } from './standing.ts'
import { formLabel, profileForm } from './values.ts'
import { keepName, relist } from './write.ts'

interface Imported {
  kind?: 'unit' | 'person'
  /** Field id → value of the profile form; old records may lack what is compulsory today, but what is there must be right. */
  data: FormData
  level: string
  /** 'YYYY-MM-DD', not ahead. */
  joinedOn: string
  /** The number it has already; without it the next one by the rule. */
  number?: string
  /** The oldest first. */
  formerNames?: readonly string[]
}

/**
 * 登记已有会员: a member from before the system (CACEM-19 lets its contact in). No account is made, no matter, no charge.
 * Refuses with `input-invalid` (problems by field) or `duplicate-member`.
 */
export async function importMember(ctx: Context, input: Imported): Promise<Admitted> {
  authorize(ctx, 'members.edit')
  const kind = input.kind ?? 'unit'
  const form = profileForm(ctx, kind)
  const data = normalise(form, { ...emptyData(form), ...input.data })
  const filled = new Set(Object.keys(input.data))
  const names = allFields(form)
    .filter((field) => field.maps === 'unit.name' || field.maps === 'person.name')
    .map((field) => field.id)
  const problems = checkForm(form, data, { facts: {} }).filter((problem) =>
    [...filled, ...names].includes(problem.path.split('.')[0] ?? ''),
  )
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  if (!levelById(ctx, input.level)) throw new Refusal('input-invalid', `没有“${input.level}”这个会员级别`)
  if (!isDay(input.joinedOn) || input.joinedOn > ctx.kernel.clock.today()) throw new Refusal('input-invalid', '入会日期不对，请核对')
  return inTx(ctx, async (tx, ctx) => {
    const memberId = newId()
    const now = ctx.kernel.clock.now()
    const values = memberValues(form, data)
    const name = String(values.core['unit.name'] ?? values.core['person.name'] ?? '')
    await tx
      .insertInto('members')
      .values({ association_id: ctx.association.id, id: memberId, kind, name, created_at: now, updated_at: now })
      .execute()
    const { number, level, joinedOn } = input
    const admitted = await admit(tx, ctx, {
      memberId,
      matterId: null,
      values,
      form: formLabel(form),
      level,
      joinedOn,
      ...(number !== undefined && { number }),
    })
    if (kind === 'person') await followEmployer(tx, ctx, { id: memberId, form, data, changed: null, from: joinedOn })
    for (const former of input.formerNames ?? []) await keepName(tx, ctx, memberId, former)
    if (input.formerNames?.length) await relist(tx, ctx, memberId)
    return admitted
  })
}
