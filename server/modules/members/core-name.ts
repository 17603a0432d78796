import { plain } from './grams.ts'

/** The name without what every company's name has. */
export const coreOf = (name: string) =>
  plain(name)
    .replace(/\(.*?\)/g, '')
    .replace(/(集团|股份|有限|责任|公司|总公司|分公司)+$/, '')
