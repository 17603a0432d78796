import { isDeepStrictEqual } from 'node:util'
import { definitionOf, type Preset } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { currentDefinition } from './definition.ts'

type Source = Pick<Preset, 'kinds' | 'forms' | 'documents' | 'templates'>

/** Brings an association's kinds up to its preset: a kind whose content changed gets a next version, matters under way keep theirs. */
export async function installKinds(tx: Tx, ctx: Context, preset: Source): Promise<string[]> {
  const made: string[] = []
  for (const kind of preset.kinds) {
    const resolved = definitionOf(preset as Preset, kind)
    const used = new Set(resolved.documents.map((slot) => slot.template))
    const definition = { ...resolved, templates: preset.templates.filter((template) => used.has(template.id)) }
    const current = await currentDefinition(tx, ctx, kind.kind)
    const version = (current?.version ?? 0) + 1
    // Through JSON, as it is stored: an absent key and an undefined one are the same definition.
    const stored = JSON.stringify(definition)
    if (current && isDeepStrictEqual({ ...JSON.parse(stored), version: current.version }, current)) continue
    await tx
      .insertInto('matter_kinds')
      .values({ association_id: ctx.association.id, kind: kind.kind, version, definition: stored, created_at: ctx.kernel.clock.now() })
      .execute()
    made.push(`${kind.kind}@${version}`)
  }
  return made
}
