import { allFields, type FormData, type FormDefinition } from '../../../../contract/forms/index.ts'
import { fillForm } from '../../../demo/fill-form.ts'
import type { DemoUnit } from '../../../demo/units.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { contextsOf, type World } from '../../../testing/world.ts'
import { createAccount, openSession } from '../../accounts/index.ts'
import { listAssociations } from '../../associations/index.ts'
import { decideMatter, loadMatter, type Matter, openMatter, saveDraft, submitMatter } from '../../matters/index.ts'
import { createStaff } from '../../staff/index.ts'
import { importMember } from '../import-member.ts'
import { profileForm } from '../values.ts'
import { asApplicant } from './units.ts'

export type House = ReturnType<typeof contextsOf>

/** One association of a world with several. */
export async function houseOf(world: World, slug: string): Promise<House> {
  const association = (await listAssociations(world.kernel)).find((one) => one.slug === slug)
  if (!association) throw new Error(`no association ${slug}`)
  return contextsOf(world.kernel, association)
}

/** A unit that is a member, with an account that acts for it. */
export async function unitMember(house: House, unit: DemoUnit, data: FormData = {}): Promise<MemberContext> {
  const ctx = house.system()
  const form = profileForm(ctx, 'unit')
  const imported = await importMember(ctx, {
    data: { ...known(form, unit), ...data },
    level: ctx.association.settings.levels.find((level) => !level.council && level.for !== 'person')?.id ?? '',
    joinedOn: '2020-05-06',
  })
  return actFor(house, imported.memberId, unit)
}

// Old records lack much of what is asked today; papers they have none.
const known = (form: FormDefinition, unit: DemoUnit): FormData => {
  const all = fillForm(form, { who: asApplicant(unit), index: 0, today: '2026-11-21' })
  const fields = allFields(form).filter(({ type, maps }) => (type === 'list' ? maps === 'contacts' : type !== 'file' && type !== 'photo'))
  return Object.fromEntries(fields.map(({ id }) => [id, all[id]]))
}

/** An account of its own for a member. */
export async function actFor(house: House, memberId: string, { person, mobile }: DemoUnit): Promise<MemberContext> {
  const id = await inTx(house.system(), async (tx, ctx) => {
    const account = await createAccount(tx, ctx, { name: person, passwordHash: null, identifiers: [{ kind: 'mobile', value: mobile }] })
    await tx
      .insertInto('account_members')
      .values({ association_id: ctx.association.id, account_id: account, member_id: memberId })
      .execute()
    return account
  })
  return house.member(id, memberId, person)
}

/** Begun, filled in and handed in. */
export async function handIn(ctx: MemberContext, asked: { kind: string; branch?: string }, data: FormData): Promise<Matter> {
  const { id } = await openMatter(ctx, asked)
  await saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'test-device', changes: data })
  await submitMatter(ctx, { id })
  return inTx(ctx, (tx, ctx) => loadMatter(tx, ctx, id))
}

export async function pass(staff: StaffContext, matter: Matter, accepted?: string[]): Promise<void> {
  const { stage, revision } = await inTx(staff, async (tx, ctx) => {
    const row = await tx
      .selectFrom('matters')
      .select(['stage', 'revision'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', matter.id)
      .executeTakeFirstOrThrow()
    return row
  })
  await decideMatter(staff, { act: 'pass', id: matter.id, stage, revision, ...(accepted && { accepted }) })
}

let mobiles = 13700010000

/** Somebody at work in branches only, with the session a browser would have. */
export async function branchStaff(house: House, role: string, branches: string[]): Promise<{ ctx: StaffContext; token: string }> {
  const { id } = await createStaff(
    { ...house.system(), kind: 'platform' },
    { name: '分会示例', mobile: String(mobiles++), roles: branches.map((branch) => ({ role, branch })) },
  )
  const token = await inTx(house.system(), (tx, ctx) => openSession(tx, ctx, id, null))
  const base = await house.staff(['matters.read', 'matters.decide', 'members.read', 'members.reveal'])
  return { ctx: { ...base, account: { id, name: '分会示例' }, branches }, token }
}
