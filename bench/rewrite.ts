import { newId } from '../server/kernel/ids.ts'
import { rewrite } from './clone.ts'
import type { Statement } from './record.ts'

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g
const madeAt = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

interface How {
  /** Ids made at this moment or later are the act's own: each replay gets fresh ones. */
  since: number
  /** Which replay: 0, 1, 2 … */
  at: number
  /** A running number the act was given. */
  number: string | undefined
}

/** The statements of one write, turned into those of the same write to another row. */
export function rewriteStatements(
  statements: readonly Statement[],
  words: readonly [string, string][],
  { since, at, number }: How,
): Statement[] {
  const fresh = new Map<string, string>()
  const own = new Map(number === undefined ? words : [...words, [number, `F${since}-${at}`] as const])
  const change = (text: string) =>
    rewrite(text, own).replace(uuids, (id) => {
      if (madeAt(id) < since) return id
      const made = fresh.get(id) ?? newId()
      fresh.set(id, made)
      return made
    })
  const changeValue = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value)
    return Array.isArray(value) ? value.map(changeValue) : value
  }
  return statements.map(({ text, values }) => ({ text, values: values.map(changeValue) }))
}
