import { type SqlBool, sql } from 'kysely'
import type { ReviewRow } from '../../../contract/matters.ts'
import { effectOf } from '../../../contract/preset/choose.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { isLate } from './deadline.ts'
import { allDefinitions, type Definition } from './definition.ts'
import { readMark, writeMark } from './list-mark.ts'
import { iso } from './present.ts'
import type { MatterRow } from './store.ts'
import { contains } from './to-do.ts'

interface ReviewQuery {
  scope?: 'waiting' | 'passed'
  q?: string
  after?: string
  limit?: number
}

const due = sql<string>`coalesce(due_on, date 'infinity')`

/** What waits for the unit one acts for as an employer, or what it has passed and nobody has decided since; what is due first on top. */
export async function employerReviews(
  ctx: MemberContext,
  query: ReviewQuery,
): Promise<{ rows: ReviewRow[]; next: string | null; waiting: number }> {
  return inTx(ctx, async (tx, ctx) => {
    const definitions = await allDefinitions(tx, ctx)
    const limit = query.limit ?? 30
    const mark = readMark(query.after)
    const passed = query.scope === 'passed'
    const rows = await ofEmployer(tx, ctx)
      .selectAll()
      .select(due.as('due'))
      .where(passed ? hasPassed(definitions) : waits(definitions))
      .where(query.q?.trim() ? contains(query.q, 'matters') : sql<SqlBool>`true`)
      .where(mark ? sql<SqlBool>`(coalesce(due_on, date 'infinity'), id) > (${mark[0]}::date, ${mark[1]}::uuid)` : sql<SqlBool>`true`)
      .orderBy(due)
      .orderBy('id')
      .limit(limit + 1)
      .execute()
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const { waiting } = await ofEmployer(tx, ctx)
      .select(sql<number>`count(*)::int`.as('waiting'))
      .where(waits(definitions))
      .executeTakeFirstOrThrow()
    return {
      rows: page.map((row) => present(ctx, definitions, row as unknown as MatterRow, passed)),
      next: rows.length > limit && last ? writeMark([last.due, last.id]) : null,
      waiting,
    }
  })
}

const ofEmployer = (tx: Tx, ctx: MemberContext) =>
  tx.selectFrom('matters').where('association_id', '=', ctx.association.id).where('employer_id', '=', ctx.memberId)

/** Every employer's review of every version: old matters still lie at stages of old ones. */
function waits(definitions: readonly Definition[]) {
  const places = definitions.flatMap(({ kind, version, stages }) =>
    stages.flatMap((stage) =>
      stage.type === 'review' && stage.review === 'employer' ? [sql`(${kind}, ${version}::int, ${stage.id})`] : [],
    ),
  )
  if (places.length === 0) return sql<SqlBool>`false`
  return sql<SqlBool>`(state = 'submitted' and (kind, kind_version, stage) in (${sql.join(places)}))`
}

/** Whoever decided since: the unit's word was the last of its own, and it is still open. */
const hasPassed = (definitions: readonly Definition[]) => sql<SqlBool>`(state in ('draft', 'submitted', 'returned')
  and not ${waits(definitions)} and 'passed' = (select e.what from matter_events e
    where e.association_id = matters.association_id and e.matter_id = matters.id and e.what in ('passed', 'returned', 'taken-back')
      and e.detail ->> 'employer' = matters.employer_id::text order by e.id desc limit 1))`

function present(ctx: MemberContext, definitions: readonly Definition[], row: MatterRow, passed: boolean): ReviewRow {
  const definition = definitions.find((one) => one.kind === row.kind && one.version === row.kind_version)
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindName: definition?.name ?? row.kind,
    effect: definition ? effectOf(definition) : row.kind,
    memberId: row.member_id,
    subjectName: row.subject_name,
    state: row.state,
    stage: row.stage,
    stageTitle: definition?.stages.find((stage) => stage.id === row.stage)?.name ?? row.stage,
    revision: row.revision,
    submittedAt: iso(row.submitted_at),
    waitingSince: iso(row.waiting_since),
    dueOn: row.due_on,
    late: isLate(ctx, row.due_on),
    corrected: row.returned_from !== null && row.state === 'submitted',
    passed,
  }
}
