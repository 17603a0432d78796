import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FormData, rowsOf } from '../../../contract/forms/index.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { activateContact } from './first-login.ts'
import { unlinkFormer } from './former-contacts.ts'
import { principalOf, unlinkAccount } from './link.ts'
import { company, editCompany } from './portal.ts'
import { memberStory } from './story.ts'
import { applicant, approve, demoUnit } from './testing/units.ts'

let world: World
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
})
afterAll(() => world.close())

let used = 0
async function member(): Promise<{ ctx: MemberContext }> {
  const { ctx, matter } = await applicant(world, demoUnit(++used))
  await approve(world, matter)
  return { ctx }
}
const edit = async (ctx: MemberContext, data: FormData) => editCompany(ctx, { revision: (await company(ctx)).revision, data })
const actsOn = (accountId: string) =>
  inTx(staff, async (tx) => {
    const rows = await tx.selectFrom('audit_log').select('action').where('subject_id', '=', accountId).execute()
    return rows.map((row) => row.action)
  })

describe('a contact that was replaced', () => {
  const linked = async (memberId: string) => (await memberStory(staff, memberId)).accounts.map((account) => account.id)

  test('CACEM-13 acts for the unit no longer; who made the change and who registered do', async () => {
    const { ctx } = await member()
    const leaver = demoUnit(++used)
    const contacts = rowsOf((await company(ctx)).data.contacts)
    await edit(ctx, { contacts: [...contacts, { name: '周示例', title: '', mobile: leaver.mobile, phone: '', email: '' }] })
    const account = await inTx(world.contexts.system(), (tx, ctx) => activateContact(tx, ctx, leaver.mobile, 'hash'))
    expect(await linked(ctx.memberId)).toEqual([ctx.account.id, account])
    await edit(ctx, { contacts })
    expect(await linked(ctx.memberId)).toEqual([ctx.account.id])
    expect(await actsOn(account)).toContain('account.unlinked')
  })

  test('CACEM-13 the first who signed in goes too, and the other contact’s account is the unit’s own from then on', async () => {
    const { ctx } = await member()
    const [leaver, stays] = [demoUnit(++used), demoUnit(++used)]
    const contacts = [leaver, stays].map((one) => ({ name: '周示例', title: '', mobile: one.mobile, phone: '', email: '' }))
    await edit(ctx, { contacts })
    const unit = { id: ctx.memberId, name: '示例单位' }
    const [gone, heir] = await inTx(world.contexts.system(), async (tx, inside) => {
      await unlinkAccount(tx, inside, ctx.account.id, unit.id)
      const accounts = [await activateContact(tx, inside, leaver.mobile, 'hash'), await activateContact(tx, inside, stays.mobile, 'hash')]
      await unlinkFormer(tx, inside, unit, [leaver.mobile])
      return accounts
    })
    expect(await linked(unit.id)).toEqual([heir])
    expect(await inTx(world.contexts.system(), (tx, inside) => principalOf(tx, inside, unit.id))).toBe(heir)
    expect(await actsOn(gone ?? '')).toContain('account.unlinked')
  })

  test('CACEM-13 who corrects the own number keeps acting for the unit', async () => {
    const { ctx } = await member()
    const [first, ...rest] = rowsOf((await company(ctx)).data.contacts)
    await edit(ctx, { contacts: [{ ...first, mobile: demoUnit(++used).mobile }, ...rest] })
    expect(await linked(ctx.memberId)).toEqual([ctx.account.id])
  })
})
