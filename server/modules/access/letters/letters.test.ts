import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { closeTypesetter } from '../../../kernel/typeset/index.ts'
import { codeOnItsWay, readPicture } from '../../../testing/proofs.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { findByMobile, requestCode } from '../../accounts/index.ts'
import { signIn } from '../../accounts/login.ts'
import { principalOf } from '../../members/index.ts'
import { demoUnit, imported } from '../../members/testing/units.ts'
import { activateLetter, joinByLetter, lookAtLetter } from './activate.ts'
import { readBatch } from './batches.ts'
import { countLetters, listLetters } from './list.ts'
import { orderLetters, previewLetters } from './order.ts'
import { printBatch, printLetter } from './paper.ts'
import { forgetCodes, voidLetter } from './void.ts'

let world: World
let staff: StaffContext
let start: Date
beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
  staff = await world.contexts.staff()
})
afterAll(async () => {
  await world?.close()
  await closeTypesetter()
})
// Limits of a day begin anew.
beforeEach(() => {
  start = new Date(world.clock.now().getTime() + 48 * 3600_000)
  world.clock.set(start)
})

const password = 'Own_word_1'
const visitor = () => world.contexts.public()
let used = 100
const member = async () => (await imported(world, demoUnit(++used))).memberId
const nameOf = (unit = used) => demoUnit(unit).name

async function read(file: { bytes: Buffer }): Promise<{ text: string; pages: number }> {
  const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(file.bytes)), { mergePages: true })
  return { text: text.replace(/[\s​]/g, ''), pages: totalPages }
}
const codesIn = (text: string) => text.match(/[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}/g) ?? []

async function issue(ids: string[], renew = false) {
  const { id } = await orderLetters(staff, { ids, renew })
  await world.drain()
  return readBatch(staff, id)
}

/** As staff would: the letter is printed, the code read off it. */
async function codeFor(memberId: string, renew = false): Promise<string> {
  const batch = await issue([memberId], renew)
  const [code] = codesIn((await read(await printBatch(staff, batch.id))).text)
  if (!code) throw new Error('no code in the letter')
  return code
}
const rowOf = async (memberId: string) =>
  (await listLetters(staff, { q: nameOf(), limit: 100 })).rows.find((row) => row.memberId === memberId)

describe('accounts are issued in bulk (GSJL-05, CAQ-03)', () => {
  test('staff see who would get a letter and who not and why, and nothing happens yet', async () => {
    const fresh = await member()
    const holder = await member()
    await activateLetter(visitor(), { code: await codeFor(holder), name: '张示例', password })
    const sent = await member()
    await codeFor(sent)
    const preview = await previewLetters(staff, { ids: [fresh, holder, sent] })
    expect(preview).toMatchObject({ count: 1, voids: 0, leftCount: 2, more: false })
    expect(Object.fromEntries(preview.left.map((one) => [one.memberId, one.why]))).toEqual({
      [holder]: '已有可以登录的账号',
      [sent]: '激活码已经发出，还没有过期',
    })
    expect(await previewLetters(staff, { ids: [fresh, sent], renew: true })).toMatchObject({ count: 2, voids: 1, leftCount: 0 })
    expect((await rowOf(sent))?.state).toBe('waiting')
  })

  test('each gets a page of its own with name, login, address, code and validity; the code is kept as a hash alone', async () => {
    const ids = [await member(), await member(), await member()]
    const batch = await issue(ids)
    expect(batch).toMatchObject({ total: 3, issued: 3, used: 0, whyNotPrinted: null })
    expect(batch.doneAt).not.toBeNull()
    const { text, pages } = await read(await printBatch(staff, batch.id))
    expect(pages).toBe(3)
    const codes = codesIn(text)
    expect(new Set(codes).size).toBe(3)
    for (const said of [nameOf(), '中国质量协会', '企业登录', '/caq/activate', '2027年', '010-00000020']) expect(text).toContain(said)
    expect(text).not.toContain('123456')
    const rows = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('letters').selectAll().where('batch_id', '=', batch.id).execute(),
    )
    for (const code of codes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
    const one = await rowOf(ids[2] ?? '')
    expect((await read(await printLetter(staff, one?.letterId ?? ''))).pages).toBe(1)
  })

  test('everybody without an account, by one choice', async () => {
    await member()
    const before = await countLetters(staff, { kind: 'unit' })
    const waiting = (before.none ?? 0) + (before.expired ?? 0)
    expect(waiting).toBeGreaterThan(0)
    expect((await previewLetters(staff, { kind: 'unit' })).count).toBe(waiting)
    const { id } = await orderLetters(staff, { kind: 'unit' })
    await world.drain()
    expect((await readBatch(staff, id)).issued).toBe(waiting)
    expect(await countLetters(staff, { kind: 'unit' })).toMatchObject({ none: 0, expired: 0 })
    await expect(orderLetters(staff, { kind: 'unit' })).rejects.toMatchObject({ code: 'not-ready' })
  })

  test('two who issue at the same moment never give two codes that open', async () => {
    const id = await member()
    const other = await world.contexts.staff()
    await Promise.all([orderLetters(staff, { ids: [id] }), orderLetters(other, { ids: [id] })])
    await Promise.all([world.drain(), world.drain()])
    const live = await inTx(world.contexts.system(), (tx) =>
      tx
        .selectFrom('letters')
        .select('id')
        .where('member_id', '=', id)
        .where('used_at', 'is', null)
        .where('voided_at', 'is', null)
        .execute(),
    )
    expect(live).toHaveLength(1)
    await Promise.all([orderLetters(staff, { ids: [id], renew: true }), orderLetters(other, { ids: [id], renew: true })])
    await Promise.all([world.drain(), world.drain()])
    const after = await inTx(world.contexts.system(), (tx) =>
      tx
        .selectFrom('letters')
        .select('id')
        .where('member_id', '=', id)
        .where('used_at', 'is', null)
        .where('voided_at', 'is', null)
        .execute(),
    )
    expect(after).toHaveLength(1)
  })

  test('what is printed once can be printed again for some days, then nobody knows the codes', async () => {
    const id = await member()
    const batch = await issue([id])
    await printBatch(staff, batch.id)
    world.clock.set(new Date(start.getTime() + 5 * 24 * 3600_000))
    await expect(printBatch(staff, batch.id)).rejects.toMatchObject({ code: 'not-ready' })
    await forgetCodes(world.contexts.system())
    const [row] = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('letters').select('sealed').where('member_id', '=', id).execute(),
    )
    expect(row?.sealed).toBeNull()
    await expect(world.kernel.files.get(`${world.association.id}/letters/${batch.id}.key`)).rejects.toThrow()
  })

  test('one member is not flooded with letters', async () => {
    const id = await member()
    for (let at = 0; at < 5; at++) await issue([id], true)
    expect((await issue([id], true)).left[0]?.why).toContain('一天内已发放 5 次')
  })

  test('is closed to who may not', async () => {
    const reader = await world.contexts.staff(['members.read'])
    await expect(orderLetters(reader, { kind: 'unit' })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(previewLetters(reader, { kind: 'unit' })).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('the letter is followed (CAQ-03)', () => {
  test('an old member sets a password of its own, is in, and signs in by its full name afterwards', async () => {
    const id = await member()
    const code = await codeFor(id)
    expect(await lookAtLetter(visitor(), code.toLowerCase())).toMatchObject({ member: nameOf(), mobile: false, kind: 'unit' })
    const opened = await activateLetter(visitor(), { code: ` ${code} `, name: '钱示例', password })
    expect(opened).toMatchObject({ home: 'portal', needsEmail: true })
    expect((await rowOf(id))?.state).toBe('active')
    const again = await signIn(visitor(), { tab: 'unit', identifier: nameOf(), password, challenge: await readPicture(visitor()) })
    expect(again.home).toBe('portal')
  })

  test('a code opens once, though two come at the same moment', async () => {
    const code = await codeFor(await member())
    const both = await Promise.allSettled(['甲示例', '乙示例'].map((name) => activateLetter(visitor(), { code, name, password })))
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(lookAtLetter(visitor(), code)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a new letter voids the earlier; a voided and a late one open nothing, and say the same', async () => {
    const id = await member()
    const first = await codeFor(id)
    const second = await codeFor(id, true)
    const words: string[] = []
    const refused = async (code: string) =>
      words.push(
        await lookAtLetter(visitor(), code).then(
          () => 'opened',
          (error: Error) => error.message,
        ),
      )
    await refused(first)
    await lookAtLetter(visitor(), second)
    const letterId = (await rowOf(id))?.letterId ?? ''
    await voidLetter(staff, letterId)
    await expect(voidLetter(staff, letterId)).rejects.toMatchObject({ code: 'already-done' })
    await refused(second)
    const third = await codeFor(id)
    world.clock.set(new Date(start.getTime() + 61 * 24 * 3600_000))
    await refused(third)
    await refused('AAAA-AAAA-AAAA-AAAA')
    expect(new Set(words).size).toBe(1)
    expect(words[0]).toContain('重新发放')
    expect((await rowOf(id))?.state).toBe('expired')
  })

  test('who tries codes is stopped', async () => {
    const tries = Array.from({ length: 61 }, (_, at) => lookAtLetter(visitor(), `WRONG${at}`).catch((error) => error.code))
    expect((await Promise.all(tries)).filter((code) => code === 'too-many')).toHaveLength(1)
  })

  test('one account for several units: who is signed in takes one more', async () => {
    const [one, two] = [await member(), await member()]
    await activateLetter(visitor(), { code: await codeFor(one), name: '孙示例', password })
    const accountId = await inTx(world.contexts.system(), (tx, ctx) => principalOf(tx, ctx, one))
    const holder = world.contexts.member(accountId ?? '', one)
    expect(await joinByLetter(holder, await codeFor(two))).toEqual({ id: two })
    expect(await inTx(world.contexts.system(), (tx, ctx) => principalOf(tx, ctx, two))).toBe(accountId)
  })
})

describe('where a mobile is asked for (GSJL-05)', () => {
  let house: World
  beforeAll(async () => {
    house = await testWorld({ presets: ['gsjl'] })
  })
  afterAll(() => house?.close())

  test('it is confirmed by a code and finds the password again; a number that has an account is sent to sign in', async () => {
    const clerk = await house.contexts.staff()
    const ctx = house.contexts.public()
    const mobile = '13600001234'
    const codes: string[] = []
    for (const index of [1, 2]) {
      const { memberId } = await imported(house, demoUnit(index), { level: 'unit' })
      const { id } = await orderLetters(clerk, { ids: [memberId] })
      await house.drain()
      codes.push(codesIn((await read(await printBatch(clerk, id))).text)[0] ?? '')
    }
    const [code = '', other = ''] = codes
    await expect(activateLetter(ctx, { code, name: '马示例', password })).rejects.toMatchObject({ code: 'input-invalid' })
    await requestCode(ctx, { mobile, purpose: 'activate', challenge: await readPicture(ctx) })
    const smsCode = (await codeOnItsWay(house.url, mobile)) ?? ''
    await expect(activateLetter(ctx, { code, name: '马示例', mobile, smsCode: '000000x', password })).rejects.toMatchObject({
      code: 'code-wrong',
    })
    await activateLetter(ctx, { code, name: '马示例', mobile, smsCode, password })
    expect((await inTx(house.contexts.system(), (tx, inside) => findByMobile(tx, inside, mobile)))?.name).toBe('马示例')
    await expect(activateLetter(ctx, { code: other, name: '马示例', mobile, smsCode: '1', password })).rejects.toMatchObject({
      code: 'already-done',
      detail: { reason: 'mobile-registered' },
    })
  })
})
