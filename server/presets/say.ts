import type { Part } from './read.ts'
import type { Path } from './source.ts'

/** Notes a mistake at a place inside a part. */
export type Say = (part: Part<unknown>, path: Path, message: string) => void

export const ids = (list: readonly Part<{ id: string }>[]) => list.map((part) => part.value.id)

export const known = (names: readonly string[]) => (names.length === 0 ? '（还没有）' : names.join('、'))

/** Says so when `value` is not one of the names there are. */
export function name(value: string, among: readonly string[], what: string, part: Part<unknown>, path: Path, say: Say): void {
  if (!among.includes(value)) say(part, path, `没有叫“${value}”的${what}，已有的是：${known(among)}。`)
}
