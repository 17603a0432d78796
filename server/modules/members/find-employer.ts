import { type RawBuilder, sql } from 'kysely'
import type { FormData, FormDefinition, Problem } from '../../../contract/forms/index.ts'
import { allFields } from '../../../contract/forms/index.ts'
import { normaliseName } from '../../../contract/rules/text.ts'
import type { AccountContext, Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { type Matter, matterForm } from '../matters/index.ts'
import { beginEmployment } from './employments.ts'

/** Units that are members today. */
const memberUnits = (ctx: Context): RawBuilder<unknown> => sql`
  from members m where m.association_id = ${ctx.association.id} and m.kind = 'unit' and m.merged_into is null
    and exists (select 1 from memberships s where s.association_id = m.association_id and s.member_id = m.id and s.branch_id is null and s.left_on is null)`

/**
 * The member unit of exactly this name; a former name leads to it too, unless another bears it today.
 * Null when none, or when more than one bears it: then a person at the association must say which.
 */
export async function unitByName(tx: Tx, ctx: Context, name: string): Promise<{ id: string; name: string } | null> {
  const wanted = normaliseName(name.normalize('NFC'))
  if (wanted === '') return null
  const { rows } = await sql<{ id: string; name: string }>`select m.id, m.name ${memberUnits(ctx)} and m.name = ${wanted} limit 2`.execute(
    tx,
  )
  if (rows.length > 0) return rows.length === 1 ? (rows[0] ?? null) : null
  const former = await sql<{ id: string; name: string }>`select m.id, m.name ${memberUnits(ctx)} and exists (
    select 1 from member_names n where n.association_id = m.association_id and n.member_id = m.id and n.name = ${wanted}) limit 2`.execute(
    tx,
  )
  return former.rows.length === 1 ? (former.rows[0] ?? null) : null
}

const most = 10
const perHour = 300

/** Names of member units that hold what was typed, for the field 工作单位: from two letters on, ten at most. */
export async function suggestEmployers(ctx: AccountContext, q: string): Promise<{ names: string[] }> {
  const typed = normaliseName(q.normalize('NFC'))
  if (!ctx.association.settings.people || [...typed].length < 2) return { names: [] }
  return inTx(ctx, async (tx, ctx) => {
    const wait = await countTry(tx, ctx, { key: `employers:${ctx.account.id}`, max: perHour, seconds: 3600 })
    if (wait > 0) throw new Refusal('too-many')
    const like = `%${typed.replace(/[\\%_]/g, '\\$&')}%`
    const { rows } = await sql<{ name: string }>`select distinct m.name, position(${typed} in m.name) <> 1 as inside ${memberUnits(ctx)}
      and m.name like ${like} order by inside, m.name limit ${most}`.execute(tx)
    return { names: rows.map((row) => row.name) }
  })
}

/** Where a form asks for the employer: the field that maps to `person.employer`, with what was written. */
function written(form: FormDefinition, data: FormData): { id: string; label: string; name: string } | null {
  const field = allFields(form).find((one) => one.maps === 'person.employer')
  if (!field) return null
  const value = data[field.id]
  return { id: field.id, label: field.label, name: typeof value === 'string' ? value : '' }
}

const unknown = (name: string) => `没有名称为“${name}”的会员单位。请填写单位的全称并从提示中选择；单位还不是会员的，请先由单位入会。`

/** The employer that a person's form names: for the matter's employer review, and for the employment that begins. */
export async function employerIn(tx: Tx, ctx: Context, matter: Matter): Promise<string | null> {
  const employer = written(await matterForm(tx, ctx, matter), matter.data)
  if (!employer || employer.name.trim() === '') return null
  const unit = await unitByName(tx, ctx, employer.name)
  if (!unit && ctx.association.settings.people?.required)
    throw new Refusal('input-invalid', { problems: [{ path: employer.id, label: employer.label, message: unknown(employer.name) }] })
  return unit?.id ?? null
}

/** What is wrong with the employer that was written, at its field (GSJL-11: recommended by a member unit). */
export async function employerProblems(tx: Tx, ctx: Context, matter: Matter): Promise<Problem[]> {
  const employer = written(await matterForm(tx, ctx, matter), matter.data)
  if (!employer || employer.name.trim() === '' || !ctx.association.settings.people?.required) return []
  if (await unitByName(tx, ctx, employer.name)) return []
  return [{ path: employer.id, label: employer.label, message: unknown(employer.name) }]
}

/**
 * The record names another employer than before (a member from before the system, a correction by staff): who works where follows it.
 * Refuses a name that is no member unit's where people must have an employer.
 */
export async function followEmployer(
  tx: Tx,
  ctx: Context,
  /** `changed`: ids of the fields that were; null: all are new. `from`: 'YYYY-MM-DD'. */
  person: { id: string; form: FormDefinition; data: FormData; changed: readonly string[] | null; from: string },
): Promise<void> {
  const now = written(person.form, person.data)
  if (!now || now.name.trim() === '' || (person.changed && !person.changed.includes(now.id))) return
  const unit = await unitByName(tx, ctx, now.name)
  if (unit) return beginEmployment(tx, ctx, { personId: person.id, unitId: unit.id, from: person.from, matterId: null })
  if (ctx.association.settings.people?.required)
    throw new Refusal('input-invalid', { problems: [{ path: now.id, label: now.label, message: unknown(now.name) }] })
}
