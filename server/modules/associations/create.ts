import type { Kysely } from 'kysely'
import { type Preset, settingsOf } from '../../../contract/preset.ts'
import { audit } from '../../kernel/audit.ts'
import type { PlatformContext } from '../../kernel/context.ts'
import type { DB } from '../../kernel/database/schema.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { forgetAssociations } from './find.ts'
import { lockAssociation, publishTexts } from './texts.ts'

export interface Installed {
  /** Acts for the association from here on: roles, kinds, standards, demo data. */
  ctx: PlatformContext
  /** What became of the association's row: `same` means that the preset had not changed. */
  outcome: 'created' | 'updated' | 'same'
}

/**
 * Makes the association of a preset, or brings the one with its slug up to date when the preset's content changed.
 * `owner` is the owner's connection: the runtime role may not make associations. `hash` tells one content of a preset from another.
 * May be called by two servers at once.
 */
export async function createAssociation(kernel: Kernel, owner: Kysely<DB>, preset: Preset, hash: string): Promise<Installed> {
  const settings = settingsOf(preset)
  const { slug, names, hosts } = settings
  await owner
    .insertInto('associations')
    .values({
      id: newId(),
      slug,
      name: names.full,
      short_name: names.short,
      hosts: hosts ?? [],
      settings: JSON.stringify(settings),
      preset_hash: '',
    })
    .onConflict((clash) => clash.column('slug').doNothing())
    .execute()
  const row = await owner.selectFrom('associations').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  const association = { id: row.id, slug, name: names.full, shortName: names.short, settings }
  const ctx: PlatformContext = { kind: 'platform', kernel, association }
  const outcome = await bringUpToDate(ctx, preset, hash)
  forgetAssociations(kernel)
  return { ctx, outcome }
}

// Of two at once, who finds the fresh row empty made the association, whoever inserted it.
function bringUpToDate(ctx: PlatformContext, preset: Preset, hash: string): Promise<Installed['outcome']> {
  return inTx(ctx, async (tx) => {
    const { id, settings, name, shortName } = ctx.association
    const before = await lockAssociation(tx, ctx)
    if (before === hash) return 'same'
    const outcome = before === '' ? 'created' : 'updated'
    await tx
      .updateTable('associations')
      .set({ name, short_name: shortName, hosts: settings.hosts ?? [], settings: JSON.stringify(settings), preset_hash: hash })
      .where('id', '=', id)
      .execute()
    const texts = await publishTexts(tx, ctx, preset.texts)
    await audit(tx, ctx, {
      action: `association.${outcome}`,
      subject: { kind: 'association', id, label: name },
      after: { presetHash: hash, texts },
    })
    return outcome
  })
}
