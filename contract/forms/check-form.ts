import { checkField } from './check-field.ts'
import { holds, isEmpty } from './condition.ts'
import { rowLabel, rowsOf, visibleFields } from './fields.ts'
import type { Field, FieldOf, FormData, FormDefinition, Problem } from './schema.ts'

export interface CheckOptions {
  /** A draft: what is missing is not held against it, what is wrong is. */
  partial?: boolean
  facts?: FormData
}

/** Everything to put right, in the order of the form; [] when it may go on. Hidden fields are not checked. */
export function checkForm(form: FormDefinition, data: FormData, options: CheckOptions = {}): Problem[] {
  return visibleFields(form, data, options.facts).flatMap((field) => checkOne(field, data, options))
}

function checkOne(field: Field, data: FormData, options: CheckOptions): Problem[] {
  const value = data[field.id]
  if (field.type === 'list') return checkList(field, value, data, options)
  const message = options.partial && isEmpty(value) ? null : checkField(field, value, data)
  return message === null ? [] : [{ path: field.id, label: field.label, message }]
}

function checkList(field: FieldOf<'list'>, value: unknown, data: FormData, options: CheckOptions): Problem[] {
  const problems: Problem[] = []
  const rows = rowsOf(value)
  const message = checkField(field, value, data)
  if (message !== null && (!options.partial || rows.length > field.max)) {
    problems.push({ path: field.id, label: field.label, message })
  }
  rows.forEach((row, index) => {
    const scope = { ...data, ...row }
    for (const inner of field.fields) {
      if (!holds(inner.when, { ...options.facts, ...scope })) continue
      for (const problem of checkOne(inner, scope, options)) {
        problems.push({ ...problem, path: `${field.id}.${index}.${inner.id}`, label: `${rowLabel(field, index)} · ${problem.label}` })
      }
    }
  })
  return problems
}
