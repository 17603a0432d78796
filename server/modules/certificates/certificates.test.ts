import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder } from '../dues/index.ts'
import { payerOf } from '../dues/testing.ts'
import { leave, setLevel } from '../members/index.ts'
import { listMembers } from '../members/search.ts'
import { applicant, demoUnit, elsewhere, imported } from '../members/testing/units.ts'
import { downloadCertificate, ownCertificate } from './download.ts'
import { signNumber } from './signature.ts'
import { verifyCertificate } from './verify.ts'

let world: World
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
})
afterAll(async () => {
  await closeTypesetter()
  await world.close()
})
beforeEach(() => world.clock.set('2026-11-21T10:00:00+08:00'))

let used = 200
async function member() {
  const unit = demoUnit(used++)
  const { memberId, number } = await imported(world, unit, { joinedOn: '2024-03-05' })
  return { unit, number, ctx: world.contexts.member(newId(), memberId, unit.person) }
}
async function pay(ctx: MemberContext, unit: ReturnType<typeof demoUnit>, year: number) {
  const id = await openOrder(ctx, { years: [year], payer: payerOf(unit), method: 'transfer' })
  await confirmPayment(staff, id, { amountFen: 300000, receivedOn: world.clock.today(), note: '' })
}
const sign = (number: string) => inTx(world.contexts.system(), (tx, ctx) => signNumber(tx, ctx, number))
const look = async (number: string, signature?: string) =>
  verifyCertificate(world.contexts.public(), number, signature ?? (await sign(number)))

describe('CACEM-12 电子会员证', () => {
  test('carries name, number, level, validity and the code’s address; each download is in the log', async () => {
    const { ctx, unit, number } = await member()
    await chargeYear(staff, 2026)
    await pay(ctx, unit, 2026)
    const { bytes, mediaType, name } = await downloadCertificate(ctx)
    expect([mediaType, name]).toEqual(['application/pdf', `电子会员证-${unit.name}.pdf`])
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    const plain = text.replace(/\s/g, '')
    for (const part of [
      unit.name,
      number,
      unit.creditCode,
      '普通会员单位',
      '2026年1月1日至2026年12月31日',
      '2026年11月21日',
      '中国施工企业管理协会',
    ])
      expect(plain).toContain(part)
    const lines = await inTx(ctx, (tx, ctx) =>
      tx
        .selectFrom('audit_log')
        .select('action')
        .where('association_id', '=', ctx.association.id)
        .where('subject_id', '=', ctx.memberId)
        .execute(),
    )
    expect(lines.map((line) => line.action)).toContain('certificate.downloaded')
  })

  test('is the same paper when nothing changed', async () => {
    const { ctx } = await member()
    const [first, second] = [await downloadCertificate(ctx), await downloadCertificate(ctx)]
    expect(second.bytes.equals(first.bytes)).toBe(true)
  })

  test('is not given to an applicant, nor to one that left, nor while dues are missed', async () => {
    const waiting = await applicant(world, demoUnit(used++))
    expect(await refusal(downloadCertificate(waiting.ctx))).toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('入会申请通过后'),
    })
    const gone = await member()
    await leave(staff, { memberId: gone.ctx.memberId, leftOn: '2026-11-21', reason: '自愿退会' })
    expect(await refusal(downloadCertificate(gone.ctx))).toMatchObject({ message: expect.stringContaining('已退会') })
    const late = await member()
    await chargeYear(staff, 2025)
    expect(await ownCertificate(late.ctx)).toMatchObject({ state: 'lapsed', whyNot: expect.stringContaining('会费未缴') })
    expect(await refusal(downloadCertificate(late.ctx))).toMatchObject({ code: 'not-ready' })
  })
})

describe('CACEM-12 the page behind the QR code tells what is so today', () => {
  test('valid, then lapsed by itself when a year was not paid, valid again when it is', async () => {
    const { ctx, unit, number } = await member()
    await chargeYear(staff, 2026)
    await pay(ctx, unit, 2026)
    expect(await look(number)).toMatchObject({
      state: 'valid',
      name: unit.name,
      number,
      levelName: '普通会员单位',
      joinedOn: '2024-03-05',
      through: '2026-12-31',
      today: '2026-11-21',
    })
    world.clock.set('2027-02-01T10:00:00+08:00')
    await chargeYear(staff, 2027)
    expect(await look(number)).toMatchObject({ state: 'valid', today: '2027-02-01' })
    world.clock.set('2028-01-02T10:00:00+08:00')
    expect(await look(number)).toMatchObject({ state: 'lapsed', through: '2026-12-31' })
    await pay(ctx, unit, 2027)
    expect((await look(number)).state).toBe('valid')
  })

  test('a new level at once, and one that left as gone', async () => {
    const { ctx, number } = await member()
    await setLevel(staff, { memberId: ctx.memberId, level: 'director', from: '2026-11-21', reason: '增补' })
    expect(await look(number)).toMatchObject({ levelName: '理事单位' })
    await leave(staff, { memberId: ctx.memberId, leftOn: '2026-11-21', reason: '自愿退会' })
    expect(await look(number)).toMatchObject({ state: 'left', leftOn: '2026-11-21', levelName: '理事单位' })
  })

  test('every forgery gets the same answer: wrong number, wrong signature, none, another association’s', async () => {
    const { number } = await member()
    const there = await elsewhere(world)
    const foreign = await inTx(there.system(), (tx, ctx) => signNumber(tx, ctx, number))
    expect(foreign).not.toBe(await sign(number))
    const own = await sign(number)
    const tries: [string, string][] = [
      ['209900001', await sign('209900001')],
      ['209900001', own],
      [number, ''],
      [number, `${own.startsWith('x') ? 'y' : 'x'}${own.slice(1)}`],
      [number, `${own}A`],
      [number, foreign],
      ['', ''],
    ]
    const answers = await Promise.all(tries.map(([wrong, signature]) => refusal(look(wrong, signature))))
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body()))).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'not-found', message: expect.stringContaining('未查到') })
    expect(await refusal(verifyCertificate(there.public(), number, own))).toMatchObject({ code: 'not-found' })
  })

  test('is limited per address', async () => {
    const { number } = await member()
    const visitor = { ...world.contexts.public(), origin: { requestId: 'r', address: '198.51.100.9', userAgent: 'test' } }
    const signature = await sign(number)
    for (let at = 0; at < 60; at++) await verifyCertificate(visitor, number, signature)
    expect(await refusal(verifyCertificate(visitor, number, signature))).toMatchObject({ code: 'too-many' })
    world.clock.set('2026-11-21T10:11:00+08:00')
    expect((await verifyCertificate(visitor, number, signature)).number).toBe(number)
  })
})

test('STAFF-03 the list’s dues state follows charges and payments by itself', async () => {
  const { ctx, unit } = await member()
  const state = async () => (await listMembers(staff, { q: unit.creditCode })).rows.map((row) => [row.dues, row.paidThrough])
  const filtered = async (dues: 'paid' | 'arrears' | 'none') => (await listMembers(staff, { q: unit.creditCode, dues })).rows.length
  expect(await state()).toEqual([['none', null]])
  await chargeYear(staff, 2026)
  expect(await state()).toEqual([['arrears', null]])
  expect([await filtered('paid'), await filtered('arrears'), await filtered('none')]).toEqual([0, 1, 0])
  await pay(ctx, unit, 2026)
  expect(await state()).toEqual([['paid', '2026-12-31']])
  expect([await filtered('paid'), await filtered('arrears'), await filtered('none')]).toEqual([1, 0, 0])
})
