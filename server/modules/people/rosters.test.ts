import { readXlsx } from 'hucre/xlsx'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { decideMatter } from '../matters/index.ts'
import { importMember, memberById, updateProfile } from '../members/index.ts'
import { recommend } from './acts.ts'
import { memberEmployments, readScan, staffPeople, staffRosters, staffTabs } from './console.ts'
import { listPeople } from './list.ts'
import { ownHistory, ownPerson } from './own.ts'
import { exportPeople, myRosters, printRoster } from './rosters.ts'
import { readOwnScan, sendRoster } from './scans.ts'
import { applies, approve, changesEmployer, type House, idCard, memberUnit, nameOf, paid, reviewer, seen } from './testing/life.ts'

let world: World
let house: House
let staff: StaffContext
let unit: MemberContext
let other: MemberContext
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  house = world.contexts
  staff = await reviewer(house)
  unit = await memberUnit(house)
  other = await memberUnit(house)
}, 60_000)
afterAll(async () => {
  await closeTypesetter()
  await world.close()
})

const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: Error) => error.message,
  )

async function admitted(name: string, of: MemberContext): Promise<MemberContext> {
  const { ctx, id } = await applies(house, name, await nameOf(of))
  await recommend(of, [ctx.memberId])
  await approve(house, staff, id)
  return ctx
}

const scan = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF',
)

describe('GSJL-09 导出全部', () => {
  test('an empty state has nothing to export, and says so', async () => {
    expect(await refused(exportPeople(unit, 'expired'))).toBe('“已过期”中还没有人员，无需导出')
  })

  test('everybody of a state as a workbook and as a PDF, in the columns of the association, with nobody else’s people', async () => {
    await applies(house, '别样例', await nameOf(other))
    await recommend(other, [(await listPeople(other, { state: 'submitted' })).rows[0]?.id ?? ''])
    for (const name of ['子样例', '丑样例', '寅样例']) {
      const { ctx } = await applies(house, name, await nameOf(unit))
      await recommend(unit, [ctx.memberId])
    }
    const workbook = await exportPeople(unit, 'recommended')
    expect(workbook.name).toContain('企业推荐（新会员）')
    const { sheets } = await readXlsx(workbook.bytes)
    const rows = (sheets[0]?.rows ?? []).map((row) => row.map((cell) => String(cell ?? '')))
    expect(rows[2]).toEqual([
      '序号',
      '会员编号',
      '姓名',
      '性别',
      '身份证号',
      '学历',
      '专业技术职称',
      '从事专业',
      '从业年限',
      '联系电话',
      '状态',
    ])
    expect(rows.slice(3).map((row) => row[2])).toEqual(['寅样例', '丑样例', '子样例'])
    expect(rows[3]?.[4]).toMatch(/^620100\d{11}[\dX]$/)
    const pdf = await printRoster(unit, 'recommended')
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf.bytes)), { mergePages: true })
    const plain = text.replace(/[\s\u200b]/g, '')
    for (const said of [
      '甘肃省建设监理协会个人会员推荐汇总表',
      await nameOf(unit),
      '共3人',
      '寅样例',
      '子样例',
      '单位（盖公章）',
      'HZ20260001',
    ])
      expect(plain).toContain(said)
    expect(plain).not.toContain('别样例')
  })

  test('the same list printed again keeps its number; another list has another', async () => {
    await printRoster(unit, 'recommended')
    expect((await myRosters(unit)).rows.map((row) => row.number)).toEqual(['HZ20260001'])
    const { ctx } = await applies(house, '卯样例', await nameOf(unit))
    await recommend(unit, [ctx.memberId])
    await printRoster(unit, 'recommended')
    expect((await myRosters(unit)).rows.map((row) => [row.number, row.people])).toEqual([
      ['HZ20260002', 4],
      ['HZ20260001', 3],
    ])
  })

  test('the stamped scan is checked by its content, kept with the unit and seen by staff', async () => {
    const [roster] = (await myRosters(unit)).rows
    const id = roster?.id ?? ''
    expect((await staffRosters(staff, {})).rows).toEqual([])
    expect(await refused(sendRoster(unit, id, { name: '汇总表.pdf', bytes: Buffer.from('not a scan at all') }))).not.toBeNull()
    expect((await myRosters(unit)).rows[0]?.scan).toBeNull()
    const sent = await sendRoster(unit, id, { name: '汇总表.pdf', bytes: scan })
    expect(sent).toMatchObject({ number: 'HZ20260002', scan: { name: '汇总表.pdf', mediaType: 'application/pdf' } })
    const [received] = (await staffRosters(staff, { unit: unit.memberId })).rows
    expect(received).toMatchObject({ number: 'HZ20260002', unit: { id: unit.memberId, name: await nameOf(unit) } })
    expect((await readScan(staff, id)).bytes.equals(scan)).toBe(true)
    expect((await readOwnScan(unit, id)).bytes.equals(scan)).toBe(true)
  })

  test('another unit reads, replaces and lists none of it', async () => {
    const [roster] = (await myRosters(unit)).rows
    const id = roster?.id ?? ''
    expect((await myRosters(other)).rows).toEqual([])
    expect(await refused(readOwnScan(other, id))).toContain('没有找到')
    expect(await refused(sendRoster(other, id, { name: '汇总表.pdf', bytes: scan }))).toContain('没有找到')
    expect((await staffRosters(staff, { unit: other.memberId })).rows).toEqual([])
  })
})

describe('GSJL-12 the person’s own page', () => {
  test('says who has the application, whether it is paid, and for how many years', async () => {
    const { ctx, id } = await applies(house, '辰样例', await nameOf(unit))
    expect((await ownPerson(ctx)).approval).toEqual({ standing: 'waiting', text: `已提交，等待“${await nameOf(unit)}”审核`, matterId: id })
    await recommend(unit, [ctx.memberId])
    expect((await ownPerson(ctx)).approval.text).toBe('单位已推荐，等待协会审核')
    await approve(house, staff, id)
    const approved = await ownPerson(ctx)
    expect(approved).toMatchObject({
      state: 'member',
      approval: { standing: 'good', text: '协会已批准，2026-11-21 成为正式会员' },
      payment: { text: '还没有缴纳会费' },
    })
    expect(approved.employer).toMatchObject({ name: await nameOf(unit), since: '2026-11-21' })
    await paid(house, ctx.memberId, '2026-11-21', '2027-11-20')
    await paid(house, ctx.memberId, '2027-11-21', '2028-11-20')
    expect(await ownPerson(ctx)).toMatchObject({
      payment: { standing: 'good', text: '已缴至 2028-11-20', paidThrough: '2028-11-20' },
      paidYears: { years: 2, spans: [{ from: '2026-11-21', to: '2028-11-20' }] },
    })
    const { rows } = await ownHistory(ctx)
    expect(rows.map((row) => row.kind).sort()).toEqual(['employment', 'matter', 'membership'])
    expect(await refused(ownPerson(unit))).toBe('这里是个人会员的页面')
  })
})

describe('a person who changes employer keeps the story', () => {
  test('the new unit confirms, then the association; the old employment ends the day before, on both pages', async () => {
    const person = await admitted('巳样例', unit)
    world.clock.set('2026-12-01T10:00:00+08:00')
    expect(await refused(changesEmployer(person, await nameOf(unit)))).not.toBeNull()
    const id = await changesEmployer(person, await nameOf(other))

    expect(await refused(decideMatter(unit, { act: 'pass', ...(await seen(house, id)) }))).toContain('没有找到')
    await decideMatter(other, { act: 'pass', ...(await seen(house, id)) })
    expect((await ownPerson(person)).employer?.name).toBe(await nameOf(unit))
    await approve(house, staff, id)
    const { employer, employments } = await ownPerson(person)
    expect(employer).toEqual({ id: other.memberId, name: await nameOf(other), since: '2026-12-01' })
    expect(employments.map(({ unitId, from, to }) => ({ unitId, from, to }))).toEqual([
      { unitId: other.memberId, from: '2026-12-01', to: null },
      { unitId: unit.memberId, from: '2026-11-21', to: '2026-11-30' },
    ])
    expect((await memberEmployments(staff, unit.memberId)).rows).toContainEqual(
      expect.objectContaining({ personName: '巳样例', to: '2026-11-30' }),
    )
    expect((await memberEmployments(staff, person.memberId)).rows).toHaveLength(2)
    expect((await listPeople(other, { state: 'member' })).rows.map((row) => row.name)).toContain('巳样例')
    expect((await listPeople(unit, { state: 'member' })).rows.map((row) => row.name)).not.toContain('巳样例')
  })
})

describe('who works where follows the record', () => {
  test('GSJL-04 staff correct the employer on request; a member from before the system has one from its first day', async () => {
    const name = await nameOf(unit)
    const { memberId } = await importMember(house.system(), {
      kind: 'person',
      data: { name: '午样例', idCard: idCard(907), employer: name },
      level: 'person',
      joinedOn: '2022-05-06',
    })
    expect((await memberEmployments(staff, memberId)).rows).toMatchObject([{ unitName: name, from: '2022-05-06', to: null }])
    const revision = await inTx(house.system(), async (tx, ctx) => (await memberById(tx, ctx, memberId)).revision)
    const edit = { memberId, revision, reason: '本人书面申请' }
    expect(await refused(updateProfile(staff, { ...edit, data: { employer: '无此示例监理有限公司' } }))).not.toBeNull()
    await updateProfile(staff, { ...edit, data: { employer: await nameOf(other) } })
    expect((await memberEmployments(staff, memberId)).rows).toMatchObject([
      { unitId: other.memberId, from: '2026-12-01', to: null },
      { unitId: unit.memberId, from: '2022-05-06', to: '2026-11-30' },
    ])
    expect((await listPeople(other, { state: 'member', q: '午样例' })).rows).toHaveLength(1)
  })
})

describe('GSJL-15 staff see every unit’s people', () => {
  test('by unit, state and name, masked', async () => {
    const { tabs, unit: of } = await staffTabs(staff, other.memberId)
    expect(of?.name).toBe(await nameOf(other))
    expect(tabs.find((tab) => tab.state === 'member')?.count).toBe(2)
    const { rows } = await staffPeople(staff, { q: '巳样例' })
    expect(rows).toMatchObject([{ name: '巳样例', state: 'member', stateName: '正式会员', unit: { id: other.memberId } }])
    expect(rows[0]?.idCard).toMatch(/^6\*+[\dX]$/)
  })
})
