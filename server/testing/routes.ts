import type pg from 'pg'
import type { Route } from '../kernel/http/route.ts'

/** Method and address of a route. */
export const partsOf = (route: Route) => route.key.split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string]
export const addressOf = (route: Route, id: string) => partsOf(route)[1].replace(/:\w+/g, id)

/** A body that passes the route's schema, with `id` wherever an id is asked for: refused for the right reason. */
export function bodyFor(route: Route, id: string): unknown {
  const { body } = route.endpoint
  return body && fitting(body as Loose, id)
}

interface Loose {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Loose[]
  properties?: Record<string, Loose>
  required?: string[]
  items?: Loose
  format?: string
  pattern?: string
  minimum?: number
  minItems?: number
  minLength?: number
}

function fitting(schema: Loose, id: string): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return fitting(schema.anyOf[0] ?? {}, id)
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((name) => [name, fitting(schema.properties?.[name] ?? {}, id)]))
  if (schema.type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => fitting(schema.items ?? {}, id))
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (schema.type === 'boolean') return true
  if (schema.format === 'uuid') return id
  if (schema.pattern?.includes('\\d{4}-')) return '2026-11-21'
  return '示例'.repeat(Math.max(1, Math.ceil((schema.minLength ?? 1) / 2)))
}

/** One number for everything an association holds: changes when any of its rows does. */
export async function fingerprint(db: pg.Pool, associationId: string): Promise<string> {
  const tables = await db.query<{ name: string }>(
    "select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'association_id' and table_name not in ('limits', 'challenges', 'audit_log') order by 1",
  )
  const parts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await db.query<{ mark: string }>(
      `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as mark from ${name} t where association_id = $1`,
      [associationId],
    )
    parts.push(`${name}:${rows[0]?.mark}`)
  }
  return parts.join('\n')
}

/** Every query worth trying on a list: none, each value of each choice, and each of these words as a search. */
export function queriesFor(route: Route, searched: string[]): Record<string, string>[] {
  const { properties = {}, required = [] } = (route.endpoint.query ?? {}) as Loose
  const needed = Object.fromEntries(required.map((name) => [name, String(fitting(properties[name] ?? {}, searched[0] ?? ''))]))
  const choices = Object.entries(properties).flatMap(([name, schema]) =>
    valuesOf(schema).map((value): Record<string, string> => ({ ...needed, [name]: value })),
  )
  const searches = 'q' in properties ? searched.map((q): Record<string, string> => ({ ...needed, q })) : []
  return [needed, ...choices, ...searches]
}

function valuesOf(schema: Loose): string[] {
  if (schema.enum) return schema.enum.map(String)
  if (schema.const !== undefined) return [String(schema.const)]
  if (schema.type === 'boolean') return ['true']
  return (schema.anyOf ?? []).flatMap(valuesOf)
}
