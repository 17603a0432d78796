import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { browserOf } from '../../testing/browser.ts'
import { readPicture } from '../../testing/proofs.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { createAccount, hashPassword, type Identifier } from '../accounts/index.ts'
import { linkAccount, makePrincipal, principalOf, unlinkAccount } from './link.ts'

let world: World
let app: FastifyInstance
let hash: string
let start = new Date('2026-11-21T10:00:00+08:00')

beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
  app = await createApp(world.kernel, { version: 'test' })
  hash = await hashPassword(password)
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})
beforeEach(() => {
  start = new Date(start.getTime() + 48 * 3600_000)
  world.clock.set(start)
})

const password = 'Right_word_1'
const ctx = () => world.contexts.public()
const system = () => world.contexts.system()
let count = 0

interface Made {
  kind?: 'unit' | 'person'
  name?: string
  number?: string | null
  idCard?: string
  formerNames?: string[]
  formerNumbers?: string[]
  identifiers?: Identifier[]
}

/** A member with an account of its own; without a number it is an applicant. */
async function member(made: Made = {}) {
  const { kind = 'unit', name = `示例质量单位${++count}有限公司`, number = `T${++count}` } = made
  const id = newId()
  const accountId = await inTx(system(), async (tx, inside) => {
    const association_id = inside.association.id
    const admitted_at = number === null ? null : world.clock.now()
    await tx
      .insertInto('members')
      .values({ association_id, id, kind, name, number, admitted_at, id_card: made.idCard ?? null })
      .execute()
    for (const former of made.formerNames ?? [])
      await tx.insertInto('member_names').values({ association_id, id: newId(), member_id: id, name: former }).execute()
    for (const former of made.formerNumbers ?? [])
      await tx.insertInto('member_numbers').values({ association_id, id: newId(), member_id: id, number: former }).execute()
    const account = await createAccount(tx, inside, { name, passwordHash: hash, identifiers: made.identifiers ?? [] })
    await linkAccount(tx, inside, account, [id])
    return account
  })
  return { id, accountId, name, number }
}

async function login(identifier: string, tab?: 'unit' | 'person', word = password) {
  const body = { identifier, password: word, challenge: await readPicture(ctx()), ...(tab && { tab }) }
  const response = await browserOf(app, world.association.slug).send('POST', '/session', { body })
  return { status: response.statusCode, body: response.json() }
}

describe('CAQ-02 企业登录', () => {
  test('CAQ-02 by the full name, with any brackets and blanks, by a former name and by the member number', async () => {
    await member({
      name: '示例质量（北京）有限公司',
      number: '19141263',
      formerNames: ['示例检验（北京）有限公司'],
      formerNumbers: ['00008'],
    })
    for (const typed of [
      '示例质量（北京）有限公司',
      ' 示例质量 (北京)有限公司',
      '示例检验（北京）有限公司',
      '19141263',
      '１９１４１２６３',
      '00008',
    ])
      expect([typed, (await login(typed, 'unit')).status]).toEqual([typed, 200])
  })

  test('CAQ-02 before admission by the name that was registered; a member of that name goes before', async () => {
    const name = '示例先到有限公司'
    const applicant = await member({ name, number: null, identifiers: [{ kind: 'unit-name', value: name }] })
    expect((await login(name, 'unit')).status).toBe(200)
    const admitted = await member({ name })
    const seen = await inTx(system(), (tx) =>
      tx.selectFrom('sessions').select('account_id').where('account_id', 'in', [applicant.accountId, admitted.accountId]).execute(),
    )
    expect(seen.map((row) => row.account_id)).toEqual([applicant.accountId])
    await login(name, 'unit')
    const now = await inTx(system(), (tx) =>
      tx.selectFrom('sessions').select('account_id').where('account_id', '=', admitted.accountId).execute(),
    )
    expect(now).toHaveLength(1)
  })

  test('CAQ-02 a name that led to two members once asks for the number', async () => {
    await member({ formerNames: ['示例旧名有限公司'] })
    await member({ formerNames: ['示例旧名有限公司'] })
    expect((await login('示例旧名有限公司', 'unit')).body).toMatchObject({ code: 'name-not-unique' })
  })

  test('CAQ-02 an individual is not found under 企业登录, nor a unit under 个人登录', async () => {
    const person = await member({ kind: 'person', name: '王示例', number: 'GR190037' })
    const unit = await member({ number: '19149999' })
    expect((await login(person.number ?? '', 'unit')).status).toBe(401)
    expect((await login(unit.number ?? '', 'person')).status).toBe(401)
    expect((await login(person.number ?? '', 'person')).status).toBe(200)
  })
})

test('CAQ-03 an account without a confirmed mail is asked for one as it signs in', async () => {
  const bare = await member()
  expect((await login(bare.name, 'unit')).body).toEqual({ home: 'portal', needsEmail: true })
  const written = await member({ identifiers: [{ kind: 'email', value: 'written@example.org', confirmed: true }] })
  expect((await login(written.name, 'unit')).body).toEqual({ home: 'portal' })
})

describe('CAQ-02 个人登录', () => {
  test('CAQ-02 by name when there is one of it, by number when there are two, and it asks', async () => {
    await member({ kind: 'person', name: '赵独名', number: 'GR260001' })
    expect((await login('赵独名', 'person')).status).toBe(200)
    await member({ kind: 'person', name: '赵独名', number: 'GR260002' })
    expect((await login('赵独名', 'person')).body).toMatchObject({ code: 'name-not-unique', message: expect.stringContaining('会员号') })
    expect((await login('gr260002', 'person')).status).toBe(200)
  })

  test('CAQ-02 a name nobody has and a wrong password for one that is there say the same', async () => {
    await member({ kind: 'person', name: '钱在册' })
    const [known, stranger] = [await login('钱在册', 'person', 'wrong_word_1'), await login('孙不在', 'person', 'wrong_word_1')]
    const { requestId: _one, ...said } = known.body
    const { requestId: _two, ...other } = stranger.body
    expect([known.status, said]).toEqual([stranger.status, other])
  })

  test('a name that is not unique can be tried five times, as everything else', async () => {
    await member({ kind: 'person', name: '周重名' })
    await member({ kind: 'person', name: '周重名' })
    const codes = []
    for (let at = 0; at < 6; at++) codes.push((await login('周重名', 'person')).body.code)
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('name-not-unique'))
    expect(codes[5]).toBe('locked-out')
  })

  test('what was merged is signed in to by its old number', async () => {
    const kept = await member({ kind: 'person', name: '吴合并', number: 'GR260010' })
    const merged = await member({ kind: 'person', name: '吴合并', number: 'GR260011' })
    await inTx(system(), (tx) => tx.updateTable('members').set({ merged_into: kept.id }).where('id', '=', merged.id).execute())
    expect((await login('GR260011', 'person')).status).toBe(200)
    const [latest] = await inTx(system(), (tx) =>
      tx.selectFrom('sessions').select('account_id').orderBy('created_at', 'desc').orderBy('expires_at', 'desc').execute(),
    )
    expect(latest?.account_id).toBe(kept.accountId)
  })
})

describe('the member’s own account', () => {
  const account = (name: string) => inTx(system(), (tx, inside) => createAccount(tx, inside, { name, passwordHash: hash, identifiers: [] }))
  const act = <T>(verb: (tx: Parameters<typeof principalOf>[0], ctx: Parameters<typeof principalOf>[1]) => Promise<T>) =>
    inTx(system(), verb)

  test('is the first that was linked; when it goes, the oldest of the others is', async () => {
    const unit = await member()
    const [second, third] = [await account('第二位'), await account('第三位')]
    await act((tx, ctx) => linkAccount(tx, ctx, second, [unit.id]))
    world.clock.set(new Date(world.clock.now().getTime() + 60_000))
    await act((tx, ctx) => linkAccount(tx, ctx, third, [unit.id]))
    expect(await act((tx, ctx) => principalOf(tx, ctx, unit.id))).toBe(unit.accountId)
    await act((tx, ctx) => unlinkAccount(tx, ctx, unit.accountId, unit.id))
    expect(await act((tx, ctx) => principalOf(tx, ctx, unit.id))).toBe(second)
    await act((tx, ctx) => makePrincipal(tx, ctx, third, unit.id))
    expect(await act((tx, ctx) => principalOf(tx, ctx, unit.id))).toBe(third)
  })

  test('of six linked at the same moment exactly one is', async () => {
    const unit = await member()
    await act((tx, ctx) => unlinkAccount(tx, ctx, unit.accountId, unit.id))
    const all = await Promise.all(Array.from({ length: 6 }, (_, at) => account(`同时${at}`)))
    await Promise.all(all.map((id) => act((tx, ctx) => linkAccount(tx, ctx, id, [unit.id]))))
    const rows = await act((tx) => tx.selectFrom('account_members').select('principal').where('member_id', '=', unit.id).execute())
    expect([rows.length, rows.filter((row) => row.principal).length]).toEqual([6, 1])
  })
})
