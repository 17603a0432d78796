export { checkPreset, describeMistake, loadPreset, PresetError, presetHash } from './load.ts'
export type { Mistake } from './source.ts'
