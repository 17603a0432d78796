import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, first: whole lives, then what starts several servers, the other walks, the slow tests of the server. */
const slow = [
  /\/life\.e2e\.ts$/,
  /\/(crash|five|accounts|sixth)\.e2e\.ts$/,
  /\.e2e\.ts$/,
  /\/(access|hostile|postgres|killed|seed)\.test\.ts$/,
]

const rank = ({ moduleId }: TestSpecification) => {
  const found = slow.findIndex((pattern) => pattern.test(moduleId))
  return found < 0 ? slow.length : found
}

/** Begins with the files that take minutes, so that short ones fill the gaps at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
