import { sql } from 'kysely'
import { isEmpty } from '../../../contract/forms/condition.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import { normalise } from '../../../contract/forms/normalise.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { nextNumber } from '../../kernel/numbering.ts'
import { dueOn } from './deadline.ts'
import { currentDefinition, type Definition, subjectOf, wholeForm } from './definition.ts'
import { opened } from './machine.ts'
import { kindFor } from './registry.ts'
import { note } from './store.ts'

/** Begins a matter for the member one acts for; begun already, it answers that one: a double click opens once. */
export async function openMatter(ctx: MemberContext, input: { kind: string }): Promise<{ id: string }> {
  return inTx(ctx, async (tx, ctx) => {
    const { memberId } = ctx
    // Two clicks take turns here, before a number is taken that the second would not use.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`matter:${memberId}:${input.kind}`}, 0))`.execute(tx)
    const open = await findOpen(tx, ctx, memberId, input.kind)
    if (open) return { id: open }
    const definition = found(await currentDefinition(tx, ctx, input.kind), '这类事项尚未开放')
    const why = await kindFor(definition).whyNot?.(tx, ctx, memberId, { kind: definition.kind, branchId: null })
    if (why) throw new Refusal('not-ready', why)
    return { id: await begin(tx, ctx, definition) }
  })
}

/** The id of the member's open matter of a kind, or null. */
async function findOpen(tx: Tx, ctx: MemberContext, memberId: string, kind: string): Promise<string | null> {
  const row = await tx
    .selectFrom('matters')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('kind', '=', kind)
    .where('state', 'in', ['draft', 'submitted', 'returned'])
    .executeTakeFirst()
  return row?.id ?? null
}

async function begin(tx: Tx, ctx: MemberContext, definition: Definition): Promise<string> {
  const id = newId()
  const data = await firstData(tx, ctx, definition)
  const subject = subjectOf(definition, data)
  const move = opened(definition.stages)
  const now = ctx.kernel.clock.now()
  const handedIn = move.state === 'submitted'
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
      state: move.state,
      stage: move.stage,
      member_id: ctx.memberId,
      account_id: ctx.account.id,
      data: JSON.stringify(data),
      created_at: now,
      updated_at: now,
      ...(handedIn && { submitted_at: now, waiting_since: now, due_on: dueOn(ctx, definition, move.stage) }),
    })
    .execute()
  await note(tx, ctx, id, 'opened', { stage: move.stage })
  await audit(tx, ctx, { action: 'matter.opened', subject: { kind: 'matter', id, label: `${definition.name} ${number}` } })
  return id
}

/** What the kind knows of the member; where it knows nothing, what stood in the last matter of the kind that came to nothing. */
async function firstData(tx: Tx, ctx: MemberContext, definition: Definition): Promise<FormData> {
  const form = wholeForm(definition)
  const last = await tx
    .selectFrom('matters')
    .select('data')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', ctx.memberId)
    .where('kind', '=', definition.kind)
    .where('state', 'in', ['rejected', 'withdrawn'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const before = normalise(form, (last?.data ?? {}) as FormData)
  const known = normalise(form, (await kindFor(definition).prefill?.(tx, ctx, ctx.memberId, form)) ?? {})
  return Object.fromEntries(allFields(form).map(({ id }) => [id, isEmpty(known[id]) ? before[id] : known[id]]))
}
