import type { MatterKind } from '../../matters/index.ts'
import { memberFacts } from '../facts.ts'
import { knownOf } from './known.ts'

/** Papers that are kept and read and change nothing: 理事人选推荐登记表 and the like (CAQ-16). */
export const recordKind: MatterKind = { effect: 'record', prefill: knownOf, facts: memberFacts, onDecided: async () => undefined }
