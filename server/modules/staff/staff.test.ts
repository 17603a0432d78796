import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditRow } from '../../../contract/auditlog.ts'
import { createApp } from '../../app.ts'
import { audit } from '../../kernel/audit.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { browserOf } from '../../testing/browser.ts'
import { readPicture } from '../../testing/proofs.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { searchAudit } from './audit-search.ts'
import { listStaff } from './list.ts'
import { createStaff, disableStaff, enableStaff, reinviteStaff, updateStaff } from './manage.ts'
import { createRole, deleteRole, listRoles, updateRole } from './roles.ts'

let world: World
let app: FastifyInstance
let admin: StaffContext
let managing: string

beforeAll(async () => {
  world = await testWorld()
  app = await createApp(world.kernel, { version: 'test' })
  admin = await world.contexts.staff(undefined, '管理员甲')
  const roles = await listRoles(admin)
  managing = roles.find((role) => role.permissions.includes('staff.manage'))?.id ?? ''
  await updateStaff(admin, admin.account.id, { name: '管理员甲', roles: [managing] })
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const browser = () => browserOf(app, world.association.slug)
const password = 'Right_word_1'
let count = 0
const freshMobile = () => `1370000${String(++count).padStart(4, '0')}`

async function hired(roles = [managing]) {
  const mobile = freshMobile()
  const { id, invitation } = await createStaff(admin, { name: '王示例', mobile, roles })
  const token = invitation?.path.split('#')[1] ?? ''
  const who = browser()
  return { id, mobile, token, who, activate: () => who.send('POST', '/activations', { body: { token, password } }) }
}

const login = async (who: ReturnType<typeof browser>, mobile: string) =>
  who.send('POST', '/session', { body: { identifier: mobile, password, challenge: await readPicture(world.contexts.public()) } })

describe('STAFF-02 staff', () => {
  test('STAFF-02 a new one gets a link that works once, for three days; nobody ever sees a password', async () => {
    const { who, token, mobile, activate } = await hired()
    expect((await who.send('POST', '/activations/look', { body: { token } })).json()).toEqual({ name: '王示例' })
    expect((await activate()).json()).toEqual({ home: 'console' })
    expect((await who.send('GET', '/console/staff')).statusCode).toBe(200)
    expect((await activate()).statusCode).toBe(404)
    expect((await login(browser(), mobile)).json()).toEqual({ home: 'console' })
    const late = await hired()
    const now = world.clock.now()
    world.clock.set(new Date(now.getTime() + 73 * 3600_000))
    expect((await late.activate()).statusCode).toBe(404)
    world.clock.set(now)
  })

  test('STAFF-02 a second link voids the first, the password and the sessions', async () => {
    const { id, who, mobile, token, activate } = await hired()
    await activate()
    const { path } = await reinviteStaff(admin, id)
    expect((await who.send('GET', '/account')).statusCode).toBe(401)
    expect((await login(browser(), mobile)).statusCode).toBe(401)
    expect((await browser().send('POST', '/activations/look', { body: { token } })).statusCode).toBe(404)
    expect((await browser().send('POST', '/activations', { body: { token: path.split('#')[1], password } })).statusCode).toBe(200)
  })

  test('STAFF-02 a disabled one is out at once and comes back by being enabled', async () => {
    const { id, who, mobile, activate } = await hired()
    await activate()
    await disableStaff(admin, id)
    expect((await who.send('GET', '/console/staff')).statusCode).toBe(401)
    expect((await login(browser(), mobile)).json()).toMatchObject({ code: 'not-allowed' })
    await expect(disableStaff(admin, id)).rejects.toMatchObject({ code: 'conflict' })
    await enableStaff(admin, id)
    expect((await login(browser(), mobile)).statusCode).toBe(200)
  })

  test('STAFF-02 nobody disables himself, and the last who manages staff can’t lose that', async () => {
    await expect(disableStaff(admin, admin.account.id)).rejects.toMatchObject({ code: 'not-allowed' })
    for (const row of await listStaff(admin)) if (row.id !== admin.account.id && row.state === 'active') await disableStaff(admin, row.id)
    const other = await createRole(admin, { name: '只看', permissions: ['members.read'] })
    await expect(updateStaff(admin, admin.account.id, { name: '管理员甲', roles: [other] })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(updateRole(admin, managing, { name: '管理员', permissions: ['members.read'] })).rejects.toMatchObject({
      code: 'not-allowed',
    })
  })

  test('STAFF-02 two who take each other’s rights at the same moment: one of them keeps his', async () => {
    const { id } = await hired()
    const second: StaffContext = { ...admin, account: { id, name: '王示例' } }
    const both = await Promise.allSettled([disableStaff(admin, id), disableStaff(second, admin.account.id)])
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    const inOffice = (await listStaff(admin)).filter((row) => row.state === 'active' && row.roles.some((role) => role.id === managing))
    expect(inOffice).toHaveLength(1)
    if (inOffice[0]?.id !== admin.account.id) await enableStaff(second, admin.account.id)
  })

  test('STAFF-02 a role’s change is felt at the next request', async () => {
    const role = await createRole(admin, { name: '会费岗', permissions: ['dues.read'] })
    const { who, activate } = await hired([role])
    await activate()
    expect((await who.send('GET', '/console/roles')).statusCode).toBe(403)
    await updateRole(admin, role, { name: '会费岗', permissions: ['dues.read', 'staff.manage'] })
    expect((await who.send('GET', '/console/roles')).statusCode).toBe(200)
    await expect(deleteRole(admin, role)).rejects.toMatchObject({ code: 'not-ready' })
    await expect(createRole(admin, { name: '会费岗', permissions: ['dues.read'] })).rejects.toMatchObject({ code: 'already-done' })
  })

  test('STAFF-02 without the permission nothing of it can be called', async () => {
    const weak = await world.contexts.staff(['members.read'], '工作人员乙')
    const input = { name: '王示例', mobile: freshMobile(), roles: [managing] }
    for (const act of [
      () => listStaff(weak),
      () => createStaff(weak, input),
      () => disableStaff(weak, admin.account.id),
      () => searchAudit(weak, {}),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not-allowed' })
    }
  })

  test('STAFF-02 one mobile is one staff account', async () => {
    const { mobile } = await hired()
    await expect(createStaff(admin, { name: '赵示例', mobile, roles: [managing] })).rejects.toMatchObject({ code: 'already-done' })
    const twice = freshMobile()
    const both = await Promise.allSettled([1, 2].map(() => createStaff(admin, { name: '赵示例', mobile: twice, roles: [managing] })))
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('what the API answers', () => {
  test('is kept by no browser and no proxy: it is somebody’s data', async () => {
    const { who, activate } = await hired()
    await activate()
    for (const path of ['/console/staff', '/console/audit', '/account'])
      expect((await who.send('GET', path)).headers['cache-control'], path).toBe('no-store')
  })
})

describe('STAFF-02 the log', () => {
  const all = async (query: Parameters<typeof searchAudit>[1]) => {
    const found: AuditRow[] = []
    let after: string | undefined
    do {
      const page = await searchAudit(admin, { ...query, limit: 3, ...(after && { after }) })
      found.push(...page.rows)
      after = page.next ?? undefined
    } while (after)
    return found
  }

  test('STAFF-02 is paged by key without gap or repetition, newest first', async () => {
    const paged = await all({})
    const whole = await searchAudit(admin, { limit: 100 })
    expect(paged.slice(0, 100).map((row) => row.id)).toEqual(whole.rows.map((row) => row.id))
    expect(new Set(paged.map((row) => row.id)).size).toBe(paged.length)
  })

  test('STAFF-02 is searched by actor, act, subject and day, with what was before and after', async () => {
    const { id } = await hired()
    await updateStaff(admin, id, { name: '孙示例', roles: [managing] })
    const [line] = await all({ action: 'staff.updated', subject: '孙示', actor: '管理员' })
    expect(line).toMatchObject({
      actionName: '修改工作人员',
      actorName: '管理员甲',
      subjectId: id,
      before: { name: '王示例' },
      after: { name: '孙示例' },
    })
    const day = world.clock.today()
    expect((await all({ action: 'staff.', from: day, to: day })).length).toBeGreaterThan(3)
    expect(await all({ from: '2020-01-01', to: '2020-12-31' })).toEqual([])
    await expect(searchAudit(admin, { from: '2026-02-30' })).rejects.toMatchObject({ code: 'input-invalid' })
    await expect(searchAudit(admin, { after: 'x' })).rejects.toMatchObject({ code: 'input-invalid' })
  })

  test('STAFF-02 shows numbers and addresses masked to an auditor who may not see contacts whole', async () => {
    const payer = { person: '钱示例', mobile: '13900000301', email: 'qianshili@example.org', creditCode: '91110000EX0000002F' }
    await inTx(admin, (tx) =>
      audit(tx, admin, { action: 'dues.order-opened', subject: { kind: 'order', id: 'masked', label: 'HF2026000301' }, after: { payer } }),
    )
    const seen = async (who: StaffContext) => (await searchAudit(who, { subjectId: 'masked' })).rows[0]?.after
    expect(await seen(admin)).toEqual({ payer })
    expect(await seen(await world.contexts.staff(['audit.read']))).toEqual({
      payer: { ...payer, mobile: '139****0301', email: 'qi***@example.org' },
    })
  })

  test('STAFF-02 holds no password, token or code, and no line can be changed', async () => {
    const text = JSON.stringify(await all({}))
    expect(text).not.toMatch(/\$argon2|"password"|"token"/)
    const spoil = inTx(admin, (tx) => tx.updateTable('audit_log').set({ actor_name: '某人' }).execute())
    await expect(spoil).rejects.toThrow('permission denied')
  })
})
