import { computed, type MaybeRefOrGetter, reactive, ref, shallowRef, toRaw, toValue } from 'vue'
import { checkField } from '../../../contract/forms/check-field.ts'
import { checkForm } from '../../../contract/forms/check-form.ts'
import { isEmpty } from '../../../contract/forms/condition.ts'
import { allFields, emptyData, emptyItem, fieldAt, rowsOf, visibleSections } from '../../../contract/forms/fields.ts'
import { toldByIdCard } from '../../../contract/forms/id-card.ts'
import { normalise, normaliseValue } from '../../../contract/forms/normalise.ts'
import type { Field, FieldOf, FormData, FormDefinition, Problem } from '../../../contract/forms/schema.ts'

export interface FormOptions {
  /** What conditions may ask besides the form, e.g. `{ member: { joinedOn } }`. */
  facts?: MaybeRefOrGetter<FormData>
  /** Called after every change with the path that changed: `name`, `contacts.0.mobile`, or a list's own id. */
  onChange?: (path: string) => void
}

export type FormState = ReturnType<typeof useFormState>

/** A form while it is filled in: its data, what is asked now, and what is wrong where. Rendered by FormRenderer. */
export function useFormState(definition: MaybeRefOrGetter<FormDefinition>, initial: FormData, options: FormOptions = {}) {
  const form = computed(() => toValue(definition))
  const facts = computed(() => toValue(options.facts) ?? {})
  const data = reactive<FormData>({ ...emptyData(form.value), ...structuredClone(toRaw(initial)) })
  const problems = shallowRef<readonly Problem[]>([])
  const dirty = ref(new Set<string>())
  // Rows keep their names while they move, so that what is on its way into one arrives there.
  const keys: Record<string, number[]> = {}
  let lastKey = 0
  const rowKeys = (id: string): number[] => {
    const known = keys[id] ?? []
    while (known.length < rowsOf(data[id]).length) known.push(++lastKey)
    keys[id] = known
    return known
  }

  const errors = computed(() => Object.fromEntries(problems.value.map((problem) => [problem.path, problem.message])))
  const sections = computed(() => visibleSections(form.value, data, facts.value))

  const changed = (path: string) => {
    dirty.value.add(topOf(path))
    options.onChange?.(path)
  }
  const drop = (belongs: (path: string) => boolean) => {
    if (problems.value.some((problem) => belongs(problem.path))) problems.value = problems.value.filter((problem) => !belongs(problem.path))
  }

  function set(path: string, value: unknown): void {
    const [field = '', index, inner] = path.split('.')
    if (inner === undefined) data[field] = value
    else data[field] = rowsOf(data[field]).map((row, at) => (at === Number(index) ? { ...row, [inner]: value } : row))
    drop((each) => each === path)
    changed(path)
  }

  /** On leaving a field: tidy what was pasted, and say at once what is wrong. What is missing is said on submitting. */
  function leave(path: string): void {
    const found = fieldAt(form.value, path)
    if (!found) return
    const value = getAt(data, path)
    const tidy = normaliseValue(found, value)
    if (JSON.stringify(tidy) !== JSON.stringify(value)) set(path, tidy)
    const beside = fieldsBeside(form.value, path)
    const message = isEmpty(tidy) || found.type === 'list' ? null : checkField(found, tidy, scopeOf(data, path), { fields: beside })
    if (message === null && found.type === 'id-card') tellOthers(found, String(tidy), path, beside)
    const others = problems.value.filter((problem) => problem.path !== path)
    problems.value = message === null ? others : [...others, { path, label: found.label, message }]
  }

  /** What a right number of an ID card tells of fields that are still empty is filled in. */
  function tellOthers(field: FieldOf<'id-card'>, value: string, path: string, beside: readonly Field[]): void {
    const row = path.includes('.') ? `${path.slice(0, path.lastIndexOf('.'))}.` : ''
    const own = fieldsOfRow(form.value, path)
    for (const [id, told] of Object.entries(toldByIdCard(field, value, beside, scopeOf(data, path))))
      set(own.some((one) => one.id === id) ? `${row}${id}` : id, told)
  }

  /** Everything to put right, in the order of the form; [] when it may go on. */
  function check(): readonly Problem[] {
    Object.assign(data, normalise(form.value, data))
    problems.value = checkForm(form.value, data, { facts: facts.value })
    return problems.value
  }

  function changeRows(field: FieldOf<'list'>, change: (rows: FormData[]) => FormData[]): void {
    data[field.id] = change([...rowsOf(data[field.id])])
    // Rows have moved: remarks by number would stand at the wrong one.
    drop((path) => path === field.id || path.startsWith(`${field.id}.`))
    changed(field.id)
  }

  return {
    form,
    facts,
    data,
    sections,
    problems,
    errors,
    /** Ids of the fields changed since `clean()`: what an autosave has to send. */
    dirty,
    set,
    get: (path: string) => getAt(data, path),
    leave,
    check,
    /** Remarks of the server or of a reviewer, shown like our own until the field is changed. */
    showProblems: (list: readonly Problem[]) => {
      problems.value = list
    },
    rowKeys,
    addRow: (field: FieldOf<'list'>) => changeRows(field, (rows) => [...rows, emptyItem(field.fields)]),
    removeRow(field: FieldOf<'list'>, at: number): void {
      rowKeys(field.id).splice(at, 1)
      changeRows(field, (rows) => rows.filter((_, index) => index !== at))
    },
    moveRow(field: FieldOf<'list'>, from: number, to: number): void {
      moved(rowKeys(field.id), from, to)
      changeRows(field, (rows) => moved(rows, from, to))
    },
    /** Takes what came from elsewhere (another device) for one field, without calling it a change. */
    accept: (id: string, value: unknown) => {
      data[id] = value
      dirty.value.delete(id)
    },
    clean: (ids: Iterable<string>) => {
      for (const id of ids) dirty.value.delete(id)
    },
  }
}

function moved<T>(list: T[], from: number, to: number): T[] {
  const [one] = list.splice(from, 1)
  if (one !== undefined) list.splice(to, 0, one)
  return list
}

export const topOf = (path: string): string => path.split('.')[0] ?? path

function getAt(data: FormData, path: string): unknown {
  const [field = '', index, inner] = path.split('.')
  return inner === undefined ? data[field] : rowsOf(data[field])[Number(index)]?.[inner]
}

function scopeOf(data: FormData, path: string): FormData {
  const [field = '', index] = path.split('.')
  return index === undefined ? data : { ...data, ...rowsOf(data[field])[Number(index)] }
}

/** The fields of the row that a path leads into; [] outside of lists. */
function fieldsOfRow(form: FormDefinition, path: string): Field[] {
  const [id = ''] = path.split('.')
  const list = path.includes('.') ? fieldAt(form, id) : undefined
  return list?.type === 'list' ? list.fields : []
}

/** The fields whose values stand beside this one: its row's before the form's. */
function fieldsBeside(form: FormDefinition, path: string): Field[] {
  const own = fieldsOfRow(form, path)
  return [...own, ...allFields(form).filter((one) => !own.some((inner) => inner.id === one.id))]
}
