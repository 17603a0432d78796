import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlatformContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { asStaff, findSession } from '../accounts/doorkeeper.ts'
import { loadSession } from '../accounts/session.ts'
import { openSession } from '../accounts/sessions.ts'
import { listStaff } from './list.ts'
import { createStaff, updateStaff } from './manage.ts'
import { listRoles } from './roles.ts'

let world: World
let admin: StaffContext
let platform: PlatformContext
beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa'] })
  admin = await world.contexts.staff()
  platform = { ...world.contexts.system(), kind: 'platform' }
  // Who could undo everything: without one no change of staff is let through.
  await createStaff(platform, { name: '管理员示例', mobile: '13700020000', roles: ['administrator'] })
}, 60_000)
afterAll(() => world.close())

let mobiles = 13700020001
const hire = (roles: Parameters<typeof createStaff>[1]['roles']) =>
  createStaff(platform, { name: '分会示例', mobile: String(mobiles++), roles })
const rowOf = async (id: string) => (await listStaff(admin)).find((row) => row.id === id)
const tokenOf = (id: string) => inTx(platform, (tx, ctx) => openSession(tx, ctx, id, null))
/** What the pages are told of somebody. */
const told = async (id: string) => loadSession(world.contexts.public(), await tokenOf(id))
/** What the door makes of somebody's session. */
async function seen(id: string): Promise<StaffContext> {
  const token = await tokenOf(id)
  const session = await findSession(world.contexts.public(), token)
  const ctx = session && asStaff(world.contexts.public(), session)
  if (!ctx) throw new Error('not staff')
  return ctx
}
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Refusal ? error : null),
  )

describe('STAFF-02 a role is held in the whole association or in branches', () => {
  test('given in two branches, it is shown with them and opens those branches alone', async () => {
    const { id } = await hire([
      { role: 'branch-reviewer', branch: 'quality' },
      { role: 'branch-reviewer', branch: 'safety' },
    ])
    expect((await rowOf(id))?.roles).toEqual([
      { id: 'branch-reviewer', name: '分会审核人', branch: { id: 'safety', name: '安全分会' } },
      { id: 'branch-reviewer', name: '分会审核人', branch: { id: 'quality', name: '质量分会' } },
    ])
    const ctx = await seen(id)
    expect([...(ctx.branches ?? [])].sort()).toEqual(['quality', 'safety'])
    expect([...ctx.permissions].sort()).toEqual(['matters.decide', 'matters.read', 'members.export', 'members.read', 'members.reveal'])
    expect((await told(id)).staff).toMatchObject({ branchOnly: true })
  })

  test('money and staff never come with a branch, whatever the role holds', async () => {
    const { id } = await hire([{ role: 'administrator', branch: 'safety' }])
    const { permissions } = await seen(id)
    for (const one of ['staff.manage', 'dues.confirm', 'audit.read', 'members.edit'] as const) expect(permissions.has(one)).toBe(false)
    expect(await refused(hire([{ role: 'auditor', branch: 'safety' }]))).toMatchObject({
      problems: [expect.objectContaining({ message: expect.stringContaining('只能在全协会担任') })],
    })
  })

  test('whoever also works for the whole association sees all of it', async () => {
    const { id } = await hire(['reader', { role: 'branch-reviewer', branch: 'safety' }])
    const ctx = await seen(id)
    expect(ctx.branches).toBeNull()
    expect((await told(id)).staff).toMatchObject({ branchOnly: false })
    expect(ctx.permissions.has('matters.decide')).toBe(true)
    expect(ctx.permissions.has('members.reveal')).toBe(false)
  })

  test('changed from one branch to the whole, the log tells both', async () => {
    const { id } = await hire([{ role: 'branch-reviewer', branch: 'testing' }])
    await updateStaff(admin, id, { name: '分会示例', roles: [{ role: 'branch-reviewer', branch: null }] })
    expect((await seen(id)).branches).toBeNull()
    const line = await inTx(platform, (tx, ctx) =>
      tx
        .selectFrom('audit_log')
        .selectAll()
        .where('association_id', '=', ctx.association.id)
        .where('subject_id', '=', id)
        .where('action', '=', 'staff.updated')
        .executeTakeFirstOrThrow(),
    )
    expect(line).toMatchObject({ before: { roles: ['分会审核人（检测分会）'] }, after: { roles: ['分会审核人'] } })
  })

  test('a branch that is not there, and no role at all, are refused', async () => {
    expect(await refused(hire([{ role: 'branch-reviewer', branch: 'nowhere' }]))).toMatchObject({ code: 'input-invalid' })
    expect(await refused(hire([]))).toMatchObject({ code: 'input-invalid' })
  })

  test('managing staff in a branch counts for nobody: the last manager of the whole association stays', async () => {
    const rows = (await listStaff(admin)).filter((row) => row.roles.some((role) => role.id === 'administrator' && role.branch === null))
    expect(rows).toHaveLength(1)
    const demote = updateStaff(admin, rows[0]?.id ?? '', { name: '管理员示例', roles: [{ role: 'administrator', branch: 'safety' }] })
    expect(await refused(demote)).toMatchObject({ code: 'not-allowed' })
  })

  test('the roles that are made for branches say so', async () => {
    const roles = await listRoles(admin)
    expect(roles.filter((role) => role.inBranches).map((role) => role.id)).toEqual(['branch-reviewer'])
  })
})
