/** Pure and eval-free, for both sides. The TypeBox schemas are in schema.ts and documents-schema.ts, so that the web need not load them. */
export { boundDay, boundField } from './bounds.ts'
export { checkField } from './check-field.ts'
export { type CheckOptions, checkForm } from './check-form.ts'
export { fieldsOf, holds, isEmpty, lookUp } from './condition.ts'
export { askedDocuments, checkDocuments, checkSlotFile, describeAccepted, describeSlot, formatBytes } from './documents.ts'
export type { Accepted, DocumentSlot, SlotFile } from './documents-schema.ts'
export {
  allFields,
  emptyData,
  emptyItem,
  emptyValue,
  fieldAt,
  fieldById,
  isRecord,
  isVisible,
  rowLabel,
  rowsOf,
  visibleFields,
  visibleSections,
} from './fields.ts'
export { fileIdsIn, fileIdsOf, withoutStrangers } from './files.ts'
export { toldByIdCard } from './id-card.ts'
export { formDataOf, type MemberValues, memberValues, prefill } from './member-values.ts'
export { normalise, normaliseValue } from './normalise.ts'
export { checkPhoto, describePhoto, type PhotoRule, photoRule } from './photo.ts'
export type {
  Condition,
  Field,
  FieldOf,
  FieldType,
  FormData,
  FormDefinition,
  FormSection,
  ListField,
  Option,
  Problem,
  SimpleField,
} from './schema.ts'
export { maskValue, type Names, optionLabel, type Showing, showValue } from './show.ts'
