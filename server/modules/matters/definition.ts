import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import type { FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import type { MatterDefinition, Stage, StageOf } from '../../../contract/preset/matters.ts'
import type { Template } from '../../../contract/preset/texts.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'

/** A version of a kind with everything inside that a matter of it needs for ever: stages, forms, slots, blanks. */
export type Definition = MatterDefinition & { templates: Template[]; version: number }

// A version never changes, so it is read once per process.
const known = new WeakMap<Kernel, Map<string, Definition>>()

export async function loadDefinition(tx: Tx, ctx: Context, kind: string, version: number): Promise<Definition> {
  const cache = known.get(ctx.kernel) ?? new Map<string, Definition>()
  known.set(ctx.kernel, cache)
  const key = `${ctx.association.id}:${kind}:${version}`
  const cached = cache.get(key)
  if (cached) return cached
  const row = await tx
    .selectFrom('matter_kinds')
    .select('definition')
    .where('association_id', '=', ctx.association.id)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst()
  const definition = { ...(found(row).definition as unknown as Omit<Definition, 'version'>), version }
  cache.set(key, definition)
  return definition
}

/** The newest version of a kind, the one a new matter begins under; undefined when the association has none. */
export async function currentDefinition(tx: Tx, ctx: Context, kind: string): Promise<Definition | undefined> {
  return (await currentDefinitions(tx, ctx)).find((definition) => definition.kind === kind)
}

export async function currentDefinitions(tx: Tx, ctx: Context): Promise<Definition[]> {
  const all = await allDefinitions(tx, ctx)
  return all.filter((one) => !all.some((other) => other.kind === one.kind && other.version > one.version))
}

/** Every version: old matters still lie at stages of old ones. */
export async function allDefinitions(tx: Tx, ctx: Context): Promise<Definition[]> {
  const rows = await tx
    .selectFrom('matter_kinds')
    .select(['kind', 'version'])
    .where('association_id', '=', ctx.association.id)
    .orderBy('created_at')
    .orderBy('kind')
    .execute()
  const definitions: Definition[] = []
  for (const row of rows) definitions.push(await loadDefinition(tx, ctx, row.kind, row.version))
  return definitions
}

export function stageOf({ stages }: { stages: readonly Stage[] }, id: string): Stage {
  return found(stages.find((stage) => stage.id === id))
}

export function reviewOf({ stages }: { stages: readonly Stage[] }, id: string): StageOf<'review'> | null {
  const stage = stages.find((one) => one.id === id)
  return stage?.type === 'review' ? stage : null
}

export function formOf(definition: Definition, stage: Stage): FormDefinition | null {
  return stage.type === 'form' ? found(definition.forms[stage.form]) : null
}

export function slotsOf(definition: Definition, stage: Stage): DocumentSlot[] {
  if (stage.type !== 'documents') return []
  return stage.documents.map((id) => found(definition.documents.find((slot) => slot.id === id)))
}

/** All form stages (of those given) as one form: the ids of its fields are the keys of the matter's data. */
export function wholeForm(definition: Definition, stages: readonly Stage[] = definition.stages): FormDefinition {
  const forms = stages.map((stage) => formOf(definition, stage)).filter((form) => form !== null)
  const [first] = forms
  if (!first) return { id: definition.kind, version: definition.version, title: definition.name, sections: [] }
  return { ...first, sections: forms.flatMap((form) => form.sections) }
}

/** Whom a matter is about, as its form says. */
export function subjectOf(definition: Definition, data: FormData): { name: string; code: string | null } {
  const fields = allFields(wholeForm(definition))
  const value = (...targets: string[]) => {
    const field = fields.find((one) => one.maps !== undefined && targets.includes(one.maps))
    const text = field && data[field.id]
    return typeof text === 'string' ? text : ''
  }
  return { name: value('unit.name', 'person.name'), code: value('unit.creditCode') || null }
}
