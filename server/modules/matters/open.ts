import { sql } from 'kysely'
import { isEmpty } from '../../../contract/forms/condition.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import { toldByIdCard } from '../../../contract/forms/id-card.ts'
import { normalise } from '../../../contract/forms/normalise.ts'
import type { Field, FormData } from '../../../contract/forms/schema.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { nextNumber } from '../../kernel/numbering.ts'
import { raise } from '../../kernel/outbox.ts'
import { dueOn } from './deadline.ts'
import { currentDefinition, type Definition, wholeForm } from './definition.ts'
import { attachFieldFiles, withOwnFiles } from './field-files.ts'
import { opened } from './machine.ts'
import { askedBranch, whyNotBegun } from './offer.ts'
import { factsAbout, kindFor } from './registry.ts'
import { takeOver } from './reuse.ts'
import { heldOf } from './standing.ts'
import { findMatter, note } from './store.ts'
import { subjectFor } from './subject.ts'
import { submittedNews } from './told.ts'

/** Whose matter it will be, and for which branch. */
interface Begun {
  memberId: string
  branchId: string | null
  /** The unit whose act it is, where the employer begins it. */
  employerId: string | null
}

/**
 * Begins a matter for the member one acts for, for one branch where the kind asks for one (`branch`: its id). Begun already, it
 * answers that one: a double click opens once. Refuses `not-ready` with the reason that the button shows.
 */
export async function openMatter(ctx: MemberContext, input: { kind: string; branch?: string }): Promise<{ id: string }> {
  return open(ctx, input, 'member', ctx.memberId)
}

/**
 * Begins a kind that `begins: employer`, by the unit one acts for, about one of its people: the unit fills it in, hands it in and may
 * withdraw it; the person reads it. That `personId` works there is for the caller to have made sure.
 */
export async function openMatterFor(
  ctx: MemberContext,
  input: { kind: string; personId: string; branch?: string },
): Promise<{ id: string }> {
  return open(ctx, input, 'employer', input.personId)
}

async function open(
  ctx: MemberContext,
  input: { kind: string; branch?: string },
  by: 'member' | 'employer',
  memberId: string,
): Promise<{ id: string }> {
  return inTx(ctx, async (tx, ctx) => {
    // Two clicks take turns here, before a number is taken that the second would not use.
    const turn = `matter:${memberId}:${input.kind}:${input.branch ?? ''}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`.execute(tx)
    const definition = found(await currentDefinition(tx, ctx, input.kind), '这类事项尚未开放')
    const branchId = askedBranch(ctx, definition, input.branch)
    const under = await findOpen(tx, ctx, memberId, definition, branchId)
    if (under) return { id: under }
    const facts = await factsAbout(tx, ctx, definition, memberId)
    const why = await whyNotBegun(tx, ctx, definition, facts, { memberId, branchId, by })
    if (why) throw new Refusal('not-ready', why)
    return { id: await begin(tx, ctx, definition, { memberId, branchId, employerId: by === 'employer' ? ctx.memberId : null }) }
  })
}

/** The id of the member's open matter of a kind (for this branch, where the kind goes by branches), or null. */
async function findOpen(tx: Tx, ctx: MemberContext, memberId: string, definition: Definition, branchId: string | null) {
  const row = await tx
    .selectFrom('matters')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('kind', '=', definition.kind)
    .where('state', 'in', ['draft', 'submitted', 'returned'])
    // Where the form names the branch, there is one at a time whatever it says.
    .$if(definition.branches !== undefined, (query) => query.where('branch_id', '=', branchId))
    .executeTakeFirst()
  return row?.id ?? null
}

async function begin(tx: Tx, ctx: MemberContext, definition: Definition, { memberId, branchId, employerId }: Begun): Promise<string> {
  const id = newId()
  const data = await firstData(tx, ctx, definition, memberId, branchId)
  const subject = await subjectFor(tx, ctx, definition, data, memberId)
  const now = ctx.kernel.clock.now()
  const [first] = definition.stages
  const number = await nextNumber(tx, ctx, 'matter', ctx.association.settings.numbers.matter)
  await tx
    .insertInto('matters')
    .values({
      association_id: ctx.association.id,
      id,
      number,
      kind: definition.kind,
      kind_version: definition.version,
      title: definition.name,
      subject_name: subject.name,
      subject_code: subject.code,
      state: 'draft',
      stage: first?.id ?? '',
      member_id: memberId,
      account_id: ctx.account.id,
      branch_id: branchId,
      employer_id: employerId,
      data: JSON.stringify(data),
      created_at: now,
      updated_at: now,
    })
    .execute()
  await attachFieldFiles(tx, ctx, id, wholeForm(definition), data)
  await takeOver(tx, ctx, definition, { id, member_id: memberId, account_id: ctx.account.id })
  const stage = await stand(tx, ctx, id, definition)
  await note(tx, ctx, id, 'opened', { stage })
  await audit(tx, ctx, { action: 'matter.opened', subject: { kind: 'matter', id, label: `${definition.name} ${number}` } })
  return id
}

/** At its first stage, once it is known which it has; where that is a review it is handed in by being begun. */
async function stand(tx: Tx, ctx: MemberContext, id: string, definition: Definition): Promise<string> {
  const { row, stages } = await heldOf(tx, ctx, found(await findMatter(tx, ctx, id)), definition)
  if (stages.length === 0) throw new Refusal('not-ready', '这类事项目前没有可以办理的环节，请联系协会')
  const { state, stage } = opened(stages)
  const now = ctx.kernel.clock.now()
  const handedIn = state === 'submitted' && { state, submitted_at: now, waiting_since: now, due_on: dueOn(ctx, stages, stage) }
  await tx
    .updateTable('matters')
    .set({ stage, ...handedIn })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
  if (handedIn) await raise(tx, ctx, 'matters.submitted', submittedNews({ ...row, ...handedIn, stage }, stages, false))
  return stage
}

/** What the kind knows of the member; where it knows nothing, what stood in the last matter of the kind that came to nothing. */
async function firstData(tx: Tx, ctx: MemberContext, definition: Definition, memberId: string, branchId: string | null): Promise<FormData> {
  const form = wholeForm(definition)
  const last = await tx
    .selectFrom('matters')
    .select('data')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('kind', '=', definition.kind)
    .where('state', 'in', ['rejected', 'withdrawn'])
    .$if(definition.branches !== undefined, (query) => query.where('branch_id', '=', branchId))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const before = normalise(form, (last?.data ?? {}) as FormData)
  const known = normalise(form, (await kindFor(definition).prefill?.(tx, ctx, memberId, form, { kind: definition.kind, branchId })) ?? {})
  const data = Object.fromEntries(allFields(form).map(({ id }) => [id, isEmpty(known[id]) ? before[id] : known[id]]))
  return withOwnFiles(tx, ctx, memberId, form, { ...data, ...toldByNumbers(allFields(form), data) })
}

/** Birthday and sex, where the number of an ID card that is known already tells them. */
function toldByNumbers(fields: readonly Field[], data: FormData): FormData {
  const told = fields.map((field) => (field.type === 'id-card' ? toldByIdCard(field, String(data[field.id] ?? ''), fields, data) : {}))
  return Object.assign({}, ...told)
}
