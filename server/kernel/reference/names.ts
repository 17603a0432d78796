import type { Names } from '../../../contract/forms/index.ts'
import { industryPath } from './industries.ts'
import { regionPath } from './regions.ts'

/** What `showValue` needs to write codes out; a code nobody knows shows as itself. */
export const names: Names = {
  region: (code) => regionPath(code) || code,
  industry: (code) => industryPath(code) || code,
}
