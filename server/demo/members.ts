import { joiningLevelOf } from '../../contract/preset.ts'
import { yearOf } from '../../contract/rules/days.ts'
import { type MemberContext, type PlatformContext, type StaffContext, systemContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { Refusal } from '../kernel/errors.ts'
import { chargeAhead, chargeYear, confirmPayment, openOrder } from '../modules/dues/index.ts'
import { activateContact, importMember, leave, setBranch, setSeat } from '../modules/members/index.ts'
import { type Applicant, applicant } from './applicant.ts'
import { payerOf } from './apply.ts'
import { fillForm } from './fill-form.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'
import { receiptOfBefore } from './receipts.ts'
import { someServices } from './services.ts'

const [administrator, , finance] = demoLogins.staff

/** Null when it is there already, from a start that was cut short. */
export async function importOnce(ctx: PlatformContext, input: Parameters<typeof importMember>[1]): Promise<string | null> {
  try {
    return (await importMember(ctx, input)).memberId
  } catch (error) {
    if (error instanceof Refusal && error.code === 'duplicate-member') return null
    throw error
  }
}

/** Units from before the system: joined over the years, of all levels, some in arrears, some in branches. */
export async function importUnits(house: House, count: number): Promise<void> {
  const { settings } = house.association
  const form = settings.forms.find((one) => one.id === settings.profileForm.unit)
  if (!form) return
  const levels = settings.levels.filter((level) => (level.for ?? 'unit') === 'unit')
  const joiningLevel = joiningLevelOf(settings.dues, 'unit')
  const made: { memberId: string; who: Applicant; index: number }[] = []
  for (let index = 0; index < count; index++) {
    const login = index < 2 ? demoLogins.units[index] : undefined
    const who = applicant('unit', index, { mobile: login?.mobile })
    const ctx = house.platform(300)
    const level = (index % 5 === 3 ? levels[index % levels.length]?.id : undefined) ?? joiningLevel
    const memberId = await importOnce(ctx, {
      data: withoutFiles(fillForm(form, { who, index, today: ctx.kernel.clock.today() })),
      level,
      joinedOn: `${2015 + (index % 10)}-${String(1 + (index % 12)).padStart(2, '0')}-15`,
      formerNames: index % 6 === 2 ? [who.name.replace('示例', '示例旧称')] : [],
    })
    if (memberId === null) continue
    await seat(house, memberId, who, level)
    if (login) await inTx(ctx, (tx, inside) => activateContact(tx, inside, who.mobile, house.hash))
    await stand(house, memberId, index)
    made.push({ memberId, who, index })
  }
  await payYears(house, made)
  const [first] = made
  if (first?.index === 0) await someServices(house, first.memberId, first.who)
  for (const { memberId, index } of made)
    if (index > 10 && index === count - 1)
      await leave(house.platform(), { memberId, leftOn: house.kernel.clock.today(), reason: '自愿退会（演示）' })
}

/** Old records come without their scans. */
const withoutFiles = (data: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(data).filter(
      ([, value]) => !(Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null && 'scan' in row)),
    ),
  )

/** 理事信息 of those whose level has a seat in the council. */
async function seat(house: House, memberId: string, who: Applicant, level: string): Promise<void> {
  const { levels, terms } = house.association.settings
  const held = levels.find((one) => one.id === level)
  const term = terms.at(-1)
  if (!held?.council || !term) return
  await setSeat(await house.staff(administrator.mobile, 300), memberId, {
    post: held.name,
    personName: who.person,
    personTitle: '总经理',
    term: term.name,
    from: term.from,
    to: term.to,
  })
}

/** The first stands in three branches at three levels; of the others every third in one. */
async function stand(house: House, memberId: string, index: number): Promise<void> {
  const { branches = [] } = house.association.settings
  const chosen = index === 0 ? branches.slice(0, 3) : index % 3 === 1 ? [branches[index % branches.length]] : []
  const ctx = await house.staff(administrator.mobile, 200)
  for (const [i, branch] of chosen.entries()) {
    if (!branch) continue
    const level = index === 0 ? branch.levels[(branch.levels.length + 1 - i) % branch.levels.length]?.id : branch.joiningLevel
    await setBranch(ctx, {
      memberId,
      branch: branch.id,
      level: level ?? branch.joiningLevel,
      on: ctx.kernel.clock.today(),
      reason: '本系统启用前已加入',
    })
  }
}

// The last of them paid the other day, and wait for their receipts; the earlier ones have theirs.
const [stillDue, justPaid] = [3, 4]

/** Every fourth pays nothing this year; the others paid, and last year too. Of two records of one name, one unit paid once. */
async function payYears(house: House, members: readonly { memberId: string; who: Applicant; index: number }[]): Promise<void> {
  const rolling = house.association.settings.dues.year === 'rolling'
  // A rolling year bears the year it begins in: the second begins where the first ends.
  const payers = members.filter(({ who }, i) => members.findIndex((one) => one.who.name === who.name) === i)
  const year = rolling ? yearOf(house.platform(420).kernel.clock.today()) + 1 : yearOf(house.kernel.clock.today())
  for (const [back, daysAgo] of [
    [1, 420],
    [0, 120],
  ] as const) {
    if (!rolling) await chargeYear(house.platform(), year - back)
    await inTurns(
      payers.filter(({ index }) => back === 1 || index % 4 !== 1),
      async ({ memberId, who, index }) => {
        const late = back === 0 && index >= members.length - stillDue
        const orderId = await payYear(house, memberId, who, year - back, late ? justPaid : daysAgo)
        if (!late)
          await receiptOfBefore(house, {
            orderId,
            memberId,
            paidOn: house.platform(daysAgo).kernel.clock.today(),
            number: `00${year - back}${String(index).padStart(4, '0')}`,
          })
      },
    )
  }
  // What the night does, or the demo would look different after one.
  await chargeAhead(systemContext(house.kernel, house.association))
}

/** Four at a time: each waits for the database most of its time. */
export async function inTurns<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < all.length; i += 4) await Promise.all(all.slice(i, i + 4).map(act))
}

export async function payYear(house: House, memberId: string, who: Applicant, year: number, daysAgo: number): Promise<string> {
  const clerk = await house.staff(finance.mobile, daysAgo)
  const member: MemberContext = house.member(clerk.account, memberId, daysAgo)
  const id = await openOrder(member, { years: [year], payer: payerOf(who), method: 'transfer' })
  await confirmPayment(clerk, id, { receivedOn: clerk.kernel.clock.today(), amountFen: await amountOf(clerk, id), note: '' })
  return id
}

async function amountOf(ctx: StaffContext, orderId: string): Promise<number> {
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
