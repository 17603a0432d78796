import type { Preset } from '../contract/preset.ts'
import { openOwner } from './kernel/database/pool.ts'
import { inTx } from './kernel/database/transaction.ts'
import type { Kernel } from './kernel/kernel.ts'
import { createAssociation, type Installed, lockAssociation } from './modules/associations/index.ts'
import { installBranches } from './modules/branches/index.ts'
import { installTerms } from './modules/council/index.ts'
import { installStandards } from './modules/dues/index.ts'
import { installKinds } from './modules/matters/index.ts'
import { installRoles } from './modules/staff/index.ts'
import { presetHash } from './presets/index.ts'

/** Makes a preset's association, or brings it up to date: its row and texts, then what each module keeps of a preset. */
export async function installPreset(kernel: Kernel, preset: Preset): Promise<Installed> {
  const owner = openOwner(kernel.database.url)
  try {
    const installed = await createAssociation(kernel, owner, preset, presetHash(preset))
    // Each adds only what is missing, so a start that was cut short is made good by the next; two servers take turns.
    await inTx(installed.ctx, async (tx, ctx) => {
      await lockAssociation(tx, ctx)
      await installBranches(tx, ctx, preset.association.branches)
      await installRoles(tx, ctx, preset.association.roles)
      await installKinds(tx, ctx, preset)
      await installStandards(tx, ctx, preset)
      await installTerms(tx, ctx, preset.association)
    })
    return installed
  } finally {
    await owner.destroy()
  }
}
