import type { Expression } from 'kysely'
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { StaffMatterRow } from '../../../contract/matters.ts'
import { addDays } from '../../../contract/rules/days.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import type { DB } from '../../kernel/database/schema.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { isLate, workdaysSince } from './deadline.ts'
import { allDefinitions, type Definition, reviewOf } from './definition.ts'
import { readMark, writeMark } from './list-mark.ts'
import { branchName, iso } from './present.ts'
import { rolesOf } from './standing.ts'

export interface ToDoQuery {
  scope?: 'mine' | 'all'
  kind?: string
  stage?: string
  branch?: string
  q?: string
  age?: 'late' | 'today' | 'week'
  after?: string
  limit?: number
}

const never = sql<string>`coalesce(due_on, date 'infinity')`
type Where = ExpressionBuilder<DB, 'matters'>

/** What waits for a decision, what is due first on top. By key: the 300th page costs what the first does. */
export async function toDo(ctx: StaffContext, query: ToDoQuery): Promise<{ rows: StaffMatterRow[]; next: string | null }> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const definitions = await allDefinitions(tx, ctx)
    const limit = query.limit ?? 30
    const mark = readMark(query.after)
    const rows = await waiting(tx, ctx)
      .leftJoin('accounts as a', (join) =>
        join.onRef('a.association_id', '=', 'matters.association_id').onRef('a.id', '=', 'matters.reviewer_id'),
      )
      .leftJoin('members as u', (join) =>
        join.onRef('u.association_id', '=', 'matters.association_id').onRef('u.id', '=', 'matters.employer_id'),
      )
      .select([
        'matters.id',
        'matters.number',
        'matters.kind',
        'kind_version',
        'subject_name',
        'stage',
        'submitted_at',
        'waiting_since',
        'due_on',
        'returned_from',
        'matters.revision',
        'branch_id',
        'a.name as reviewer',
        'u.name as employer',
      ])
      .select(never.as('due'))
      .where(query.scope === 'all' ? always : await mine(tx, ctx, definitions))
      .where(filters(ctx, query))
      .where(mark ? sql<SqlBool>`(coalesce(due_on, date 'infinity'), matters.id) > (${mark[0]}::date, ${mark[1]}::uuid)` : always())
      .orderBy(never)
      .orderBy('matters.id')
      .limit(limit + 1)
      .execute()
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: page.map((row) => present(ctx, definitions, row)),
      next: rows.length > limit && last ? writeMark([last.due, last.id]) : null,
    }
  })
}

/** For the number at the navigation, and what the list can be filtered by. */
export async function toDoCounts(ctx: StaffContext) {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const definitions = await allDefinitions(tx, ctx)
    const counted = await waiting(tx, ctx)
      .select(sql<number>`count(*)::int`.as('waiting'))
      .select(sql<number>`(count(*) filter (where due_on < ${ctx.kernel.clock.today()}::date))::int`.as('late'))
      .where(await mine(tx, ctx, definitions))
      .executeTakeFirstOrThrow()
    return { ...counted, kinds: filterable(definitions), branches: branchesSeen(ctx) }
  })
}

/** Newest names win; a stage that only an old version has is still there to filter by. */
function filterable(definitions: readonly Definition[]) {
  const kinds = new Map<string, { kind: string; name: string; stages: Map<string, string> }>()
  for (const definition of definitions) {
    const known = kinds.get(definition.kind)
    const stages = new Map([
      ...(known?.stages ?? []),
      ...definition.stages.filter((stage) => stage.type === 'review').map((stage) => [stage.id, stage.name] as const),
    ])
    kinds.set(definition.kind, { kind: definition.kind, name: definition.name, stages })
  }
  return [...kinds.values()].map(({ kind, name, stages }) => ({ kind, name, stages: [...stages].map(([id, title]) => ({ id, title })) }))
}

function branchesSeen(ctx: StaffContext) {
  const all = (ctx.association.settings.branches ?? []).filter((one) => ctx.branches?.includes(one.id) ?? true)
  return all.length < 2 ? [] : all.map(({ id, name }) => ({ id, name }))
}

const always = () => sql<SqlBool>`true`

const waiting = (tx: Tx, ctx: StaffContext) =>
  tx.selectFrom('matters').where('matters.association_id', '=', ctx.association.id).where('matters.state', '=', 'submitted')

/**
 * Lies at a stage of one of my roles, held for all or for its branch, and not for a meeting; was not opened by me or for whom I act;
 * did not pass an earlier review by me; nobody else who is still here sent it back.
 */
async function mine(tx: Tx, ctx: StaffContext, definitions: readonly Definition[]) {
  const places = placesOf(definitions, await rolesOf(tx, ctx))
  const me = ctx.account.id
  return (_: Where): Expression<SqlBool> =>
    places.length === 0
      ? sql<SqlBool>`false`
      : sql<SqlBool>`(${sql.join(places, sql` or `)}) and matters.account_id <> ${me}
        and not exists (select 1 from account_members x where x.association_id = matters.association_id and x.account_id = ${me} and x.member_id = matters.member_id)
        and not exists (select 1 from matter_events e where e.association_id = matters.association_id and e.matter_id = matters.id
          and e.what = 'passed' and e.actor_id = ${me} and e.stage <> matters.stage and e.detail -> 'meeting' is null)
        and (reviewer_id is null or reviewer_id = ${me} or not exists (select 1 from staff s
          where s.association_id = matters.association_id and s.account_id = matters.reviewer_id and s.state = 'active'))`
}

/** One condition for all that I review for the whole association, and one for each branch that I review for. */
function placesOf(definitions: readonly Definition[], roles: Awaited<ReturnType<typeof rolesOf>>) {
  return [...new Set(roles.map((one) => one.branchId))].flatMap((branchId) => {
    const held = new Set(roles.filter((one) => one.branchId === branchId).map((one) => one.role))
    const stages = definitions.flatMap(({ kind, version, stages }) =>
      stages.flatMap((stage) =>
        stage.type === 'review' && stage.review !== 'meeting' && held.has(stage.by ?? '')
          ? [sql`(${kind}, ${version}::int, ${stage.id})`]
          : [],
      ),
    )
    if (stages.length === 0) return []
    const there = sql<SqlBool>`(matters.kind, matters.kind_version, matters.stage) in (${sql.join(stages)})`
    return [branchId === null ? there : sql<SqlBool>`(${there} and matters.branch_id = ${branchId})`]
  })
}

function filters(ctx: StaffContext, query: ToDoQuery) {
  const today = ctx.kernel.clock.today()
  return (eb: Where) => {
    const all: Expression<SqlBool>[] = []
    if (query.kind) all.push(eb('matters.kind', '=', query.kind))
    if (query.stage) all.push(eb('stage', '=', query.stage))
    if (query.branch) all.push(eb('branch_id', '=', query.branch))
    if (query.age === 'late') all.push(eb('due_on', '<', today))
    if (query.age === 'today') all.push(eb('due_on', '=', today))
    if (query.age === 'week') all.push(eb('due_on', '<=', addDays(today, 7)))
    if (query.q?.trim()) all.push(contains(query.q, 'matters'))
    return eb.and(all)
  }
}

/** Number, name or credit code contains what was typed. */
export function contains(text: string, table: 'matters' | 'm') {
  const like = `%${text.trim().replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`
  return sql<SqlBool>`(subject_name ilike ${like} or ${sql.ref(table)}.number ilike ${like} or subject_code ilike ${like})`
}

interface Row {
  id: string
  number: string
  kind: string
  kind_version: number
  subject_name: string
  stage: string
  submitted_at: Date | null
  waiting_since: Date | null
  due_on: string | null
  returned_from: string | null
  revision: number
  branch_id: string | null
  reviewer: string | null
  employer: string | null
}

function present(ctx: StaffContext, definitions: readonly Definition[], row: Row): StaffMatterRow {
  const definition = definitions.find((one) => one.kind === row.kind && one.version === row.kind_version)
  const review = definition ? reviewOf(definition, row.stage) : null
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindName: definition?.name ?? row.kind,
    subjectName: row.subject_name,
    state: 'submitted',
    stage: row.stage,
    stageTitle: definition?.stages.find((stage) => stage.id === row.stage)?.name ?? row.stage,
    submittedAt: iso(row.submitted_at),
    waitingSince: iso(row.waiting_since),
    ageDays: workdaysSince(ctx, row.waiting_since),
    dueOn: row.due_on,
    late: isLate(ctx, row.due_on),
    corrected: row.returned_from !== null,
    reviewerName: row.reviewer,
    revision: row.revision,
    branchId: row.branch_id,
    branchName: branchName(ctx, row.branch_id),
    employerName: row.employer,
    review: review?.review ?? null,
  }
}
