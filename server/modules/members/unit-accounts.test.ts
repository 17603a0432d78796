import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { hashPassword, openSession } from '../accounts/index.ts'
import { principalOf } from './link.ts'
import { applicant, approve, demoUnit } from './testing/units.ts'
import { handOver, inviteAgain, inviteToUnit, removeFromUnit, unitAccounts } from './unit-accounts.ts'

let world: World
const password = 'Right_word_1'
beforeAll(async () => {
  world = await testWorld()
})
afterAll(() => world?.close())

const system = () => world.contexts.system()
let used = 500
async function unit() {
  const { ctx, matter } = await applicant(world, demoUnit(++used))
  await approve(world, matter)
  await setPassword(ctx.account.id)
  return ctx
}
const setPassword = async (id: string) => {
  const password_hash = await hashPassword(password)
  await inTx(system(), (tx) => tx.updateTable('accounts').set({ password_hash }).where('id', '=', id).execute())
}
let mobiles = 0
/** A unit with a colleague who has been let in. */
async function withColleague() {
  const own = await unit()
  await inviteToUnit(own, { name: '同事乙', mobile: `1350000${String(++mobiles).padStart(4, '0')}` })
  const colleague = (await unitAccounts(own)).rows.find((row) => !row.self)
  if (!colleague) throw new Error('nobody was let in')
  return { own, colleague, theirs: world.contexts.member(colleague.id, own.memberId, '同事乙') }
}

test('the unit’s own account sees who can sign in, lets a colleague in and sends the link again', async () => {
  const { own, colleague } = await withColleague()
  const { rows, whyNotInvite } = await unitAccounts(own)
  expect(whyNotInvite).toBeNull()
  expect(rows.map((row) => [row.self, row.principal, row.activated])).toEqual([
    [true, true, true],
    [false, false, false],
  ])
  expect(colleague.mobile).toContain('****')
  expect(colleague.can).toMatchObject({ remove: null, invite: null, handOver: '对方还没有设置密码' })
  await inviteAgain(own, colleague.id)
  await setPassword(colleague.id)
  await expect(inviteAgain(own, colleague.id)).rejects.toMatchObject({ code: 'already-done' })
})

test('a colleague lets nobody in or out, and may go', async () => {
  const { own, colleague, theirs } = await withColleague()
  await expect(inviteToUnit(theirs, { name: '同事丙', mobile: '13500009999' })).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(removeFromUnit(theirs, own.account.id)).rejects.toMatchObject({ code: 'not-ready' })
  await expect(handOver(theirs, colleague.id, password)).rejects.toMatchObject({ code: 'not-allowed' })
  await removeFromUnit(theirs, colleague.id)
  expect((await unitAccounts(own)).rows).toHaveLength(1)
})

test('who is removed is signed out at once; another unit’s accounts do not exist', async () => {
  const { own, colleague } = await withColleague()
  await inTx(system(), (tx, ctx) => openSession(tx, ctx, colleague.id, own.memberId))
  await expect(removeFromUnit(await unit(), colleague.id)).rejects.toMatchObject({ code: 'not-found' })
  await removeFromUnit(own, colleague.id)
  const sessions = await inTx(system(), (tx) =>
    tx.selectFrom('sessions').select('token_hash').where('account_id', '=', colleague.id).execute(),
  )
  expect(sessions).toEqual([])
  await expect(removeFromUnit(own, own.account.id)).rejects.toMatchObject({ code: 'not-ready' })
})

test('the unit’s own account is handed over with the password, once', async () => {
  const { own, colleague, theirs } = await withColleague()
  await expect(handOver(own, colleague.id, password)).rejects.toMatchObject({ code: 'not-ready' })
  await setPassword(colleague.id)
  await expect(handOver(own, colleague.id, 'Wrong_word_1')).rejects.toMatchObject({ code: 'input-invalid' })
  await handOver(own, colleague.id, password)
  expect(await inTx(system(), (tx, ctx) => principalOf(tx, ctx, own.memberId))).toBe(colleague.id)
  await expect(handOver(own, colleague.id, password)).rejects.toMatchObject({ code: 'not-allowed' })
  expect((await unitAccounts(theirs)).whyNotInvite).toBeNull()
})
