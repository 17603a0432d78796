import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoLogins } from '../server/demo/logins.ts'
import { demoUnit } from '../server/demo/units.ts'
import { clientOf } from './kit/client.ts'
import { lookInto, startDatabase } from './kit/database.ts'
import { textFields } from './kit/fields.ts'
import { askForCode, readPhone, readPicture, signIn } from './kit/people.ts'
import { makeFolder, type RunningServer, startServer } from './kit/server.ts'

/** Two real processes on one database, the second without a worker: whoever asks can't tell which of them answers. */
let database: Awaited<ReturnType<typeof startDatabase>>
let db: pg.Pool
let one: RunningServer
let other: RunningServer
let dataDir: string

const slug = 'cacem'
const [administrator] = demoLogins.staff
const fresh = demoLogins.units[4].mobile
const at = (server: RunningServer) => clientOf(server.url, slug)

beforeAll(async () => {
  database = await startDatabase()
  dataDir = makeFolder()
  // At the same moment, on an empty database: both migrate, both make the demo.
  const started = await Promise.all([
    startServer({ dataDir, databaseUrl: database.url }),
    startServer({ dataDir, databaseUrl: database.url, env: { WORKER: 'off' } }),
  ])
  one = started[0]
  other = started[1]
  db = await lookInto(database.url)
})
afterAll(async () => {
  await Promise.all([one?.dispose(), other?.dispose()])
  await db?.end()
  await database?.end()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('two servers on one database behave as one', () => {
  it('made the demo once, though they started at the same moment', async () => {
    const { rows } = await db.query<{ slug: string }>('select slug from associations order by 1')
    expect(rows.map((row) => row.slug)).toEqual(readdirSync(join(import.meta.dirname, '../presets')).sort())
    const twice = await db.query(`
      select credit_code as what from members where admitted_at is not null and credit_code is not null group by association_id, credit_code having count(*) > 1
      union all select id_card from members where id_card is not null group by association_id, id_card having count(*) > 1`)
    expect(twice.rows).toEqual([])
  })

  it('CACEM-01 who signs in at one is signed in at the other, and signed out of both', async () => {
    const here = at(one)
    expect((await signIn(here, db, administrator.mobile)).status).toBe(200)
    const there = here.at(other.url)
    expect((await there.send('GET', '/session')).body.account).toMatchObject({ name: administrator.name })
    expect((await there.send('GET', '/console/members')).status).toBe(200)
    expect((await there.send('DELETE', '/session')).status).toBe(200)
    expect((await here.send('GET', '/console/members')).status).toBe(401)
  })

  it('a picture drawn by one is read at the other, once', async () => {
    const challenge = await readPicture(at(one), db)
    const body = { identifier: administrator.mobile, password: demoLogins.password, challenge }
    expect((await at(other).send('POST', '/session', body)).status).toBe(200)
    expect((await at(one).send('POST', '/session', body)).body.code).toBe('challenge-failed')
  })

  it('CACEM-02 a code asked for at one registers at the other, and the limit of a minute holds at both', async () => {
    const { name: unitName, creditCode, person: name } = demoUnit(90)
    const mobile = '13700000090'
    expect((await askForCode(at(one), db, mobile, 'register')).status).toBe(200)
    expect((await askForCode(at(other), db, mobile, 'register')).body.code).toBe('too-many')
    const code = await readPhone(db, mobile)
    const form = { unitName, creditCode, name, mobile, code, password: demoLogins.password }
    const answers = await Promise.all([at(other).send('POST', '/register', form), at(one).send('POST', '/register', form)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  })

  it('CACEM-01 wrong passwords are counted together: five shut both doors, also for the right one', async () => {
    const mobile = demoLogins.staff[2].mobile
    for (let i = 0; i < 5; i++) await signIn(at(i % 2 ? one : other), db, mobile, 'Wrong_2026')
    for (const server of [one, other]) expect((await signIn(at(server), db, mobile)).body.code).toBe('locked-out')
  })

  it('does a job that was put in by the server without a worker', async () => {
    const mobile = '13700000091'
    expect((await askForCode(at(other), db, mobile, 'register')).status).toBe(200)
    expect(await readPhone(db, mobile)).toMatch(/^\d{6}$/)
  })
})

describe('CACEM-05 one draft, open at both servers', () => {
  const path = (id: string) => `/portal/matters/${id}/draft`

  it('merges different fields, tells the later one about the same field, and loses no text', async () => {
    const here = at(one)
    expect((await signIn(here, db, fresh)).status).toBe(200)
    const there = here.at(other.url)
    const opened = await Promise.all([
      here.send('POST', '/portal/matters', { kind: 'admission' }),
      there.send('POST', '/portal/matters', { kind: 'admission' }),
    ])
    const ids = new Set(opened.filter(({ status }) => status === 200).map(({ body }) => String(body.id)))
    expect(ids.size).toBe(1)
    const id = [...ids][0] ?? ''
    const [first = '', second = ''] = await textFields(db, id, 2)
    const base = Number((await here.send('GET', `/portal/matters/${id}`)).body.revision)
    const save = (client: typeof here, device: string, changes: Record<string, string>) =>
      client.send('PATCH', path(id), { base, device, changes })
    const merged = await Promise.all([save(here, 'device-one', { [first]: '示例甲' }), save(there, 'device-two', { [second]: '示例乙' })])
    expect(merged.map(({ status }) => status)).toEqual([200, 200])
    const clash = await save(there, 'device-two', { [first]: '示例丙' })
    expect(clash.status).toBe(409)
    expect(clash.body).toMatchObject({ code: 'draft-conflict', detail: { conflicts: [{ path: first, mine: '示例丙', theirs: '示例甲' }] } })
    const { body } = await there.send('GET', `/portal/matters/${id}`)
    expect(body.data).toMatchObject({ [first]: '示例甲', [second]: '示例乙' })
  })
})

describe('when the database drops every connection', () => {
  it('both answer again at once, and the worker goes on by itself', async () => {
    const drop = () =>
      db.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'huiji%'",
      )
    const asking = Promise.allSettled(
      Array.from({ length: 40 }, (_, turn) => pause(turn * 10).then(() => at(turn % 2 ? one : other).send('GET', '/directory/face'))),
    )
    for (let i = 0; i < 3; i++) await pause(100).then(drop)
    for (const outcome of await asking) expect(outcome.status).toBe('fulfilled')
    for (const server of [one, other]) expect((await at(server).send('POST', '/challenges', { kind: 'picture' })).status).toBe(200)
    expect((await askForCode(at(other), db, '13700000092', 'register')).status).toBe(200)
    expect(await readPhone(db, '13700000092')).toMatch(/^\d{6}$/)
  })
})

describe('when one of them goes', () => {
  it('Ctrl-C ends it cleanly while requests are under way, and the other works on, jobs too', async () => {
    const busy = clientOf(other.url, slug)
    let answered = 0
    let going = true
    // A request may find the door closing; none is answered wrongly.
    const load = (async () => {
      while (going) {
        const answer = await busy.send('GET', '/session').catch((error: unknown) => String(error))
        if (typeof answer === 'string') expect(answer).toMatch(/fetch failed|other side closed/)
        else expect(answer.status).toBe(200)
        if (typeof answer !== 'string') answered += 1
      }
    })()
    await pause(200)
    expect(await other.stop('SIGINT')).toBe(0)
    going = false
    await load
    expect(answered).toBeGreaterThan(0)
    expect(other.output()).not.toMatch(/出错|Error/)
    expect((await at(one).send('GET', '/session')).status).toBe(200)
    expect((await signIn(at(one), db, administrator.mobile)).status).toBe(200)
  })
})
