import { sql } from 'kysely'
import { type AuditAction, auditActions } from '../../../contract/audit.ts'
import type { AuditQuery, AuditRow } from '../../../contract/auditlog.ts'
import { addDays, isDay } from '../../../contract/rules/days.ts'
import { maskText, maskTexts } from '../../../contract/rules/mask.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { isUuid } from '../../kernel/ids.ts'

interface Found {
  rows: AuditRow[]
  next: string | null
}

/** The log, newest first, by key. Days are whole days in China, both included. */
export async function searchAudit(ctx: StaffContext, query: AuditQuery): Promise<Found> {
  authorize(ctx, 'audit.read')
  const limit = query.limit ?? 50
  const { rows } = await inTx(ctx, (tx) => build(ctx, query, limit).execute(tx))
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { rows: page.map((row) => present(ctx, row)), next: last ? `${last.at.toISOString()}_${last.id}` : null }
}

type Row = Omit<AuditRow, 'at' | 'actionName'> & { at: Date }

function build(ctx: StaffContext, query: AuditQuery, limit: number) {
  const { actor, actorId, action, subject, subjectKind, subjectId, from, to, after } = query
  const where = [sql`association_id = ${ctx.association.id}`]
  if (actor) where.push(sql`actor_name ilike ${like(actor)}`)
  if (actorId) where.push(sql`actor_id = ${actorId}`)
  if (action) where.push(action.endsWith('.') ? sql`starts_with(action, ${action})` : sql`action = ${action}`)
  if (subject) where.push(sql`(subject_label ilike ${like(subject)} or subject_id = ${subject} or address = ${subject})`)
  if (subjectKind) where.push(sql`subject_kind = ${subjectKind}`)
  if (subjectId) where.push(sql`subject_id = ${subjectId}`)
  if (from) where.push(sql`at >= ${midnight(from)}`)
  if (to) where.push(sql`at < ${midnight(addDays(day(to), 1))}`)
  if (after) where.push(olderThan(after))
  return sql<Row>`select id, at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", action,
    subject_kind as "subjectKind", subject_id as "subjectId", subject_label as "subjectLabel", before, after, address
    from audit_log where ${sql.join(where, sql` and `)} order by at desc, id desc limit ${limit + 1}`
}

const like = (text: string) => `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
const midnight = (text: string) => new Date(`${day(text)}T00:00:00+08:00`)

function day(text: string): string {
  if (isDay(text)) return text
  throw new Refusal('input-invalid', { problems: [{ path: 'from', label: '日期', message: '没有这一天，请重新选择' }] })
}

function olderThan(cursor: string) {
  const [at = '', id = ''] = cursor.split('_')
  if (Number.isNaN(Date.parse(at)) || !isUuid(id)) throw new Refusal('input-invalid', '翻页的位置已失效，请从头查询')
  return sql`(at, id) < (${new Date(at)}, ${id}::uuid)`
}

/** Who may not see contacts whole does not find them here either. */
function present(ctx: StaffContext, row: Row): AuditRow {
  const shown = { ...row, at: row.at.toISOString(), actionName: isAction(row.action) ? auditActions[row.action] : row.action }
  if (ctx.permissions.has('members.reveal')) return shown
  return { ...shown, subjectLabel: maskText(row.subjectLabel), before: maskTexts(row.before), after: maskTexts(row.after) }
}

const isAction = (action: string): action is AuditAction => action in auditActions
