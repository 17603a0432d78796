import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DemoUnit } from '../../../demo/units.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { closeTypesetter } from '../../../kernel/typeset/index.ts'
import { codeOnItsWay, readPicture } from '../../../testing/proofs.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { createAccount, findByMobile, hashPassword, openSession, requestCode } from '../../accounts/index.ts'
import { contactsOf, firstLogin, linkAccount, principalOf } from '../../members/index.ts'
import { demoUnit, imported } from '../../members/testing/units.ts'
import { addFile, beginClaim, submitClaim } from './claim.ts'
import { clearDrafts } from './clear.ts'
import { listTakeovers, readTakeover, readTakeoverFile } from './console.ts'
import { approveTakeover, refuseTakeover } from './decide.ts'
import { takeoverLetter } from './letter.ts'
import { claimsOnMine, lookAtClaim, objectAsHolder, objectByLink } from './object.ts'

let world: World
let staff: StaffContext
let hash: string
let scan: Buffer
let start: Date
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
  hash = await hashPassword('Old_word_1')
  scan = await sharp({ create: { width: 600, height: 800, channels: 3, background: '#ddeeff' } })
    .jpeg()
    .toBuffer()
})
afterAll(async () => {
  await world?.close()
  await closeTypesetter()
})
beforeEach(() => {
  start = new Date(world.clock.now().getTime() + 48 * 3600_000)
  world.clock.set(start)
})

const visitor = () => world.contexts.public()
const system = () => world.contexts.system()
let used = 300
let mobiles = 0
const mobile = () => `1370000${String(++mobiles).padStart(4, '0')}`

/** A member unit whose contact signs in. */
async function unitWithHolder() {
  const unit = demoUnit(++used)
  const { memberId } = await imported(world, unit)
  const accountId = await inTx(system(), async (tx, ctx) => {
    const identifiers = [{ kind: 'mobile' as const, value: unit.mobile, confirmed: true }]
    const id = await createAccount(tx, ctx, { name: unit.person, passwordHash: hash, identifiers })
    await linkAccount(tx, ctx, id, [memberId])
    return id
  })
  return { unit, memberId, accountId }
}

async function confirmed(number: string) {
  await requestCode(visitor(), { mobile: number, purpose: 'takeover', challenge: await readPicture(visitor()) })
  return (await codeOnItsWay(world.url, number)) ?? ''
}

async function claim(unit: Pick<DemoUnit, 'name' | 'creditCode'>, asker = mobile(), name = '新示例') {
  const code = await confirmed(asker)
  const { token } = await beginClaim(visitor(), { unitName: unit.name, creditCode: unit.creditCode, name, mobile: asker, code })
  for (const slot of ['licence', 'letter'] as const) await addFile(visitor(), { token, slot }, { name: '扫描.jpg', bytes: scan })
  const answer = await submitClaim(visitor(), token)
  await world.drain()
  const { rows } = await listTakeovers(staff, {})
  const row = rows.find((one) => one.number === answer.number)
  if (!row) throw new Error('the claim is not in the queue')
  return { id: row.id, answer, asker }
}

const sent = (to: string) =>
  inTx(system(), (tx) =>
    tx.selectFrom('messages').select(['template', 'body', 'variables']).where('recipient', '=', to).orderBy('created_at').execute(),
  )
const linkTo = async (to: string) => {
  const notice = (await sent(to)).find((one) => one.template === 'takeover-asked')
  return String((notice?.variables as { link?: string } | undefined)?.link ?? '').split('#')[1] ?? ''
}
/** The first day on which staff may approve. */
const afterTheWait = () => world.clock.set(new Date(start.getTime() + 14 * 24 * 3600_000))

describe('taking over an account when the contact has left', () => {
  test('the answer and the message are the same for a member and for nobody', async () => {
    const { unit } = await unitWithHolder()
    const stranger = demoUnit(900)
    const [one, two] = [await claim(unit), await claim(stranger)]
    expect({ ...one.answer, number: '' }).toEqual({ ...two.answer, number: '' })
    const words = async (asker: string, name: string, number: string) =>
      (await sent(asker))
        .filter((each) => each.template === 'takeover-received')
        .map((each) => each.body.replaceAll(name, '').replaceAll(number, ''))
    expect(await words(one.asker, unit.name, one.answer.number)).toEqual(await words(two.asker, stranger.name, two.answer.number))
    expect(await readTakeover(staff, two.id)).toMatchObject({
      known: false,
      member: null,
      can: { approve: expect.stringContaining('没有找到') },
    })
  })

  test('whoever signs in for the unit is told at once, and objects by the link or signed in', async () => {
    const { unit, memberId, accountId } = await unitWithHolder()
    const { id } = await claim(unit)
    const token = await linkTo(unit.mobile)
    expect(await lookAtClaim(visitor(), token)).toMatchObject({ unitName: unit.name, personName: '新示例', objected: false })
    await objectByLink(visitor(), { token, reason: '我仍在职，没有授权任何人' })
    await expect(objectByLink(visitor(), { token, reason: '再说一次' })).rejects.toMatchObject({ code: 'already-done' })
    const holder = world.contexts.member(accountId, memberId)
    expect((await claimsOnMine(holder)).rows).toMatchObject([{ id, objected: true }])
    await expect(objectAsHolder(holder, id, '重复')).rejects.toMatchObject({ code: 'already-done' })
    await world.drain()
    expect(await readTakeover(staff, id)).toMatchObject({ objections: 1 })
    const alerts = await inTx(system(), (tx) => tx.selectFrom('alerts').select('title').where('member_id', '=', memberId).execute())
    expect(alerts.map((one) => one.title)).toEqual([`${unit.person}对接管${unit.name}的账号提出异议`])
    const other = await unitWithHolder()
    const outsider = world.contexts.member(other.accountId, other.memberId)
    expect((await claimsOnMine(outsider)).rows).toEqual([])
    await expect(objectAsHolder(outsider, id, '不相干')).rejects.toMatchObject({ code: 'not-found' })
    afterTheWait()
    await expect(approveTakeover(staff, { id, remove: [], contact: false, reason: '' })).rejects.toMatchObject({ code: 'input-invalid' })
    expect((await approveTakeover(staff, { id, remove: [], contact: false, reason: '已电话核实' })).state).toBe('approved')
  })

  test('nothing is approved before the waiting time is over; then the new account gets the unit and the old one loses it', async () => {
    const { unit, memberId, accountId } = await unitWithHolder()
    await inTx(system(), (tx, ctx) => openSession(tx, ctx, accountId, memberId))
    const { id, asker } = await claim(unit)
    const early = approveTakeover(staff, { id, remove: [accountId], contact: true, reason: '' })
    await expect(early).rejects.toMatchObject({ code: 'not-ready' })
    expect((await readTakeover(staff, id)).can.approve).toContain('等待期')
    afterTheWait()
    const seen = await readTakeover(staff, id)
    expect(seen).toMatchObject({ open: true, accounts: [{ id: accountId, principal: true }], can: { approve: null } })
    expect((await readTakeoverFile(staff, { id, fileId: seen.files[0]?.id ?? '' })).mediaType).toBe('image/jpeg')
    await approveTakeover(staff, { id, remove: [accountId], contact: true, reason: '' })
    await world.drain()
    const state = await inTx(system(), async (tx, ctx) => ({
      own: await principalOf(tx, ctx, memberId),
      fresh: await findByMobile(tx, ctx, asker),
      acting: await tx.selectFrom('account_members').select('account_id').where('member_id', '=', memberId).execute(),
      sessions: await tx.selectFrom('sessions').select('token_hash').where('account_id', '=', accountId).execute(),
      contacts: await contactsOf(tx, ctx, memberId),
      log: await tx.selectFrom('audit_log').select('action').where('subject_id', 'in', [id, accountId, memberId]).execute(),
    }))
    expect(state.own).toBe(state.fresh?.id)
    expect(state.acting).toEqual([{ account_id: state.fresh?.id }])
    expect(state.sessions).toEqual([])
    expect(state.contacts[0]).toMatchObject({ name: '新示例', mobile: asker })
    expect(state.contacts.map((one) => one.mobile)).not.toContain(unit.mobile)
    expect(state.log.map((one) => one.action)).toEqual(
      expect.arrayContaining(['takeover.asked', 'takeover.approved', 'account.unlinked', 'member.contact-changed']),
    )
    expect((await sent(asker)).map((one) => one.template)).toEqual(expect.arrayContaining(['account-invited', 'takeover-approved']))
    // Nor does 首次登录 let the former contact in again.
    await expect(firstLogin(visitor(), { mobile: unit.mobile, code: '000000', password: 'Back_again_1' })).rejects.toMatchObject({
      code: 'code-wrong',
    })
  })

  test('the old account may stay beside the new one', async () => {
    const { unit, memberId, accountId } = await unitWithHolder()
    const { id, asker } = await claim(unit)
    afterTheWait()
    await approveTakeover(staff, { id, remove: [], contact: true, reason: '' })
    const { own, acting, fresh } = await inTx(system(), async (tx, ctx) => ({
      own: await principalOf(tx, ctx, memberId),
      fresh: await findByMobile(tx, ctx, asker),
      acting: await tx.selectFrom('account_members').select('account_id').where('member_id', '=', memberId).execute(),
    }))
    expect(own).toBe(fresh?.id)
    expect(acting.map((one) => one.account_id).sort()).toEqual([accountId, fresh?.id ?? ''].sort())
  })

  test('two of staff decide once; what was refused is told with its reason', async () => {
    const { unit } = await unitWithHolder()
    const { id, asker } = await claim(unit)
    afterTheWait()
    const both = await Promise.allSettled([
      approveTakeover(staff, { id, remove: [], contact: false, reason: '' }),
      refuseTakeover(await world.contexts.staff(), id, '授权函没有盖章'),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const other = await claim((await unitWithHolder()).unit)
    await refuseTakeover(staff, other.id, '授权函没有盖章')
    await world.drain()
    expect((await sent(other.asker)).at(-1)?.body).toContain('授权函没有盖章')
    expect(asker).not.toBe(other.asker)
  })

  test('a claim without papers, without the code, with a wrong credit code, or twice too often is refused', async () => {
    const { unit } = await unitWithHolder()
    const asker = mobile()
    const body = { unitName: unit.name, creditCode: unit.creditCode, name: '新示例', mobile: asker }
    await expect(beginClaim(visitor(), { ...body, code: '123456' })).rejects.toMatchObject({ code: 'code-wrong' })
    await expect(beginClaim(visitor(), { ...body, creditCode: '91350100M000100Y44', code: '1' })).rejects.toMatchObject({
      code: 'input-invalid',
    })
    const { token } = await beginClaim(visitor(), { ...body, code: await confirmed(asker) })
    await expect(submitClaim(visitor(), token)).rejects.toMatchObject({ code: 'not-ready' })
    await expect(
      addFile(visitor(), { token, slot: 'letter' }, { name: 'x.pdf', bytes: Buffer.from('MZ not a paper') }),
    ).rejects.toMatchObject({ code: 'wrong-file' })
    await expect(addFile(visitor(), { token: 'guessed', slot: 'letter' }, { name: 'x.jpg', bytes: scan })).rejects.toMatchObject({
      code: 'not-found',
    })
    const tries = Array.from({ length: 9 }, () => beginClaim(visitor(), { ...body, code: '1' }).catch((error) => error.code))
    expect(await Promise.all(tries)).toContain('too-many')
  })

  test('what was begun and never handed in is forgotten with its papers', async () => {
    const { unit } = await unitWithHolder()
    const asker = mobile()
    const { token } = await beginClaim(visitor(), {
      unitName: unit.name,
      creditCode: unit.creditCode,
      name: '新示例',
      mobile: asker,
      code: await confirmed(asker),
    })
    await addFile(visitor(), { token, slot: 'licence' }, { name: '执照.jpg', bytes: scan })
    world.clock.set(new Date(start.getTime() + 3 * 24 * 3600_000))
    await clearDrafts(system())
    const left = await inTx(system(), (tx) => tx.selectFrom('takeovers').select('id').where('mobile', '=', asker).execute())
    expect(left).toEqual([])
  })

  test('is closed to who may not; the letter to stamp is there for everybody', async () => {
    const reader = await world.contexts.staff(['members.read'])
    await expect(listTakeovers(reader, {})).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await takeoverLetter(visitor())).bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })
})
