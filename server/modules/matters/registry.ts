import { effectOf } from '../../../contract/preset/choose.ts'
import type { MatterKindFile } from '../../../contract/preset/matters.ts'
import type { MatterKind, StageKind } from './kind.ts'

const kinds = new Map<string, MatterKind>()
const stageKinds = new Map<string, StageKind>()

/** Told once, by wiring.ts, which kinds and stage kinds live above the engine. Told again, the later word holds. */
export function useKinds(above: readonly MatterKind[], stages: readonly StageKind[]): void {
  for (const kind of above) kinds.set(kind.effect, kind)
  for (const stage of stages) stageKinds.set(stage.type, stage)
}

/** @throws TypeError: a preset names a kind that no module brings; nothing may be decided without its effect. */
export function kindFor(definition: Pick<MatterKindFile, 'kind' | 'effect'>): MatterKind {
  const effect = effectOf(definition)
  const kind = kinds.get(effect)
  if (!kind) throw new TypeError(`no module brings the matter kind ${effect}`)
  return kind
}

export const stageKindFor = (type: string): StageKind | undefined => stageKinds.get(type)
export const allStageKinds = (): StageKind[] => [...stageKinds.values()]
