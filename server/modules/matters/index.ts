export { addDocument, countUpload } from './add-document.ts'
export { agreeStage } from './agree.ts'
export { removeDocument, reorderDocuments } from './arrange-documents.ts'
export { confirmStage } from './confirm-stage.ts'
export { correctMatter } from './correct.ts'
export { type Decision, decideInMeeting, decideMatter, type InMeeting } from './decide.ts'
export {
  allDefinitions,
  currentDefinition,
  currentDefinitions,
  type Definition,
  loadDefinition,
  subjectOf,
  wholeForm,
} from './definition.ts'
export { addFieldFile, fileOfMember, formFiles, isOfMember, keepForField, presentFile } from './field-files.ts'
export { matterForTelling } from './for-telling.ts'
export { goToStage } from './go-to-stage.ts'
export { installKinds } from './install.ts'
export type { Asked, Check, Matter, MatterKind, StageKind, Summary } from './kind.ts'
export { loadMatter, matterForm, mattersOf } from './load.ts'
export { matterRows } from './merging.ts'
export { openMatter, openMatterFor } from './open.ts'
export { type Asking, type MemberFacts, useAsked, useKinds, useMemberFacts } from './registry.ts'
export { matterRoutes } from './routes.ts'
export { saveDraft } from './save-draft.ts'
export { submitMatter } from './submit.ts'
export { takeBack } from './take-back.ts'
export { withdrawMatter } from './withdraw.ts'
