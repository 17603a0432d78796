/** The kernel's short name for an association's settings. */
export type { Settings } from './preset.ts'
