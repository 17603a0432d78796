import { readdir } from 'node:fs/promises'
import { allPermissions } from '../../contract/permissions.ts'
import { joiningLevelOf } from '../../contract/preset.ts'
import { installPreset } from '../install.ts'
import { settableClock, systemClock } from '../kernel/clock.ts'
import type { Association, MemberContext, PlatformContext, StaffContext } from '../kernel/context.ts'
import { takeTurns } from '../kernel/database/take-turns.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { Refusal } from '../kernel/errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { findByMobile, hashPassword, setPassword } from '../modules/accounts/index.ts'
import { listAssociations } from '../modules/associations/index.ts'
import { chargeYear, confirmPayment, openOrder } from '../modules/dues/index.ts'
import { currentDefinition, decideMatter, loadMatter } from '../modules/matters/index.ts'
import { activateContact, importMember, leave, setSeat } from '../modules/members/index.ts'
import { createStaff } from '../modules/staff/index.ts'
import { presetsFolder } from '../presets/folder.ts'
import { loadPreset } from '../presets/index.ts'
import { apply, register } from './apply.ts'
import { fillForm } from './fill-form.ts'
import { demoLogins } from './logins.ts'
import { type DemoUnit, demoUnit } from './units.ts'

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
  for (const association of await listAssociations(kernel)) await seedAssociation(kernel, association, { members: 24 })
}

/** Demo data of one association, made by its verbs at plausible days of the past. `members`: how many are imported. */
export async function seedAssociation(kernel: Kernel, association: Association, size: { members: number }): Promise<void> {
  const seed = new Seed(kernel, association, await hashPassword(demoLogins.password))
  if (await seed.known(demoLogins.units.at(-1)?.mobile ?? '')) return
  await seed.staff()
  await seed.members(size.members)
  await seed.applicants()
}

/** Null when it is there already, from a start that was cut short. */
async function importOnce(ctx: PlatformContext, input: Parameters<typeof importMember>[1]): Promise<string | null> {
  try {
    return (await importMember(ctx, input)).memberId
  } catch (error) {
    if (error instanceof Refusal && error.code === 'duplicate-member') return null
    throw error
  }
}

class Seed {
  readonly #kernel: Kernel
  readonly #association: Association
  readonly #hash: string

  constructor(kernel: Kernel, association: Association, hash: string) {
    this.#kernel = kernel
    this.#association = association
    this.#hash = hash
  }

  /** The association's own authority, `days` ago. */
  #platform(daysAgo = 0): PlatformContext {
    const clock = daysAgo === 0 ? this.#kernel.clock : settableClock(new Date(systemClock.now().getTime() - daysAgo * 86_400_000))
    return { kind: 'platform', kernel: { ...this.#kernel, clock }, association: this.#association }
  }

  async #officer(daysAgo: number): Promise<StaffContext> {
    const { kernel, association } = this.#platform(daysAgo)
    const staff = demoLogins.staff[1]
    const account = await inTx(this.#platform(), (tx, ctx) => findByMobile(tx, ctx, staff.mobile))
    if (!account) throw new Error('the demo has no staff')
    return {
      kind: 'staff',
      kernel,
      association,
      account: { id: account.id, name: staff.name },
      permissions: new Set(allPermissions),
      branches: null,
    }
  }

  async known(mobile: string): Promise<boolean> {
    return inTx(
      this.#platform(),
      async (tx, ctx) => (await findByMobile(tx, ctx, mobile)) !== undefined && (await findByMobile(tx, ctx, mobile)) !== null,
    )
  }

  async staff(): Promise<void> {
    for (const { mobile, name, needs } of demoLogins.staff) {
      if (await this.known(mobile)) continue
      const role = this.#association.settings.roles.find(
        (one) => one.permissions.includes(needs) && (needs === 'staff.manage' || !one.permissions.includes('staff.manage')),
      )
      const ctx = this.#platform(400)
      // The administrator of the demo does everybody's work; the others see their own.
      const roles = needs === 'staff.manage' ? this.#association.settings.roles.map((one) => one.id) : role ? [role.id] : []
      const { id } = await createStaff(ctx, { name, mobile, roles })
      await inTx(ctx, (tx, inside) => setPassword(tx, inside, id, this.#hash))
    }
  }

  /** Members from before the system: joined over the years, of all levels, some in arrears. */
  async members(count: number): Promise<void> {
    const { settings } = this.#association
    const form = settings.forms.find((one) => one.id === settings.profileForm.unit)
    if (!form) return
    const joiningLevel = joiningLevelOf(settings.dues, 'unit')
    for (let index = 0; index < count; index++) {
      const login = index < 2 ? demoLogins.units[index] : undefined
      const unit = { ...demoUnit(index), ...(login && { mobile: login.mobile }) }
      const ctx = this.#platform(300)
      const level = index % 5 === 3 ? settings.levels[index % settings.levels.length]?.id : joiningLevel
      const joined = `${2015 + (index % 10)}-${String(1 + (index % 12)).padStart(2, '0')}-15`
      const memberId = await importOnce(ctx, {
        data: fillForm(form, unit, index),
        level: level ?? joiningLevel,
        joinedOn: joined,
        formerNames: index % 6 === 2 ? [unit.name.replace('示例', '示例旧称')] : [],
      })
      if (memberId === null) continue
      await this.#seat(memberId, unit, level)
      if (login) await inTx(ctx, (tx, inside) => activateContact(tx, inside, unit.mobile, this.#hash))
      await this.#payYears(memberId, unit, index)
      if (index > 10 && index === count - 1)
        await leave(this.#platform(), { memberId, leftOn: this.#kernel.clock.today(), reason: '自愿退会（演示）' })
    }
  }

  /** 理事信息 of those whose level has a seat in the council. */
  async #seat(memberId: string, unit: DemoUnit, level: string | undefined) {
    const { levels, terms } = this.#association.settings
    const held = levels.find((one) => one.id === level)
    const term = terms.at(-1)
    if (!held?.council || !term) return
    await setSeat(await this.#officer(300), memberId, {
      post: held.name,
      personName: unit.person,
      personTitle: '总经理',
      term: term.name,
      from: term.from,
      to: term.to,
    })
  }

  /** Every fourth pays nothing this year; the others paid, most of last year too. */
  async #payYears(memberId: string, unit: DemoUnit, index: number) {
    const year = Number(this.#kernel.clock.today().slice(0, 4))
    for (const [back, daysAgo] of [
      [1, 420],
      [0, 120],
    ] as const) {
      await chargeYear(this.#platform(), year - back)
      if (back === 0 && index % 4 === 1) continue
      await this.#payYear(memberId, unit, year - back, daysAgo)
    }
  }

  async #payYear(memberId: string, unit: DemoUnit, year: number, daysAgo: number) {
    const officer = await this.#officer(daysAgo)
    const member: MemberContext = {
      kind: 'member',
      kernel: officer.kernel,
      association: this.#association,
      account: officer.account,
      memberId,
      memberIds: [memberId],
    }
    const payer = {
      unit: unit.name,
      creditCode: unit.creditCode,
      person: unit.person,
      mobile: unit.mobile,
      email: `demo${unit.mobile.slice(-4)}@example.org`,
      remark: '',
    }
    const id = await openOrder(member, { years: [year], payer, method: 'transfer' })
    await confirmPayment(officer, id, { receivedOn: officer.kernel.clock.today(), amountFen: await this.#amountOf(officer, id), note: '' })
  }

  async #amountOf(ctx: StaffContext, orderId: string): Promise<number> {
    const row = await inTx(ctx, (tx) =>
      tx
        .selectFrom('orders')
        .select('amount_fen')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', orderId)
        .executeTakeFirstOrThrow(),
    )
    return Number(row.amount_fen)
  }

  /** Applicants at every point of the way. */
  async applicants(): Promise<void> {
    const kind = 'admission'
    if (!(await inTx(this.#platform(), (tx, ctx) => currentDefinition(tx, ctx, kind)))) return
    for (const [offset, daysAgo] of [
      [0, 3],
      [1, 20],
      [2, 1],
    ] as const)
      await this.#applicant(40 + offset, daysAgo, offset === 0 ? demoLogins.units[2].mobile : undefined, kind)
    const back = await this.#applicant(44, 6, demoLogins.units[3].mobile, kind)
    if (back) await this.#giveBack(back)
    const fresh = { ...demoUnit(45), mobile: demoLogins.units[4].mobile }
    await register(this.#platform(), fresh, this.#hash)
  }

  async #applicant(index: number, daysAgo: number, mobile: string | undefined, kind: string): Promise<string | null> {
    const unit = { ...demoUnit(index), ...(mobile && { mobile }) }
    if (await this.known(unit.mobile)) return null
    return apply(await register(this.#platform(daysAgo), unit, this.#hash), kind, unit, index)
  }

  async #giveBack(id: string) {
    const ctx = await this.#officer(2)
    const matter = await inTx(ctx, (tx, inside) => loadMatter(tx, inside, id))
    const row = await inTx(ctx, (tx) =>
      tx
        .selectFrom('matters')
        .select('revision')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    )
    await decideMatter(ctx, {
      act: 'return',
      id,
      stage: matter.stage,
      revision: row.revision,
      message: '请补正后再次提交，其余内容无误。',
      remarks: [],
    })
  }
}
