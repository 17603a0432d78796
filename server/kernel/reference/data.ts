import { readFileSync } from 'node:fs'

/** The data both sides share lies in contract/data; the web loads the same files lazily. */
export function readData<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../contract/data/${name}`, import.meta.url), 'utf8')) as T
}
