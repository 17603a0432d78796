import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FormData } from '../../../contract/forms/index.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { myMatters } from '../matters/my-matters.ts'
import { setSeat } from '../members/index.ts'
import { setLevel } from '../members/set-level.ts'
import { type House, handIn, houseOf, pass, unitMember } from '../members/testing/life.ts'
import { demoUnit } from '../members/testing/units.ts'
import { askForPapers, changeRequest, closeRequest, waive } from './ask.ts'
import { readCouncil, readRequest } from './read.ts'
import { remindNow, remindOwing } from './remind.ts'
import { councilSeats } from './seats.ts'
import { installTerms, removeTerm, saveTerm } from './terms.ts'

let world: World
let house: House
let staff: StaffContext
let first: MemberContext
let second: MemberContext
let third: MemberContext

const tenth = '第十届理事会'
const contact: FormData = {
  councilContact: '钱理事',
  councilTitle: '办公室主任',
  councilPhone: '010-00000088',
  councilMobile: '13600000088',
  councilEmail: 'council@example.org',
}

beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
  house = await houseOf(world, 'caq')
  staff = await house.staff()
  await inTx(house.system(), (tx) =>
    tx
      .insertInto('staff_roles')
      .values({ association_id: house.system().association.id, account_id: staff.account.id, role_id: 'secretariat-reviewer' })
      .execute(),
  )
  first = await unitMember(house, demoUnit(1))
  second = await unitMember(house, demoUnit(2))
  third = await unitMember(house, demoUnit(3))
  for (const { memberId } of [first, second])
    await setLevel(staff, { memberId, level: 'vice-president', from: '2026-01-01', reason: '当选' })
}, 60_000)
afterAll(() => world.close())

const offer = async (ctx: MemberContext, kind: string) => (await myMatters(ctx)).offered.find((one) => one.kind === kind)
const day = (value: string) => world.clock.set(`${value}T10:00:00+08:00`)

/** Messages of a sort as they were sent, after the queue has run. */
async function told(template: string): Promise<string[]> {
  await world.drain()
  const rows = await inTx(house.system(), (tx, ctx) =>
    tx
      .selectFrom('messages')
      .select(['channel', 'recipient', 'body'])
      .where('association_id', '=', ctx.association.id)
      .where('template', '=', template)
      .orderBy('id')
      .execute(),
  )
  return rows.map((row) => `${row.channel} ${row.recipient} ${row.body}`)
}

describe('CAQ-16 terms of the council and who holds which post', () => {
  it('the preset’s term is there, and is never put back over what staff made of it', async () => {
    const { terms, usualPosts } = await readCouncil(staff)
    expect(terms).toMatchObject([{ name: tenth, from: '2024-05-20', to: '2029-05-19', current: true, seats: 0, posts: usualPosts }])
    await saveTerm(staff, { name: '第十届', from: '2024-05-20', to: '2029-05-19', posts: usualPosts }, terms[0]?.id ?? '')
    await inTx(house.system(), (tx, ctx) => installTerms(tx, ctx, ctx.association.settings))
    expect((await readCouncil(staff)).terms.map((term) => term.name)).toEqual(['第十届'])
  })

  it('a term renamed takes its posts along; one that has posts can’t be removed, one entered by mistake can', async () => {
    const seat = { post: '副会长', personName: '孙理事', personTitle: '董事长', term: '第十届', from: '2024-05-20', to: '2029-05-19' }
    await setSeat(staff, first.memberId, seat)
    const { terms, usualPosts } = await readCouncil(staff)
    const id = terms[0]?.id ?? ''
    await saveTerm(staff, { name: tenth, from: '2024-05-20', to: '2029-05-19', posts: [...usualPosts, ' 监事长 ', '监事长'] }, id)
    expect((await readCouncil(staff)).terms).toMatchObject([{ name: tenth, seats: 1, posts: [...usualPosts, '监事长'] }])
    expect((await refusal(removeTerm(staff, id))).code).toBe('conflict')
    const next = { name: '第十一届理事会', from: '2029-05-20', to: '2034-05-19', posts: usualPosts }
    const mistake = await saveTerm(staff, next)
    expect((await refusal(saveTerm(staff, next))).code).toBe('already-done')
    expect((await refusal(saveTerm(staff, { ...next, name: '某届', to: '2029-05-01' }))).code).toBe('input-invalid')
    await removeTerm(staff, mistake)
    expect((await readCouncil(staff)).terms.map((term) => term.name)).toEqual([tenth])
  })

  it('the list shows who holds which post, and the units of a council level of whom nobody is entered', async () => {
    const rows = await councilSeats(staff, tenth)
    expect(rows.map((row) => [row.post, row.personName, row.memberId, row.levelName, row.inOffice])).toEqual([
      ['副会长', '孙理事', first.memberId, '副会长单位', true],
      ['', '', second.memberId, '副会长单位', false],
    ])
  })

  it('STAFF-02 who only reads changes nothing, and who works in a branch does not see the council', async () => {
    const reader = await house.staff(['members.read'])
    expect((await readCouncil(reader)).can.edit).toMatch(/权限/)
    expect((await refusal(askForPapers(reader, input([first.memberId])))).code).toBe('not-allowed')
    expect((await refusal(readCouncil({ ...staff, branches: ['somewhere'] }))).code).toBe('not-allowed')
  })
})

const input = (members: string[], dueOn = '2026-12-20') => ({ term: tenth, kinds: ['council-contact'], members, dueOn, note: '请尽快' })

describe('CAQ-16 papers are asked for with a day, and reminded of once before and once after it', () => {
  let id: string

  it('tells the contacts at once; the asked unit may begin the paper though its level would not offer it', async () => {
    expect(await offer(third, 'council-contact')).toBeUndefined()
    expect((await refusal(askForPapers(staff, input([first.memberId], '2026-11-20')))).code).toBe('input-invalid')
    expect((await refusal(askForPapers(staff, { ...input([first.memberId]), kinds: ['admission'] }))).code).toBe('input-invalid')
    id = await askForPapers(staff, input([first.memberId, second.memberId, third.memberId]))
    const lines = await told('papers-asked')
    expect(lines.filter((line) => line.startsWith('email'))).toHaveLength(3)
    expect(lines.every((line) => line.includes('2026-12-20') && line.includes('《理事会联系人》'))).toBe(true)
    expect(await offer(third, 'council-contact')).toMatchObject({ expectedUntil: '2026-12-20', whyNot: null })
    expect((await readCouncil(staff)).requests).toMatchObject([{ id, asked: 3, owing: 3, done: 0, lateDays: 0 }])
    expect((await councilSeats(staff, tenth))[0]?.owes).toEqual(['理事会联系人'])
  })

  it('what is handed in is no longer owed; accepted, it is done and the contact it names is who hears of things', async () => {
    const matter = await handIn(first, { kind: 'council-contact' }, contact)
    expect((await readRequest(staff, id)).members.find((one) => one.memberId === first.memberId)).toMatchObject({
      owes: false,
      papers: [{ state: 'submitted', matterId: matter.id }],
    })
    await pass(staff, matter)
    const { members, owing, done } = await readRequest(staff, id)
    expect([owing, done]).toEqual([2, 1])
    expect(members.find((one) => one.memberId === first.memberId)).toMatchObject({
      contact: { name: '钱理事' },
      papers: [{ state: 'approved' }],
    })
    expect(JSON.stringify(members)).not.toContain('council@example.org')
  })

  it('a week before, whoever owes is reminded once, however often the job runs', async () => {
    day('2026-12-12')
    await remindOwing(house.system())
    expect(await told('papers-due')).toHaveLength(0)
    day('2026-12-14')
    await Promise.all([remindOwing(house.system()), remindOwing(house.system())])
    await remindOwing(house.system())
    expect((await told('papers-due')).filter((line) => line.startsWith('email'))).toHaveLength(2)
  })

  it('after the day, once more, in other words; the home still says so', async () => {
    day('2026-12-21')
    await remindOwing(house.system())
    await remindOwing(house.system())
    const late = (await told('papers-late')).filter((line) => line.startsWith('email'))
    expect(late).toHaveLength(2)
    expect(late[0]).toContain('逾期')
    expect(await offer(second, 'council-contact')).toMatchObject({ expectedUntil: '2026-12-20' })
    expect(await readRequest(staff, id)).toMatchObject({ lateDays: 1 })
  })

  it('staff remind by hand at most once a day', async () => {
    expect(await remindNow(staff, id)).toEqual({ reminded: 2 })
    expect(await remindNow(staff, id)).toEqual({ reminded: 0 })
    expect((await readRequest(staff, id)).can.remind).toMatch(/今天/)
    expect((await told('papers-late')).filter((line) => line.startsWith('email'))).toHaveLength(4)
  })

  it('a later day begins the reminders anew; of whom nothing is asked any more hears nothing', async () => {
    await changeRequest(staff, id, { dueOn: '2027-01-31', note: '' })
    await waive(staff, id, { member: third.memberId, reason: '已书面提交' })
    expect((await offer(third, 'council-contact'))?.expectedUntil).toBeUndefined()
    day('2027-01-25')
    await remindOwing(house.system())
    expect((await told('papers-due')).filter((line) => line.startsWith('email'))).toHaveLength(3)
    expect(await readRequest(staff, id)).toMatchObject({ asked: 3, owing: 1, done: 1, waived: 1 })
  })

  it('asked again for the next term, what was accepted before is asked anew', async () => {
    const again = await askForPapers(staff, input([first.memberId], '2027-06-30'))
    expect(await readRequest(staff, again)).toMatchObject({ owing: 1, done: 0 })
    await told('papers-asked')
    const sent = (await told('papers-asked')).filter((line) => line.includes('council@example.org'))
    expect(sent).toHaveLength(1)
    expect(await offer(first, 'council-contact')).toMatchObject({ expectedUntil: '2027-06-30', whyNot: null })
  })

  it('closed, nobody is reminded and nothing can be changed', async () => {
    await closeRequest(staff, id)
    expect((await refusal(remindNow(staff, id))).code).toBe('conflict')
    expect((await refusal(changeRequest(staff, id, { dueOn: '2027-03-01', note: '' }))).code).toBe('conflict')
    day('2027-02-10')
    await remindOwing(house.system())
    expect((await told('papers-late')).filter((line) => line.startsWith('email'))).toHaveLength(4)
  })
})
