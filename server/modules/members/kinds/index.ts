import type { MatterKind } from '../../matters/index.ts'
import { admissionKind } from '../admission.ts'
import { branchChangeKind } from './branch-change.ts'
import { branchJoinKind } from './branch-join.ts'
import { branchLeaveKind } from './branch-leave.ts'
import { changeKind } from './change.ts'
import { leaveKind } from './leave.ts'
import { levelKind } from './level.ts'
import { recordKind } from './record.ts'

/** The matters whose effect is on a member; wiring.ts tells the engine of them. */
export const memberKinds: readonly MatterKind[] = [
  admissionKind,
  branchJoinKind,
  branchChangeKind,
  branchLeaveKind,
  changeKind,
  leaveKind,
  levelKind,
  recordKind,
]
