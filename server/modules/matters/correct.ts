import { allFields, checkForm, type FormData, normalise } from '../../../contract/forms/index.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { wholeForm } from './definition.ts'
import { may } from './may.ts'
import { actorFor, type Held, holdForReview, loadStanding } from './standing.ts'
import { note } from './store.ts'
import { subjectFor } from './subject.ts'

interface Correction {
  id: string
  /** Of the matter as it was seen. */
  revision: number
  /** Field id → value; only what is to be changed. */
  data: FormData
  /** The fields that may be corrected; any other is refused. */
  fields: readonly string[]
}

/**
 * The unit corrects what its person handed in while it lies at the unit's own review (GSJL-10): once passed on it may not. The person
 * reads in the timeline what was changed, the log has both values. Refuses `conflict` when it has changed since, `input-invalid` by field.
 */
export async function correctMatter(ctx: MemberContext, input: Correction): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdForReview(tx, ctx, input.id)
    const { row } = held
    may(held.stages, await loadStanding(tx, ctx, held), 'pass', await actorFor(tx, ctx, held))
    if (row.revision !== input.revision) throw changedSince()
    const after = corrected(ctx, held, input)
    const changed = allFields(wholeForm(held.definition)).filter(({ id }) => JSON.stringify(after[id]) !== JSON.stringify(row.data[id]))
    if (changed.length === 0) return
    await write(tx, ctx, held, after)
    const side = (data: FormData) => Object.fromEntries(changed.map(({ id }) => [id, data[id] ?? null]))
    await note(tx, ctx, row.id, 'corrected', {
      stage: row.stage,
      message: changed.map((field) => field.label).join('、'),
      detail: row.employer_id ? { employer: row.employer_id } : {},
    })
    await audit(tx, ctx, {
      action: 'matter.corrected',
      subject: { kind: 'matter', id: row.id, label: row.number },
      before: side(row.data),
      after: side(after),
    })
  })
}

/** The form's data as it shall be, when all of it is right. */
function corrected(ctx: MemberContext, { row, definition, facts }: Held, { data, fields }: Correction): FormData {
  const form = wholeForm(definition)
  const foreign = Object.keys(data).filter((id) => !fields.includes(id))
  const refused = foreign.map((path) => ({
    path,
    label: allFields(form).find((field) => field.id === path)?.label ?? path,
    message: '这一项不能由单位修改，请退回本人修改。',
  }))
  if (refused.length > 0) throw new Refusal('input-invalid', { problems: refused })
  const after = normalise(form, { ...row.data, ...data })
  const problems = checkForm(form, after, { facts, today: ctx.kernel.clock.today() })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return after
}

async function write(tx: Tx, ctx: MemberContext, { row, definition }: Held, data: FormData): Promise<void> {
  const subject = await subjectFor(tx, ctx, definition, data, row.member_id)
  const done = await tx
    .updateTable('matters')
    .set({
      data: JSON.stringify(data),
      subject_name: subject.name,
      subject_code: subject.code,
      revision: row.revision + 1,
      updated_at: ctx.kernel.clock.now(),
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', row.id)
    .where('state', '=', 'submitted')
    .where('stage', '=', row.stage)
    .where('revision', '=', row.revision)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw changedSince()
}

const changedSince = () => new Refusal('conflict', '这件申请刚刚有了变化，请刷新后核对，再保存您的修改')
