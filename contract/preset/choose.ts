import type { Association } from './association.ts'
import type { DuesRules } from './dues.ts'
import type { MatterKindFile } from './matters.ts'

/** Small readings of a preset, free of schemas, so that screens carry nothing of them. */

/** What an approved matter does. Each is brought by a module; `record` is kept and read, and changes nothing. */
export const EFFECTS = [
  'admission',
  'branch-join',
  'branch-change',
  'branch-leave',
  'change',
  'leave',
  'level',
  'renewal',
  'employer-change',
  'advance-receipt',
  'record',
] as const
export type Effect = (typeof EFFECTS)[number]

/** Which effect a kind has. */
export const effectOf = (kind: Pick<MatterKindFile, 'kind' | 'effect'>): string => kind.effect ?? kind.kind

/** The level at which this kind of member joins. */
export const joiningLevelOf = ({ joiningLevel }: Pick<DuesRules, 'joiningLevel'>, kind: 'unit' | 'person'): string =>
  typeof joiningLevel === 'string' ? joiningLevel : joiningLevel[kind]

/** The rule by which this kind of member is numbered. */
export const numberRuleOf = ({ member }: Association['numbers'], kind: 'unit' | 'person'): string =>
  typeof member === 'string' ? member : member[kind]
