import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { readAlerts, readMessages } from './console.ts'
import { tell } from './tell.ts'

let world: World
beforeAll(async () => {
  world = await testWorld({ env: { DEMO: '0' } })
})
afterAll(() => world?.close())

const auditor = () => world.contexts.staff(['notifications.read', 'audit.read'], '审计甲')
const system = () => world.contexts.system()
const link = 'https://huiji.example.org/cacem/activate#c2VjcmV0LXRva2Vu'

async function invited(name: string, mobile: string) {
  await tell(system(), { id: 'account-invited', mobile, variables: { name, link, hours: '72' }, cause: newId() })
}

describe('what only its receiver may read (STAFF-12)', () => {
  it('the link that sets a password is not shown to who reads the messages', async () => {
    await invited('王示例', '13900000201')
    const [row] = (await readMessages(await auditor(), {})).rows
    expect(row?.about).toBe('账号邀请')
    expect(JSON.stringify(row)).not.toContain('activate')
  })

  it('the link is cut from the table once it was sent', async () => {
    await invited('李示例', '13900000202')
    const rows = await inTx(system(), (tx) => tx.selectFrom('messages').select(['body', 'variables', 'state']).execute())
    expect(rows.map((row) => row.state)).toEqual(['sent', 'sent'])
    expect(JSON.stringify(rows)).not.toContain('c2VjcmV0')
  })

  it('a code can’t be guessed digit by digit by searching for it', async () => {
    await inTx(system(), (tx) =>
      tx
        .insertInto('messages')
        .values({
          association_id: world.association.id,
          id: newId(),
          channel: 'sms',
          template: 'verification-code',
          recipient: '13900000203',
          body: '验证码为 864209',
          cause: 'guess',
        })
        .execute(),
    )
    expect((await readMessages(await auditor(), { q: '8642' })).rows).toEqual([])
  })

  it('nor a masked number: who may not see it whole finds it by all of its digits only', async () => {
    const found = async (q: string) => (await readMessages(await auditor(), { q })).rows.length
    expect([await found('13900000203'), await found('00000203'), await found('139000002')]).toEqual([1, 0, 0])
    const clerk = await world.contexts.staff()
    expect((await readMessages(clerk, { q: '00000203' })).rows).toHaveLength(1)
  })

  it('CACEM-13 an alert shows a changed number whole only to who may see contacts whole', async () => {
    await inTx(system(), async (tx, inside) => {
      const id = newId()
      await tx.insertInto('members').values({ association_id: world.association.id, id, kind: 'unit', name: '示例新城有限公司' }).execute()
      const fields = [
        { label: '第一联络员 · 手机号', before: '13900000204', after: '13900000205' },
        { label: '第一联络员 · 电子邮箱', before: '', after: 'zhangshili@example.org' },
      ]
      await raise(tx, inside, 'members.changed', { memberId: id, memberName: '示例新城有限公司', fields })
    })
    await world.drain()
    const body = async (...may: Parameters<typeof world.contexts.staff>) =>
      (await readAlerts(await world.contexts.staff(...may), {})).rows[0]?.body
    expect(await body(['members.read'])).toBe(
      '第一联络员 · 手机号：139****0204 → 139****0205\n第一联络员 · 电子邮箱：（空） → zh***@example.org',
    )
    expect(await body()).toContain('13900000204 → 13900000205')
  })
})

describe('the demo mailbox beside real carriers', () => {
  it('shows nothing that really went to a phone', async () => {
    await inTx(system(), (tx) =>
      tx
        .updateTable('messages')
        .set({ provider: 'aliyun', state: 'sent' })
        .where('association_id', '=', world.association.id)
        .where('cause', '=', 'guess')
        .execute(),
    )
    const app = await createApp({ ...world.kernel, config: { ...world.kernel.config, demo: true } }, { version: 'test' })
    const page = await app.inject('/cacem/mailbox')
    expect(page.body).toContain('演示信箱')
    expect(page.body).not.toContain('864209')
    await app.close()
  })
})
