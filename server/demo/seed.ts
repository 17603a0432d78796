import { readdir } from 'node:fs/promises'
import { installPreset } from '../install.ts'
import type { Association } from '../kernel/context.ts'
import { takeTurns } from '../kernel/database/take-turns.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { hashPassword } from '../modules/accounts/index.ts'
import { listAssociations } from '../modules/associations/index.ts'
import { presetsFolder } from '../presets/folder.ts'
import { loadPreset } from '../presets/index.ts'
import { applicant } from './applicant.ts'
import { hire } from './colleagues.ts'
import { type House, openHouse } from './house.ts'
import { demoLogins, loginIndex } from './logins.ts'
import { importUnits } from './members.ts'
import { importPersons, recommend } from './people.ts'
import { applicants, memberMatters } from './waiting.ts'

/** Installs every preset of the program and gives each association demo data, once. A start that was cut short goes on where it stopped. */
export const seedDemo = (kernel: Kernel): Promise<void> => takeTurns(kernel.database.url, turn, () => seedAll(kernel))

// Any fixed number of its own: of two servers that start at once, the second waits and finds everything there.
const turn = 4_813_002

async function seedAll(kernel: Kernel): Promise<void> {
  const { demoPresets } = kernel.config
  for (const entry of (await readdir(presetsFolder, { withFileTypes: true })).filter((one) => one.isDirectory())) {
    if (demoPresets.length > 0 && !demoPresets.includes(entry.name)) continue
    await installPreset(kernel, await loadPreset(`${presetsFolder}${entry.name}`))
  }
  const associations = await listAssociations(kernel)
  // Several at once, and a little less of each: a newcomer waits for all of them.
  const members = associations.length > 1 ? 14 : 24
  await Promise.all(associations.map((association) => seedAssociation(kernel, association, { members })))
}

/** Demo data of one association, made by its verbs at plausible days of the past. `members`: how many units are imported; `meeting`: how many wait for one. */
export async function seedAssociation(
  kernel: Kernel,
  association: Association,
  size: { members: number; meeting?: number },
): Promise<void> {
  const house = await openHouse(kernel, association, await hashPassword(demoLogins.password))
  if (await isWhole(house)) return
  await hire(house)
  await importUnits(house, size.members)
  await importPersons(house, Math.min(size.members, 8))
  await recommend(house)
  await memberMatters(house)
  await applicants(house, { meeting: size.meeting ?? 40 })
}

/** The last that is made is there: who has just registered, of the last kind that may. */
async function isWhole(house: House): Promise<boolean> {
  const { registration } = house.association.settings
  const kind = registration.person && house.kindOf('admission', 'person') ? 'person' : 'unit'
  return house.knows(applicant(kind, loginIndex[4], { mobile: demoLogins[`${kind}s`][4].mobile }))
}
