import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPerson } from '../../demo/persons.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { downloadCertificate } from '../certificates/download.ts'
import { searchDirectory } from '../directory/directory.ts'
import { firstContact } from './first-contact.ts'
import { importMember } from './import-member.ts'
import { company, editCompany } from './portal.ts'
import { countMembers, listMembers } from './search.ts'
import { memberStory } from './story.ts'
import { actFor, type House, houseOf, unitMember } from './testing/life.ts'
import { demoUnit } from './testing/units.ts'

let world: World
let gsjl: House
let caq: House
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl', 'caq'] })
  gsjl = await houseOf(world, 'gsjl')
  caq = await houseOf(world, 'caq')
  staff = await gsjl.staff()
}, 60_000)
afterAll(async () => {
  await closeTypesetter()
  await world.close()
})

const level = (house: House) => house.system().association.settings.levels.find((one) => one.for === 'person')?.id ?? ''
async function person(house: House, index: number) {
  const { name, idCard, mobile } = demoPerson(index)
  const { memberId, number } = await importMember(house.system(), {
    kind: 'person',
    data: { name, idCard, mobile, email: `p${mobile}@example.org` },
    level: level(house),
    joinedOn: '2024-03-05',
  })
  const ctx = await actFor(house, memberId, { ...demoUnit(index), person: name, mobile })
  return { ctx, name, idCard, mobile, number }
}

describe('individuals are members beside units', () => {
  test('one ID card is one member', async () => {
    await person(gsjl, 601)
    const again = person(gsjl, 601)
    const told = await refusal(again)
    expect(told).toMatchObject({ code: 'duplicate-member' })
    expect(told.message).not.toContain(demoPerson(601).idCard)
  })

  test('found by the whole ID-card number and by no part of it; the list and the story show none of it in clear', async () => {
    const { ctx, idCard } = await person(gsjl, 602)
    expect((await listMembers(staff, { q: idCard })).rows.map((row) => row.id)).toEqual([ctx.memberId])
    for (const part of [idCard.slice(0, 14), idCard.slice(6), idCard.slice(0, 17)])
      expect((await listMembers(staff, { q: part })).rows).toEqual([])
    const seen = JSON.stringify([await listMembers(staff, {}), await memberStory(staff, ctx.memberId)])
    expect(seen).not.toContain(idCard)
    const line = await inTx(gsjl.system(), (tx, ctx2) =>
      tx
        .selectFrom('member_search')
        .select('haystack')
        .where('association_id', '=', ctx2.association.id)
        .where('member_id', '=', ctx.memberId)
        .executeTakeFirstOrThrow(),
    )
    expect(line.haystack).not.toContain(idCard.toLowerCase())
  })

  test('listed by kind, with itself as its contact', async () => {
    const unit = await unitMember(gsjl, demoUnit(603))
    const { ctx, name, mobile } = await person(gsjl, 604)
    const units = (await listMembers(staff, { kind: 'unit' })).rows.map((row) => row.id)
    const persons = await listMembers(staff, { kind: 'person' })
    expect(units).toEqual([unit.memberId])
    expect(persons.rows.map((row) => row.kind)).not.toContain('unit')
    expect(await countMembers(staff, { kind: 'person' })).toEqual({ count: persons.rows.length, more: false })
    expect(persons.rows.find((row) => row.id === ctx.memberId)?.contact).toEqual({
      name,
      mobile: `${mobile.slice(0, 3)}****${mobile.slice(-4)}`,
    })
    expect(await inTx(staff, (tx, ctx2) => firstContact(tx, ctx2, ctx.memberId))).toMatchObject({ name, mobile })
  })

  test('GSJL-04 我的信息 is read-only: who to ask is said, and nothing is taken', async () => {
    const { ctx } = await person(gsjl, 605)
    const { editable, byReview, revision, kind } = await company(ctx)
    expect(kind).toBe('person')
    expect(byReview).toEqual([])
    expect(Object.values(editable).every((why) => why !== null)).toBe(true)
    expect(await refusal(editCompany(ctx, { revision, data: { mobile: '13900001234' } }))).toMatchObject({ code: 'input-invalid' })
  })

  test('CAQ-18 a card of its own, and nobody looks a person up in the directory', async () => {
    const { ctx, name, number } = await person(caq, 606)
    const { bytes, name: file } = await downloadCertificate(ctx)
    expect(file).toBe(`我的会员卡-${name}.pdf`)
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    for (const part of ['会员卡', name, number]) expect(text.replace(/\s/g, '')).toContain(part)
    expect((await searchDirectory(caq.public(), { q: name })).rows).toEqual([])
  })
})
