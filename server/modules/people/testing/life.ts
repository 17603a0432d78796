import sharp from 'sharp'
import type { FormData } from '../../../../contract/forms/index.ts'
import { citizenIdCheckDigit } from '../../../../contract/rules/citizen-id.ts'
import { demoUnit } from '../../../demo/units.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import type { contextsOf } from '../../../testing/world.ts'
import { createAccount } from '../../accounts/index.ts'
import { currentText } from '../../associations/index.ts'
import {
  addFieldFile,
  agreeStage,
  currentDefinition,
  decideMatter,
  goToStage,
  loadMatter,
  openMatter,
  saveDraft,
  submitMatter,
} from '../../matters/index.ts'
import { currentMembership, enrol, importMember } from '../../members/index.ts'
import { createStaff } from '../../staff/index.ts'

/** Units, people and staff of an association with employers; every step is the real verb. */
export type House = ReturnType<typeof contextsOf>

let used = 500

/** A unit that is a member, and the account that acts for it. */
export async function memberUnit(house: House, name?: string): Promise<MemberContext> {
  const unit = demoUnit(used++)
  const ctx = house.system()
  const { memberId } = await importMember(ctx, {
    data: {
      name: name ?? unit.name,
      creditCode: unit.creditCode,
      contacts: [{ name: unit.person, mobile: unit.mobile, title: '', phone: '', email: '' }],
    },
    level: 'unit',
    joinedOn: '2021-03-04',
  })
  return actFor(house, memberId, unit.person)
}

/** An account of its own for a member. */
export async function actFor(house: House, memberId: string, name: string): Promise<MemberContext> {
  const account = await inTx(house.system(), async (tx, ctx) => {
    const id = await createAccount(tx, ctx, { name, passwordHash: null, identifiers: [{ kind: 'user-name', value: `tester${used++}` }] })
    await tx.insertInto('account_members').values({ association_id: ctx.association.id, account_id: id, member_id: memberId }).execute()
    return id
  })
  return house.member(account, memberId, name)
}

export const nameOf = (ctx: MemberContext): Promise<string> =>
  inTx(ctx, async (tx, ctx) => {
    const row = await tx
      .selectFrom('members')
      .select('name')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', ctx.memberId)
      .executeTakeFirstOrThrow()
    return row.name
  })

/** A number that is right by its check digit and belongs to nobody: the district 00 does not exist. */
export function idCard(index: number, born = '19900307'): string {
  const body = `620100${born}${String(index % 1000).padStart(3, '0')}`
  return `${body}${citizenIdCheckDigit(body)}`
}

/** What an invented person fills in; sex and birthday as the ID card has them. */
export function personData(index: number, name: string, employer: string, more: FormData = {}): FormData {
  return {
    name,
    idCard: idCard(index),
    sex: index % 2 === 1 ? 'male' : 'female',
    birthday: '1990-03-07',
    mobile: `1380000${String(1000 + index)}`,
    employer,
    address: '示例省示例市示例区示例路 1 号',
    jobTitle: '监理员',
    education: 'bachelor',
    school: '示例大学土木工程',
    professionalTitle: 'middle',
    specialty: 'building',
    inTradeSince: '2015-07-01',
    yearsInTrade: 11,
    ...more,
  }
}

/** Registered, with an application begun and the texts agreed to. */
export async function begins(house: House, name: string, index = used++): Promise<{ ctx: MemberContext; id: string; index: number }> {
  const ids = await inTx(house.system(), (tx, ctx) =>
    enrol(tx, ctx, {
      kind: 'person',
      asked: { name, 'id-card': idCard(index), mobile: `1380000${String(1000 + index)}` },
      passwordHash: null,
    }),
  )
  const ctx = house.member(ids.accountId, ids.memberId, name)
  const { id } = await openMatter(ctx, { kind: 'admission' })
  await agreeAll(ctx, id, 'admission')
  return { ctx, id, index }
}

async function agreeAll(ctx: MemberContext, id: string, kind: string): Promise<void> {
  const definition = await inTx(ctx, (tx, ctx) => currentDefinition(tx, ctx, kind))
  for (const stage of definition?.stages ?? []) {
    if (stage.type !== 'agree') continue
    const versions: Record<string, number> = {}
    for (const text of [stage.agree, ...(stage.also ?? [])]) {
      const current = await inTx(ctx, (tx, ctx) => currentText(tx, ctx, text))
      if (current) versions[text] = current.version
    }
    await agreeStage(ctx, { id, stage: stage.id, versions })
  }
}

const photo = () =>
  sharp({ create: { width: 295, height: 413, channels: 3, background: '#ffffff' } })
    .jpeg({ quality: 70 })
    .toBuffer()

export async function fillIn(ctx: MemberContext, id: string, data: FormData): Promise<void> {
  await saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'test-device', changes: data })
}

/** An application handed in to the employer of this name. */
export async function applies(house: House, name: string, employer: string): Promise<{ ctx: MemberContext; id: string }> {
  const { ctx, id, index } = await begins(house, name)
  const file = await addFieldFile(ctx, { id, field: 'photo' }, { name: '证件照.jpg', bytes: await photo() })
  await goToStage(ctx, { id, stage: 'person' })
  await fillIn(ctx, id, { ...personData(index, name, employer), photo: file.id })
  await submitMatter(ctx, { id })
  return { ctx, id }
}

let mobiles = 13700050000

/** Somebody of the secretariat who may review everything. */
export async function reviewer(house: House): Promise<StaffContext> {
  const roles = ['membership-officer', 'renewal-reviewer']
  const { id } = await createStaff({ ...house.system(), kind: 'platform' }, { name: '马示例', mobile: String(mobiles++), roles })
  return { ...(await house.staff(['matters.read', 'matters.decide', 'members.read', 'members.edit'])), account: { id, name: '马示例' } }
}

/** What a reviewer decides on: the matter as it is now. */
export async function seen(house: House, id: string): Promise<{ id: string; stage: string; revision: number; state: string }> {
  return inTx(house.system(), async (tx, ctx) => {
    const { stage, state } = await loadMatter(tx, ctx, id)
    const row = await tx
      .selectFrom('matters')
      .select('revision')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return { id, stage, state, revision: row.revision }
  })
}

export async function approve(house: House, staff: StaffContext, id: string): Promise<void> {
  await decideMatter(staff, { act: 'pass', ...(await seen(house, id)) })
}

/** A paid stretch as a confirmed payment leaves it: 'YYYY-MM-DD', `to` included. */
export async function paid(house: House, memberId: string, from: string, to: string): Promise<void> {
  await inTx(house.system(), async (tx, ctx) => {
    const association_id = ctx.association.id
    const membership = await currentMembership(tx, ctx, memberId)
    const standard = await tx
      .selectFrom('dues_standards')
      .select('id')
      .where('association_id', '=', association_id)
      .where('level', '=', 'person')
      .executeTakeFirstOrThrow()
    const charge = newId()
    const year = Number(from.slice(0, 4))
    await tx
      .insertInto('charges')
      .values({
        association_id,
        id: charge,
        member_id: memberId,
        year,
        level: 'person',
        amount_fen: 20000,
        standard_id: standard.id,
        state: 'settled',
        settled_at: new Date(`${from}T10:00:00+08:00`),
      })
      .execute()
    await tx
      .insertInto('dues_spans')
      .values({
        association_id,
        id: newId(),
        membership_id: membership?.id ?? '',
        member_id: memberId,
        charge_id: charge,
        period: `[${from},${to}]`,
      })
      .execute()
  })
}

/** 工作单位变更 handed in to a new employer; answers the matter's id. */
export async function changesEmployer(person: MemberContext, employer: string): Promise<string> {
  const { id } = await openMatter(person, { kind: 'employer-change' })
  await fillIn(person, id, {
    newEmployer: employer,
    changedOn: person.kernel.clock.today(),
    newAddress: '示例市示例区示例路 2 号',
    newTitle: '总监代表',
  })
  await submitMatter(person, { id })
  return id
}
