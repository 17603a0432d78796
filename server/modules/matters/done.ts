import { type SqlBool, sql } from 'kysely'
import type { MatterState } from '../../../contract/matter-words.ts'
import type { DoneRow } from '../../../contract/matters.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { allDefinitions } from './definition.ts'
import { readMark, writeMark } from './list-mark.ts'
import { contains } from './to-do.ts'

export interface DoneQuery {
  scope?: 'mine' | 'all'
  kind?: string
  stage?: string
  branch?: string
  what?: DoneRow['what']
  q?: string
  after?: string
  limit?: number
}

const words = { passed: ['passed', 'approved'], returned: ['returned'], rejected: ['rejected'] } as const

/** Every pass, return and rejection, mine or everybody's, newest first, by key. */
export async function doneList(ctx: StaffContext, query: DoneQuery): Promise<{ rows: DoneRow[]; next: string | null }> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const definitions = await allDefinitions(tx, ctx)
    const limit = query.limit ?? 30
    const mark = readMark(query.after)
    let select = tx
      .selectFrom('matter_events as e')
      .innerJoin('matters as m', (join) => join.onRef('m.association_id', '=', 'e.association_id').onRef('m.id', '=', 'e.matter_id'))
      .select(['e.id', 'e.matter_id', 'e.what', 'e.at', 'e.actor_name', 'e.message', 'e.stage'])
      .select(['m.number', 'm.kind', 'm.kind_version', 'm.subject_name', 'm.state'])
      .where('e.association_id', '=', ctx.association.id)
      // The same words as the index has, so that it is used.
      .where(sql<SqlBool>`e.what in ('passed', 'returned', 'approved', 'rejected')`)
      .where('e.actor_kind', '=', 'staff')
      .orderBy('e.id', 'desc')
      .limit(limit + 1)
    if (query.scope !== 'all') select = select.where('e.actor_id', '=', ctx.account.id)
    if (query.what) select = select.where('e.what', 'in', [...words[query.what]])
    if (query.kind) select = select.where('m.kind', '=', query.kind)
    if (query.branch) select = select.where('m.branch_id', '=', query.branch)
    if (query.stage) select = select.where('e.stage', '=', query.stage)
    if (query.q?.trim()) select = select.where(contains(query.q, 'm'))
    if (mark) select = select.where('e.id', '<', mark[1])
    const rows = await select.execute()
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: page.map((row) => {
        const definition = definitions.find((one) => one.kind === row.kind && one.version === row.kind_version)
        return {
          id: row.id,
          matterId: row.matter_id,
          number: row.number,
          kindName: definition?.name ?? row.kind,
          subjectName: row.subject_name,
          what: row.what === 'returned' || row.what === 'rejected' ? row.what : 'passed',
          stageTitle: definition?.stages.find((stage) => stage.id === row.stage)?.name ?? row.stage,
          at: row.at.toISOString(),
          who: row.actor_name,
          message: row.message,
          state: row.state as MatterState,
        }
      }),
      next: rows.length > limit && last ? writeMark(['', last.id]) : null,
    }
  })
}
