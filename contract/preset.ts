import type { DocumentSlot, FormDefinition } from './forms/index.ts'
import type { Association } from './preset/association.ts'
import type { DuesRules, DuesStandard } from './preset/dues.ts'
import type { MatterDefinition, MatterKindFile } from './preset/matters.ts'
import type { PresetText, Template } from './preset/texts.ts'

/** An association's whole configuration, loaded and cross-checked: data only. The files' TypeBox schemas are in preset/. */
export interface Preset {
  association: Association
  kinds: MatterKindFile[]
  forms: FormDefinition[]
  documents: DocumentSlot[]
  dues: { rules: DuesRules; standards: DuesStandard[] }
  texts: PresetText[]
  templates: Template[]
}

/** What lies in `associations.settings`: the part of a preset that is looked at in every request. */
export type Settings = Association & {
  forms: FormDefinition[]
  dues: DuesRules
  templates: Template[]
  /** The kinds of matters in brief: which there are, for whom, to what effect. */
  kinds: KindBrief[]
}
export type KindBrief = Pick<MatterKindFile, 'kind' | 'name' | 'for' | 'effect' | 'begins'>

export function settingsOf(preset: Preset): Settings {
  const kinds = preset.kinds.map(({ kind, name, for: whom, effect, begins }) => ({ kind, name, for: whom, effect, begins }))
  return {
    ...preset.association,
    forms: preset.forms,
    dues: preset.dues.rules,
    templates: preset.templates.map(({ word: _, ...template }) => template),
    kinds,
  }
}

/** A kind with its forms and papers inside, as it is versioned. Throws on a name that `checkPreset` would have refused. */
export function definitionOf(preset: Preset, kind: MatterKindFile): MatterDefinition {
  const forms: Record<string, FormDefinition> = {}
  const documents: DocumentSlot[] = []
  for (const stage of kind.stages) {
    if (stage.type === 'form' || stage.type === 'payment') forms[stage.form] = find(preset.forms, stage.form)
    if (stage.type === 'documents') documents.push(...stage.documents.map((id) => find(preset.documents, id)))
  }
  return { ...kind, forms, documents }
}

function find<T extends { id: string }>(rows: readonly T[], id: string): T {
  const row = rows.find((one) => one.id === id)
  if (row === undefined) throw new TypeError(`preset names an unknown ${id}`)
  return row
}

export type {
  Association,
  BankAccount,
  Branch,
  ContactData,
  Level,
  LoginIdentifier,
  LoginTab,
  Message,
  MessageId,
  People,
  RegistrationField,
  RegistrationRule,
  Role,
  Term,
  Words,
} from './preset/association.ts'
export { EFFECTS, type Effect, effectOf, joiningLevelOf, numberRuleOf } from './preset/choose.ts'
export { contrastWithWhite, readableAccent } from './preset/colour.ts'
export { doubtsAbout } from './preset/doubts.ts'
export type { DuesRules, DuesStandard, Resolution } from './preset/dues.ts'
export { fillTemplate, fillText, placeholdersOf } from './preset/fill.ts'
export type { MatterDefinition, MatterKindFile, Stage, StageOf, StageType } from './preset/matters.ts'
export type { PresetText, Template } from './preset/texts.ts'
