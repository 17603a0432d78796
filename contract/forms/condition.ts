import type { Condition, FormData, Test } from './schema.ts'

/** Whether a condition holds. Fields are looked up by id, then as a dotted path (`member.joinedOn`). No eval. */
export function holds(condition: Condition | undefined, data: FormData): boolean {
  if (condition === undefined) return true
  if ('all' in condition) return condition.all.every((part) => holds(part, data))
  if ('any' in condition) return condition.any.some((part) => holds(part, data))
  return testHolds(condition, data)
}

function testHolds(test: Test, data: FormData): boolean {
  const value = lookUp(test.field, data)
  if (test.is !== undefined && !equals(value, test.is)) return false
  if (test.in !== undefined && !test.in.some((one) => equals(value, one))) return false
  if (test.not !== undefined) {
    const refused = Array.isArray(test.not) ? test.not : [test.not]
    if (refused.some((one) => equals(value, one))) return false
  }
  if (test.empty && !isEmpty(value)) return false
  if (test.filled && isEmpty(value)) return false
  if (test.before !== undefined && !(typeof value === 'string' && value !== '' && value < test.before)) return false
  if (test.after !== undefined && !(typeof value === 'string' && value > test.after)) return false
  if (test.within !== undefined && !lies(value, test.within)) return false
  if (test.outside !== undefined && (isEmpty(value) || lies(value, test.outside))) return false
  return true
}

/** GB/T 2260: 510000 is the province, 510100 a city of it; the zeros at the end say nothing. */
function lies(value: unknown, region: string): boolean {
  return typeof value === 'string' && value.startsWith(region.replace(/(00)+$/, ''))
}

/** Of a multiple choice it is enough that one of the chosen is equal. */
function equals(value: unknown, wanted: string | number | boolean): boolean {
  return Array.isArray(value) ? value.includes(wanted) : value === wanted || (wanted === false && value === undefined)
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}

export function lookUp(path: string, data: FormData): unknown {
  if (Object.hasOwn(data, path)) return data[path]
  let value: unknown = data
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}

/** Every field or fact a condition asks about: for checking presets and for knowing what to watch. */
export function fieldsOf(condition: Condition | undefined): string[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap((part) => fieldsOf(part))
  if ('any' in condition) return condition.any.flatMap((part) => fieldsOf(part))
  return [condition.field]
}
