import { sql } from 'kysely'
import type { CouncilTerm, TermInput } from '../../../contract/council.ts'
import type { Preset } from '../../../contract/preset.ts'
import { addDays, isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { mayCouncil } from './guard.ts'

/** The posts a council usually has: the levels with a seat in it. */
export const usualPosts = ({ levels }: Pick<Preset['association'], 'levels'>): string[] =>
  levels.filter((level) => level.council).map((level) => level.name)

/** What the preset says, as long as nothing was entered: from then on staff keep the terms on screen. */
export async function installTerms(tx: Tx, ctx: Context, association: Preset['association']): Promise<void> {
  const known = await tx
    .selectFrom('council_terms')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .limit(1)
    .executeTakeFirst()
  if (known) return
  for (const { name, from, to } of association.terms)
    await tx
      .insertInto('council_terms')
      .values({ association_id: ctx.association.id, id: newId(), name, period: periodOf(from, to), posts: usualPosts(association) })
      .execute()
}

const periodOf = (from: string, to: string) => `[${from},${addDays(to, 1)})`

/** Terms, the latest first; those that only seats name stand last. */
export async function listTerms(tx: Tx, ctx: Context): Promise<CouncilTerm[]> {
  const { rows } = await sql<CouncilTerm>`
    with held as (select term, count(*)::int as seats from council_seats where association_id = ${ctx.association.id} group by term)
    select t.id, coalesce(t.name, h.term) as name, lower(t.period) as "from", upper(t.period) - 1 as "to", coalesce(t.posts, '{}') as posts,
      coalesce(h.seats, 0) as seats, coalesce(t.period @> ${ctx.kernel.clock.today()}::date, false) as current
    from (select * from council_terms where association_id = ${ctx.association.id}) t full join held h on h.term = t.name
    order by t.period desc nulls last, name`.execute(tx)
  return rows
}

/** The last day of the latest term; null when there is none. Certificates may be valid until then. */
export async function lastDayOfTerms(tx: Tx, ctx: Context): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select max(upper(period)) - 1 as day from council_terms where association_id = ${ctx.association.id}`.execute(tx)
  return rows[0]?.day ?? null
}

/** Enters a term, or corrects the one with this id; a new name goes to its seats and requests. */
export async function saveTerm(ctx: StaffContext, input: TermInput, id?: string): Promise<string> {
  mayCouncil(ctx, 'members.edit')
  const said = checked(input)
  return inTx(ctx, async (tx, ctx) => {
    await sql`select 1 from council_terms where association_id = ${ctx.association.id} for update`.execute(tx)
    const all = await listTerms(tx, ctx)
    const before = id === undefined ? null : found(all.find((term) => term.id === id))
    if (all.some((term) => term.id !== null && term.id !== id && term.name === said.name))
      throw new Refusal('already-done', `已经有“${said.name}”，请核对名称`)
    const key = id ?? newId()
    const columns = { name: said.name, period: periodOf(said.from, said.to), posts: said.posts }
    await tx
      .insertInto('council_terms')
      .values({ association_id: ctx.association.id, id: key, ...columns })
      .onConflict((clash) => clash.columns(['association_id', 'id']).doUpdateSet(columns))
      .execute()
    if (before && before.name !== said.name) await rename(tx, ctx, before.name, said.name)
    await audit(tx, ctx, {
      action: 'council.term-set',
      subject: { kind: 'term', id: key, label: said.name },
      before: before && { name: before.name, from: before.from, to: before.to, posts: before.posts },
      after: said,
    })
    return key
  })
}

async function rename(tx: Tx, ctx: Context, before: string, after: string): Promise<void> {
  for (const table of ['council_seats', 'paper_requests'] as const)
    await tx.updateTable(table).set({ term: after }).where('association_id', '=', ctx.association.id).where('term', '=', before).execute()
}

function checked(input: TermInput): TermInput {
  const posts = [...new Set(input.posts.map((post) => post.trim()).filter((post) => post !== ''))]
  const problems = []
  if (input.name.trim().length < 2) problems.push({ path: 'name', label: '届次', message: '请填写届次，如“第十届理事会”。' })
  if (!isDay(input.from) || !isDay(input.to) || input.to <= input.from)
    problems.push({ path: 'to', label: '至', message: '任期的起止日期不对，请核对。' })
  if (posts.length === 0) problems.push({ path: 'posts', label: '职务', message: '请至少写一个职务。' })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return { ...input, name: input.name.trim(), posts }
}

/** For one entered by mistake: a term that somebody held a post in stays. */
export async function removeTerm(ctx: StaffContext, id: string): Promise<void> {
  mayCouncil(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const before = found((await listTerms(tx, ctx)).find((term) => term.id === id))
    if (before.seats > 0) throw new Refusal('conflict', `“${before.name}”已登记 ${before.seats} 人任职，不能删除`)
    await tx.deleteFrom('council_terms').where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
    await audit(tx, ctx, {
      action: 'council.term-set',
      subject: { kind: 'term', id, label: before.name },
      before: { name: before.name, from: before.from, to: before.to, posts: before.posts },
      after: null,
    })
  })
}
