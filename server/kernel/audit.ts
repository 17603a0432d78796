import type { AuditAction } from '../../contract/audit.ts'
import type { Context } from './context.ts'
import type { Tx } from './database/transaction.ts'
import { newId } from './ids.ts'

export interface AuditEntry {
  action: AuditAction
  subject: { kind: string; id?: string; label?: string }
  before?: unknown
  after?: unknown
}

/** Writes one line of the append-only log, in the transaction of the act itself: no line, no act. */
export async function audit(tx: Tx, ctx: Context, entry: AuditEntry): Promise<void> {
  await auditMany(tx, ctx, [entry])
}

const linesAtOnce = 500

/** The same for an act on many: one line each. */
export async function auditMany(tx: Tx, ctx: Context, entries: readonly AuditEntry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += linesAtOnce) {
    await tx
      .insertInto('audit_log')
      .values(entries.slice(at, at + linesAtOnce).map((entry) => lineOf(ctx, entry)))
      .execute()
  }
}

const lineOf = (ctx: Context, entry: AuditEntry) => ({
  association_id: ctx.association.id,
  id: newId(),
  at: ctx.kernel.clock.now(),
  actor_kind: ctx.kind,
  actor_id: actorOf(ctx).id,
  actor_name: actorOf(ctx).name,
  action: entry.action,
  subject_kind: entry.subject.kind,
  subject_id: entry.subject.id ?? null,
  subject_label: entry.subject.label ?? '',
  before: asJson(entry.before),
  after: asJson(entry.after),
  address: ctx.origin?.address ?? null,
  request_id: ctx.origin?.requestId ?? null,
})

const actorNames = { public: '访客', platform: '平台', system: '系统' } as const

export function actorOf(ctx: Context): { kind: Context['kind']; id: string | null; name: string } {
  if (ctx.kind === 'member' || ctx.kind === 'staff') return { kind: ctx.kind, id: ctx.account.id, name: ctx.account.name }
  return { kind: ctx.kind, id: null, name: actorNames[ctx.kind] }
}

const secret = /password|token|secret|code_hash|answer/i

function asJson(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return JSON.stringify(value, (key, inner) => (secret.test(key) ? undefined : inner))
}
