import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { inviteColleague } from './colleagues.ts'
import { principalOf } from './link.ts'
import { applicant, approve, demoUnit } from './testing/units.ts'

let world: World
beforeAll(async () => {
  world = await testWorld()
})
afterAll(() => world?.close())

let used = 0
async function unit() {
  const { ctx, matter } = await applicant(world, demoUnit(++used))
  await approve(world, matter)
  return ctx
}
let mobiles = 0
const colleague = (mobile = `1360000${String(++mobiles).padStart(4, '0')}`) => ({ name: '同事甲', mobile })

test('a colleague gets an account of the own mobile, invited by a link; the unit’s own account stays the first', async () => {
  const ctx = await unit()
  const { accountId, invitation } = await inTx(ctx, (tx, inside) => inviteColleague(tx, inside, ctx.memberId, colleague()))
  expect(invitation?.path).toMatch(new RegExp(`^/${world.association.slug}/activate#`))
  const { rows, own } = await inTx(world.contexts.system(), async (tx, inside) => ({
    rows: await tx.selectFrom('account_members').select('account_id').where('member_id', '=', ctx.memberId).execute(),
    own: await principalOf(tx, inside, ctx.memberId),
  }))
  expect(rows.map((row) => row.account_id).sort()).toEqual([ctx.account.id, accountId].sort())
  expect(own).toBe(ctx.account.id)
})

test('one account acts for several units: who has a password is linked and not invited again', async () => {
  const [one, two] = [await unit(), await unit()]
  const mobile = colleague()
  const first = await inTx(one, (tx, inside) => inviteColleague(tx, inside, one.memberId, mobile))
  await inTx(world.contexts.system(), (tx) =>
    tx.updateTable('accounts').set({ password_hash: 'hash' }).where('id', '=', first.accountId).execute(),
  )
  const second = await inTx(two, (tx, inside) => inviteColleague(tx, inside, two.memberId, mobile))
  expect(second).toEqual({ accountId: first.accountId, invitation: null })
  await expect(inTx(two, (tx, inside) => inviteColleague(tx, inside, two.memberId, mobile))).rejects.toMatchObject({ code: 'already-done' })
})

test('ten accounts are enough for a unit', async () => {
  const ctx = await unit()
  for (let at = 1; at < 10; at++) await inTx(ctx, (tx, inside) => inviteColleague(tx, inside, ctx.memberId, colleague()))
  await expect(inTx(ctx, (tx, inside) => inviteColleague(tx, inside, ctx.memberId, colleague()))).rejects.toMatchObject({
    code: 'not-ready',
  })
})
