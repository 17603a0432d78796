import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { DocumentSlot } from '../../contract/forms/documents-schema.ts'
import { Condition, type Field, FormDefinition, FormSection, fieldSchemas } from '../../contract/forms/schema.ts'
import type { Association } from '../../contract/preset/association.ts'
import { AssociationFile } from '../../contract/preset/association-file.ts'
import { DuesFile } from '../../contract/preset/dues.ts'
import { MatterKindFile, stageSchemas } from '../../contract/preset/matters.ts'
import { PresetText, Template } from '../../contract/preset/texts.ts'
import { completed } from './complete.ts'
import { checkShape } from './shape.ts'
import { filesIn, type Mistake, type Path, readMarkdown, readYaml, type Source } from './source.ts'

/** A value that has its shape, and where it came from. */
export interface Part<T> {
  value: T
  source: Source
  base: Path
}

/** All files of a preset, each shaped right; what was not is left out and stands among the mistakes. */
export interface Parts {
  association: Part<Association> | null
  dues: Part<DuesFile> | null
  kinds: Part<MatterKindFile>[]
  forms: Part<FormDefinition>[]
  documents: Part<DocumentSlot>[]
  texts: Part<PresetText>[]
  templates: Part<Template>[]
}

export function readParts(folder: string, mistakes: Mistake[]): Parts {
  return {
    association: withUsual(one<AssociationFile>(AssociationFile, readYaml(folder, 'association.yaml', mistakes), mistakes)),
    dues: one<DuesFile>(DuesFile, readYaml(folder, 'dues.yaml', mistakes), mistakes),
    kinds: readKinds(readYaml(folder, 'matters.yaml', mistakes), mistakes),
    forms: filesIn(folder, 'forms', '.yaml').flatMap((file) => readForm(readYaml(folder, file, mistakes), mistakes)),
    documents: rows(readYaml(folder, 'documents.yaml', mistakes), mistakes).flatMap(({ value, source, base }) => {
      const shaped = withoutWhen(DocumentSlot, value, source, base, mistakes)
      return shaped ? [{ value: value as DocumentSlot, source, base }] : []
    }),
    texts: filesIn(folder, 'texts', '.md').flatMap((file) => some<PresetText>(PresetText, readMarkdown(folder, file, mistakes), mistakes)),
    templates: filesIn(folder, 'templates', '.md').flatMap((file) =>
      some<Template>(Template, readMarkdown(folder, file, mistakes), mistakes),
    ),
  }
}

function withUsual(part: Part<AssociationFile> | null): Part<Association> | null {
  return part === null ? null : { ...part, value: completed(part.value) }
}

function one<T>(schema: TSchema, source: Source | null, mistakes: Mistake[]): Part<T> | null {
  return some<T>(schema, source, mistakes)[0] ?? null
}

function some<T>(schema: TSchema, source: Source | null, mistakes: Mistake[]): Part<T>[] {
  if (source === null || !checkShape(schema, source, source.value, [], mistakes)) return []
  return [{ value: source.value as T, source, base: [] }]
}

function rows(source: Source | null, mistakes: Mistake[]): Part<unknown>[] {
  if (source === null) return []
  if (!Array.isArray(source.value)) {
    mistakes.push({ file: source.file, line: 1, message: '这个文件应是一列，每项以 - 开头。' })
    return []
  }
  return source.value.map((value: unknown, index) => ({ value, source, base: [index] }))
}

function readKinds(source: Source | null, mistakes: Mistake[]): Part<MatterKindFile>[] {
  const Head = Type.Object(
    { ...MatterKindFile.properties, stages: Type.Array(Type.Unknown(), { minItems: 1 }) },
    { additionalProperties: false },
  )
  return rows(source, mistakes).flatMap(({ value, source: from, base }) => {
    if (!withoutWhen(Head, value, from, base, mistakes, 'offered')) return []
    const head = value as Omit<MatterKindFile, 'stages'> & { stages: unknown[] }
    const stages = head.stages.map(typed)
    const good = stages.map((stage, index) => checkStage(stage, from, [...base, 'stages', index], mistakes))
    return good.every(Boolean) ? [{ value: { ...head, stages } as MatterKindFile, source: from, base }] : []
  })
}

/** `{ form: unit-profile }` says its type by its key, as people write it. */
function typed(stage: unknown): unknown {
  if (!isRecord(stage) || stage.type !== undefined) return stage
  // A payment names a form too, so `form` is asked last.
  const type = ['agree', 'documents', 'payment', 'review', 'form'].find((key) => key in stage)
  return type === undefined ? stage : { type, ...stage }
}

function checkStage(stage: unknown, source: Source, path: Path, mistakes: Mistake[]): boolean {
  const type = isRecord(stage) ? stage.type : undefined
  const schema = typeof type === 'string' ? (stageSchemas as Record<string, TSchema>)[type] : undefined
  if (schema !== undefined) return withoutWhen(schema, stage, source, path, mistakes)
  mistakes.push({ file: source.file, line: source.lineOf(path), message: '环节应写明 agree、form、documents、payment、review 中的一种。' })
  return false
}

function readForm(source: Source | null, mistakes: Mistake[]): Part<FormDefinition>[] {
  if (source === null) return []
  const Section = Type.Object(
    { ...FormSection.properties, fields: Type.Array(Type.Unknown(), { minItems: 1 }) },
    { additionalProperties: false },
  )
  const Head = Type.Object(
    { ...FormDefinition.properties, sections: Type.Array(Section, { minItems: 1 }) },
    { additionalProperties: false },
  )
  if (!checkShape(Head, source, source.value, [], mistakes)) return []
  const form = source.value as FormDefinition
  const good = form.sections.flatMap((section, s) =>
    section.fields.map((field, f) => checkField(field, source, ['sections', s, 'fields', f], mistakes)),
  )
  return good.every(Boolean) ? [{ value: form, source, base: [] }] : []
}

function checkField(field: unknown, source: Source, path: Path, mistakes: Mistake[]): boolean {
  const type = isRecord(field) ? field.type : undefined
  const schema = typeof type === 'string' ? (fieldSchemas as Record<string, TSchema>)[type] : undefined
  if (schema === undefined) {
    const known = Object.keys(fieldSchemas).join('、')
    mistakes.push({
      file: source.file,
      line: source.lineOf([...path, 'type']),
      message: `没有“${String(type)}”这种字段类型，可用的有：${known}。`,
    })
    return false
  }
  if (type !== 'list') return withoutWhen(schema, field, source, path, mistakes)
  const Shell = Type.Object(
    { ...fieldSchemas.list.properties, fields: Type.Array(Type.Unknown(), { minItems: 1 }) },
    { additionalProperties: false },
  )
  if (!withoutWhen(Shell, field, source, path, mistakes)) return false
  return (field as { fields: Field[] }).fields.map((inner, i) => checkField(inner, source, [...path, 'fields', i], mistakes)).every(Boolean)
}

/** A condition is a union of five shapes: one sentence about it says more than five about each. */
function withoutWhen(
  schema: TSchema,
  value: unknown,
  source: Source,
  path: Path,
  mistakes: Mistake[],
  key: 'when' | 'offered' = 'when',
): boolean {
  if (!isRecord(value) || value[key] === undefined) return checkShape(schema, source, value, path, mistakes)
  const { [key]: when, ...rest } = value
  const shaped = checkShape(schema, source, rest, path, mistakes)
  if (Value.Check(Condition, when)) return shaped
  const message = '条件的写法不对：应为 field 加 is、in、not、empty、filled、before、after、within、outside 之一，或用 all、any 组合。'
  mistakes.push({ file: source.file, line: source.lineOf([...path, key]), message })
  return false
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
