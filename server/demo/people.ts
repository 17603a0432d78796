import { joiningLevelOf } from '../../contract/preset.ts'
import type { MemberContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { createAccount } from '../modules/accounts/index.ts'
import { openMatterFor } from '../modules/matters/index.ts'
import { beginEmployment, linkAccount } from '../modules/members/index.ts'
import { advance } from './advance.ts'
import { type Applicant, applicant } from './applicant.ts'
import { apply, carryOn, register } from './apply.ts'
import { fillForm } from './fill-form.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'
import { importOnce, payYear } from './members.ts'
import { receiptOfBefore } from './receipts.ts'

/** Individuals of before: some paid, some expired; where people have employers, all of the first unit. */
export async function importPersons(house: House, count: number): Promise<void> {
  const { settings } = house.association
  const form = settings.forms.find((one) => one.id === settings.profileForm.person)
  if (!form) return
  const employer = settings.people ? await actingUnit(house) : null
  const level = joiningLevelOf(settings.dues, 'person')
  for (let index = 0; index < count; index++) {
    const login = index < 2 ? demoLogins.persons[index] : undefined
    const who = applicant('person', index, { mobile: login?.mobile, employer: employer?.name ?? '' })
    const ctx = house.platform(700)
    const today = ctx.kernel.clock.today()
    const joinedOn = `${2018 + (index % 6)}-${String(1 + (index % 12)).padStart(2, '0')}-10`
    const memberId = await importOnce(ctx, { kind: 'person', data: written(fillForm(form, { who, index, today })), level, joinedOn })
    if (memberId === null) continue
    if (employer)
      await inTx(ctx, (tx, inside) =>
        beginEmployment(tx, inside, { personId: memberId, unitId: employer.memberId, from: joinedOn, matterId: null }),
      )
    if (login) await letIn(house, memberId, who)
    await pay(house, memberId, who, index)
  }
}

/** The photo of an old record lies in a drawer. */
const written = (data: Record<string, unknown>) => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== ''))

async function letIn(house: House, memberId: string, who: Applicant): Promise<void> {
  await inTx(house.platform(300), async (tx, ctx) => {
    const id = await createAccount(tx, ctx, {
      name: who.name,
      passwordHash: house.hash,
      identifiers: [
        { kind: 'mobile', value: who.mobile, confirmed: true },
        { kind: 'id-card', value: who.idCard },
      ],
    })
    await linkAccount(tx, ctx, id, [memberId])
  })
}

/** Odd ones paid long ago and are expired, the others lately. */
async function pay(house: House, memberId: string, who: Applicant, index: number): Promise<void> {
  const daysAgo = index % 2 === 1 ? 500 : 100
  const year = Number(house.platform(daysAgo).kernel.clock.today().slice(0, 4))
  const payer = house.association.settings.people ? { ...applicant('unit', 0), mobile: who.mobile } : who
  const orderId = await payYear(house, memberId, payer, year, daysAgo)
  const paidOn = house.platform(daysAgo).kernel.clock.today()
  await receiptOfBefore(house, { orderId, memberId, paidOn, number: `01${year}${String(index).padStart(4, '0')}` })
}

/** The account of the first unit, acting for it. */
export async function actingUnit(house: House): Promise<(MemberContext & { name: string }) | null> {
  const { name } = applicant('unit', 0)
  const row = await inTx(house.platform(), (tx, ctx) =>
    tx
      .selectFrom('members as m')
      .innerJoin('account_members as a', (join) =>
        join.onRef('a.association_id', '=', 'm.association_id').onRef('a.member_id', '=', 'm.id'),
      )
      .select(['m.id', 'a.account_id'])
      .where('m.association_id', '=', ctx.association.id)
      .where('m.name', '=', name)
      .executeTakeFirst(),
  )
  return row ? { ...house.member({ id: row.account_id, name: applicant('unit', 0).person }, row.id), name } : null
}

/** Where people come through employers: some handed in, some recommended, some recommended again. */
export async function recommend(house: House): Promise<void> {
  const employer = house.association.settings.people ? await actingUnit(house) : null
  const admission = house.kindOf('admission', 'person')
  if (!employer || !admission) return
  const review = admission.stages.find((stage) => stage.type === 'review' && stage.review === 'employer')
  const next = admission.stages.slice(review ? admission.stages.indexOf(review) + 1 : 0).find((stage) => stage.type === 'review')
  for (const [index, until] of [
    [50, review],
    [51, review],
    [52, next],
    [53, next],
  ] as const) {
    const who = applicant('person', index, { employer: employer.name })
    if (await house.knows(who)) continue
    const ctx = await register(house, who, 4)
    const id = await apply(ctx, { kind: admission.kind, who, index })
    await advance(house, ctx, id, until?.id ?? null, { kind: admission.kind, who, index, employer })
  }
  await renew(house, employer)
}

async function renew(house: House, employer: MemberContext): Promise<void> {
  const kind = house.kindOf('renewal', 'person')
  if (!kind) return
  for (const index of [3, 5]) {
    const who = applicant('person', index)
    const row = await inTx(house.platform(), (tx, ctx) =>
      tx
        .selectFrom('members')
        .select('id')
        .where('association_id', '=', ctx.association.id)
        .where('id_card', '=', who.idCard)
        .executeTakeFirst(),
    )
    if (!row) continue
    const { id } = await openMatterFor(employer, { kind: kind.kind, personId: row.id })
    await carryOn(employer, id, { kind: kind.kind, who, index })
  }
}
