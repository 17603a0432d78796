import { checkField } from './check-field.ts'
import { holds, isEmpty } from './condition.ts'
import { rowLabel, rowsOf, visibleFields } from './fields.ts'
import type { Field, FieldOf, FormData, FormDefinition, Problem } from './schema.ts'

export interface CheckOptions {
  /** A draft: what is missing is not held against it, what is wrong is. */
  partial?: boolean
  facts?: FormData
  /** The day it is in China, for ages and dates; the machine's own when left out. */
  today?: string
}

/** Everything to put right, in the order of the form; [] when it may go on. Hidden fields are not checked. */
export function checkForm(form: FormDefinition, data: FormData, options: CheckOptions = {}): Problem[] {
  const asked = visibleFields(form, data, options.facts)
  return asked.flatMap((field) => checkOne(field, data, asked, options))
}

function checkOne(field: Field, data: FormData, fields: readonly Field[], options: CheckOptions): Problem[] {
  const value = data[field.id]
  if (field.type === 'list') return checkList(field, value, data, fields, options)
  const message = options.partial && isEmpty(value) ? null : checkField(field, value, data, { fields, today: options.today })
  return message === null ? [] : [{ path: field.id, label: field.label, message }]
}

function checkList(field: FieldOf<'list'>, value: unknown, data: FormData, fields: readonly Field[], options: CheckOptions): Problem[] {
  const problems: Problem[] = []
  const rows = rowsOf(value)
  const message = checkField(field, value, data)
  if (message !== null && (!options.partial || rows.length > field.max)) {
    problems.push({ path: field.id, label: field.label, message })
  }
  rows.forEach((row, index) => {
    const scope = { ...data, ...row }
    const asked = field.fields.filter((inner) => holds(inner.when, { ...options.facts, ...scope }))
    // A row's own field stands before one of the form with the same id, as its value does.
    const beside = [...asked, ...fields.filter((one) => !asked.some((inner) => inner.id === one.id))]
    for (const inner of asked) {
      for (const problem of checkOne(inner, scope, beside, options)) {
        problems.push({ ...problem, path: `${field.id}.${index}.${inner.id}`, label: `${rowLabel(field, index)} · ${problem.label}` })
      }
    }
  })
  return problems
}
