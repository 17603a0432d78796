import { createHash } from 'node:crypto'
import type { Field, FormDefinition, Option } from '../../contract/forms/index.ts'
import type { DuesFile } from '../../contract/preset/dues.ts'
import type { DuesStandard, Preset } from '../../contract/preset.ts'
import { crossCheck } from './cross.ts'
import { choicesOf } from './own-choices.ts'
import { type Parts, readParts } from './read.ts'
import type { Mistake } from './source.ts'
import { checkWordPapers, withWord } from './word-papers.ts'

/** The folder can't be used; `mistakes` says where and why. */
export class PresetError extends Error {
  readonly mistakes: Mistake[]
  constructor(folder: string, mistakes: Mistake[]) {
    super(`${folder}: ${mistakes.map(describeMistake).join('\n')}`)
    this.name = 'PresetError'
    this.mistakes = mistakes
  }
}

/** `association.yaml:12 主色 … 看不清` */
export function describeMistake(mistake: Mistake): string {
  return `${mistake.file}:${mistake.line} ${mistake.message}`
}

/** Everything wrong with a preset folder, file by file; [] when it may be loaded. */
export function checkPreset(folder: string): Mistake[] {
  const mistakes: Mistake[] = []
  const parts = readParts(folder, mistakes)
  // References into a file that could not be read would only repeat that it could not.
  if (mistakes.length === 0) {
    crossCheck(parts, mistakes)
    mistakes.push(...checkWordPapers(folder, parts))
  }
  return mistakes.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}

/** @throws PresetError with every mistake at once. */
export function loadPreset(folder: string): Preset {
  const mistakes = checkPreset(folder)
  const parts = readParts(folder, [])
  const { association, dues } = parts
  if (mistakes.length > 0 || association === null || dues === null) throw new PresetError(folder, mistakes)
  return {
    association: association.value,
    kinds: parts.kinds.map((part) => part.value),
    forms: parts.forms.map((part) => withOptions(part.value, choicesOf(association.value))),
    documents: parts.documents.map((part) => part.value),
    dues: { rules: dues.value.rules, standards: standardsOf(dues.value) },
    texts: orderedTexts(parts),
    templates: parts.templates.map((part) => withWord(folder, part.value)),
  }
}

/** Tells whether a preset changed since it was loaded into the database. */
export function presetHash(preset: Preset): string {
  return createHash('sha256').update(JSON.stringify(preset)).digest('hex')
}

const fen = (yuan: number) => Math.round(yuan * 100)

function standardsOf(file: DuesFile): DuesStandard[] {
  return file.standards.flatMap((standard) =>
    Object.entries(standard.yuan).map(([level, yuan]) => ({
      level,
      name: standard.name,
      fromYear: standard.fromYear,
      toYear: standard.toYear ?? null,
      amountFen: fen(yuan),
      ...(standard.joiningYuan?.[level] && { joiningFen: fen(standard.joiningYuan[level]) }),
      ...(standard.lifeYuan?.[level] && { lifeFen: fen(standard.lifeYuan[level]) }),
      resolution: standard.resolution,
    })),
  )
}

function withOptions(form: FormDefinition, dictionaries: Record<string, Option[]>): FormDefinition {
  const fill = (field: Field): Field => {
    if (field.type === 'list') return { ...field, fields: field.fields.map((inner) => fill(inner) as typeof inner) }
    if ((field.type !== 'choice' && field.type !== 'multi-choice') || field.dictionary === undefined) return field
    return { ...field, options: dictionaries[field.dictionary] ?? [] }
  }
  return { ...form, sections: form.sections.map((section) => ({ ...section, fields: section.fields.map(fill) })) }
}

/** The pages first, in the order the association shows them. */
function orderedTexts(parts: Parts): Preset['texts'] {
  const pages = parts.association?.value.pages ?? []
  const place = (id: string) => (pages.includes(id) ? pages.indexOf(id) : pages.length)
  return parts.texts.map((part) => part.value).sort((a, b) => place(a.id) - place(b.id) || (a.id < b.id ? -1 : 1))
}
