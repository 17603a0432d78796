import type { FormData } from '../../../../contract/forms/index.ts'
import type { Applicant } from '../../../demo/applicant.ts'
import { fillForm } from '../../../demo/fill-form.ts'
import { type DemoUnit, demoUnit } from '../../../demo/units.ts'
import { installPreset } from '../../../install.ts'
import type { Association, MemberContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { loadPreset } from '../../../presets/index.ts'
import { contextsOf, presetFolder, type World } from '../../../testing/world.ts'
import { listAssociations } from '../../associations/index.ts'
import { loadMatter, type Matter, openMatter, saveDraft } from '../../matters/index.ts'
import { admissionKind } from '../admission.ts'
import type { Admitted } from '../admit.ts'
import { importMember } from '../import-member.ts'
import { enrolUnit } from '../register.ts'
import { profileForm } from '../values.ts'

export { demoUnit }

/** The data of 企业信息 as an invented unit would give it. */
export const unitData = (world: World, unit: DemoUnit, index = 0): FormData =>
  fillForm(profileForm(world.contexts.system(), 'unit'), { who: asApplicant(unit), index, today: '2026-11-21' })

/** A unit with all that any form may ask of an applicant. */
export const asApplicant = (unit: DemoUnit): Applicant => ({
  ...unit,
  kind: 'unit',
  email: `demo${unit.mobile.slice(-5)}@example.org`,
  idCard: '',
  born: '1980-01-01',
  employer: '',
})

/** A member from before the system; `data` over what an invented unit says. */
export function imported(
  world: World,
  unit: DemoUnit,
  more: { data?: FormData; level?: string; joinedOn?: string; formerNames?: string[] } = {},
): Promise<Admitted> {
  return importMember(world.contexts.system(), {
    data: { ...unitData(world, unit), ...more.data },
    level: more.level ?? 'ordinary',
    joinedOn: more.joinedOn ?? '2020-05-06',
    formerNames: more.formerNames ?? [],
  })
}

/** Registered, its application filled in, nothing handed in yet. */
export async function applicant(world: World, unit: DemoUnit): Promise<{ ctx: MemberContext; matter: Matter }> {
  const ids = await inTx(world.contexts.system(), (tx, ctx) => enrolUnit(tx, ctx, { ...unit, passwordHash: null }))
  const ctx = world.contexts.member(ids.accountId, ids.memberId, unit.person)
  const { id } = await openMatter(ctx, { kind: 'admission' })
  await saveDraft(ctx, { id, base: 1_000_000, device: 'test-device', changes: unitData(world, unit) })
  return { ctx, matter: await inTx(ctx, (tx, ctx) => loadMatter(tx, ctx, id)) }
}

/** What the last review's passing does, in a transaction of its own. */
export const approve = (world: World, matter: Matter): Promise<void> =>
  inTx(world.contexts.system(), (tx, ctx) => admissionKind.onDecided(tx, ctx, matter, 'approved'))

/** A second association with the same preset: whatever is here, it must not see. */
export async function elsewhere(world: World, slug = 'elsewhere') {
  const preset = await loadPreset(presetFolder(world.association.slug))
  await installPreset(world.kernel, { ...preset, association: { ...preset.association, slug, hosts: [] } })
  const other = (await listAssociations(world.kernel)).find((one) => one.slug === slug) as Association
  return contextsOf(world.kernel, other)
}
