import type { FormData } from '../../../contract/forms/schema.ts'
import { effectOf } from '../../../contract/preset/choose.ts'
import type { MatterKindFile } from '../../../contract/preset/matters.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { MatterKind, StageKind } from './kind.ts'

const kinds = new Map<string, MatterKind>()
const stageKinds = new Map<string, StageKind>()

/** What conditions of every kind may ask about a member: `{ member: { kind, level, branches, joinedOn } }`. */
export type MemberFacts = (tx: Tx, ctx: Context, memberId: string) => Promise<FormData>
let memberFacts: MemberFacts = async () => ({})

/** Told once, by wiring.ts, which kinds and stage kinds live above the engine. Told again, the later word holds. */
export function useKinds(above: readonly MatterKind[], stages: readonly StageKind[]): void {
  for (const kind of above) kinds.set(kind.effect, kind)
  for (const stage of stages) stageKinds.set(stage.type, stage)
}

/** Told once, by wiring.ts: what the members know. */
export function useMemberFacts(facts: MemberFacts): void {
  memberFacts = facts
}

/** Kinds that were asked of one member, with the day until which ('YYYY-MM-DD'). */
export type Asking = (tx: Tx, ctx: Context, memberId: string) => Promise<Map<string, string>>
let asked: Asking = async () => new Map()

/** Told once, by wiring.ts: who asks members for papers. */
export function useAsked(above: Asking): void {
  asked = above
}

/** What this member was asked for: it may begin it, whatever else the kind's offer says. */
export const askedOf: Asking = (tx, ctx, memberId) => asked(tx, ctx, memberId)

/** @throws TypeError: a preset names a kind that no module brings; nothing may be decided without its effect. */
export function kindFor(definition: Pick<MatterKindFile, 'kind' | 'effect'>): MatterKind {
  const effect = effectOf(definition)
  const kind = kinds.get(effect)
  if (!kind) throw new TypeError(`no module brings the matter kind ${effect}`)
  return kind
}

export const stageKindFor = (type: string): StageKind | undefined => stageKinds.get(type)
export const allStageKinds = (): StageKind[] => [...stageKinds.values()]

/** What is known of a member now: of every member, and what this kind adds. */
export async function factsAbout(
  tx: Tx,
  ctx: Context,
  definition: Pick<MatterKindFile, 'kind' | 'effect'>,
  memberId: string,
): Promise<FormData> {
  const all = await memberFacts(tx, ctx, memberId)
  const { facts } = kindFor(definition)
  const own = facts && facts !== memberFacts ? await facts(tx, ctx, memberId) : {}
  const merged: FormData = { ...all }
  for (const [name, value] of Object.entries(own))
    merged[name] = isObject(value) && isObject(all[name]) ? { ...all[name], ...value } : value
  return merged
}

// Most kinds ask about the form alone; their matters are held without a look at the member.
const asking = new WeakMap<object, boolean>()

/** Whether any condition of a kind asks about a fact (`member.level`), not only about its form. */
export function asksFacts(definition: object): boolean {
  const known = asking.get(definition) ?? /"field":"[A-Za-z]+\./.test(JSON.stringify(definition))
  asking.set(definition, known)
  return known
}

const isObject = (value: unknown): value is FormData => typeof value === 'object' && value !== null && !Array.isArray(value)
