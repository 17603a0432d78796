import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Settings } from '../contract/settings.ts'
import { demoLogins, memberLogins } from '../server/demo/logins.ts'
import { type OpenBrowser, openBrowser } from './kit/browser.ts'
import { type Client, clientOf } from './kit/client.ts'
import { keep } from './kit/look.ts'
import { signIn } from './kit/people.ts'
import { databaseUrlOf, type RunningServer, startServer } from './kit/server.ts'
import { Person, World } from './kit/walk.ts'

/** All five in one server, each under its own address: nothing of one is seen in another. */
const slugs = ['cacem', 'caq', 'cepca', 'cqssa', 'gsjl']
const { password } = demoLogins
const [administrator] = demoLogins.staff

interface House {
  id: string
  slug: string
  name: string
  settings: Settings
}

let server: RunningServer
let browser: OpenBrowser
let db: pg.Pool
let houses: House[]

beforeAll(async () => {
  server = await startServer({ env: { DEMO: '1' }, patience: 300_000 })
  browser = await openBrowser(server.url)
  db = new pg.Pool({ connectionString: databaseUrlOf(server.dataDir), max: 2 })
  houses = (await db.query<House>('select id, slug, name, settings from associations order by slug')).rows
}, 300_000)
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const page of browser.pages()) await keep(page, `failed-${task.name.slice(0, 40)}`, true)
})
afterAll(async () => {
  await db?.end()
  await browser?.close()
  await server?.dispose()
})

const houseOf = (slug: string): House => {
  const house = houses.find((one) => one.slug === slug)
  if (!house) throw new Error(`${slug} is not there`)
  return house
}

async function come(slug: string, device: 'phone' | 'desk'): Promise<Person> {
  return new World(slug, server, browser).person(device)
}

/** Types what this association's first member types, in its own way, under its own tab. */
async function enter(person: Person, slug: string): Promise<void> {
  const { settings } = houseOf(slug)
  const login = memberLogins(settings)[0]
  const tab = settings.login.tabs.find((one) => one.name === login?.tab)
  if (!login || !tab) throw new Error(`${slug} has no demo member`)
  await person.open('/login')
  if (settings.login.tabs.length > 1) await person.page.getByRole('tab', { name: tab.name }).click()
  await person.fill({ [tab.label]: login.identifier, 密码: password })
  await person.proveWithoutPicture()
  await person.button('登录').click()
  await person.page.waitForURL(new RegExp(`/${slug}/portal`))
  await person.heading().first().waitFor()
}

/** The administrator of an association, who may do everything in it. */
async function administratorOf(slug: string): Promise<Client> {
  const client = clientOf(server.url, slug)
  expect((await signIn(client, db, administrator.mobile)).status).toBe(200)
  return client
}

async function memberOf(slug: string): Promise<Client> {
  const client = clientOf(server.url, slug)
  expect((await signIn(client, db, memberLogins(houseOf(slug).settings)[0]?.identifier ?? '')).status).toBe(200)
  return client
}

async function idsIn(house: House, table: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select id from ${table} where association_id = $1 order by id limit 2`, [house.id])
  return rows.map((row) => row.id)
}

const staffAddresses: [table: string, address: (id: string) => string][] = [
  ['members', (id) => `/console/members/${id}`],
  ['members', (id) => `/console/members/${id}/dues`],
  ['members', (id) => `/console/members/${id}/employments`],
  ['matters', (id) => `/console/matters/${id}`],
  ['matters', (id) => `/console/matters/${id}/meetings`],
  ['files', (id) => `/console/matters/${id}/files/${id}`],
  ['orders', (id) => `/console/orders/${id}`],
  ['meetings', (id) => `/console/meetings/${id}`],
  ['meetings', (id) => `/console/meetings/${id}/agenda`],
  ['meetings', (id) => `/console/meetings/${id}/agenda-sheet`],
  ['meetings', (id) => `/console/meetings/${id}/items`],
  ['rosters', (id) => `/console/rosters/${id}/scan`],
]
const memberAddresses: typeof staffAddresses = [
  ['matters', (id) => `/portal/matters/${id}`],
  ['matters', (id) => `/portal/matters/${id}/payment`],
  ['files', (id) => `/portal/matters/${id}/files/${id}`],
  ['files', (id) => `/portal/company/files/${id}`],
  ['orders', (id) => `/portal/orders/${id}`],
  ['orders', (id) => `/portal/orders/${id}/slip`],
  ['members', (id) => `/portal/people/${id}`],
  ['members', (id) => `/portal/people/${id}/photo`],
]

describe('five associations in one server', () => {
  it('are all there', () => {
    expect(houses.map((house) => house.slug)).toEqual(slugs)
  })

  it.each(slugs)('%s has its own face, login and home, on the phone and at a desk', async (slug) => {
    const { name } = houseOf(slug)
    for (const device of ['phone', 'desk'] as const) {
      const person = await come(slug, device)
      await person.open('')
      await person.heading(name).waitFor()
      const face = await person.page.locator('body').innerText()
      for (const other of houses.filter((house) => house.slug !== slug)) expect(face).not.toContain(other.name)
      await person.open('/login')
      await person.look(`five-${slug}-login`)
      await enter(person, slug)
      await person.look(`five-${slug}-home`)
      expect(await person.page.title()).toContain(houseOf(slug).settings.names.short)
      await person.leave()
    }
  })

  it('one browser is signed in to two of them at once, and out of one alone', async () => {
    const here = await come('cacem', 'desk')
    await enter(here, 'cacem')
    const there = new World('cqssa', server, browser)
    const tab = await here.visitor.context.newPage()
    await tab.goto('/cqssa/portal/')
    await tab.waitForURL(/\/cqssa\/login/)
    await tab.close()
    const same = new Person(there, here.visitor)
    await enter(same, 'cqssa')
    await same.button(/^账号菜单/).click()
    await same.page.getByRole('banner').getByRole('button', { name: '退出登录' }).click()
    await same.page.waitForURL(/\/cqssa\/$/)
    await same.link('登录').first().waitFor()
    await here.open('/portal/')
    expect(here.page.url()).toMatch(/\/cacem\/portal/)
    await here.leave()
  })

  it('one mobile has an account in each: a new password and a lock here are nothing there', async () => {
    const { rows } = await db.query<{ accounts: number; values: number }>(
      'select count(distinct account_id)::int as accounts, count(distinct value)::int as values from account_identifiers where value = $1',
      [administrator.mobile],
    )
    expect(rows).toEqual([{ accounts: slugs.length, values: 1 }])
    const [here, there] = [await administratorOf('caq'), await administratorOf('cepca')]
    const changed = await here.send('POST', '/account/password', { old: password, password: 'Huiji_2031' })
    expect(changed.status).toBe(200)
    expect((await signIn(clientOf(server.url, 'caq'), db, administrator.mobile)).status).toBe(401)
    expect((await there.send('GET', '/console/members')).status).toBe(200)
    expect((await signIn(clientOf(server.url, 'cepca'), db, administrator.mobile)).status).toBe(200)
    expect((await here.send('POST', '/account/password', { old: 'Huiji_2031', password })).status).toBe(200)
  })

  it.each(slugs)('a session of %s opens nothing under any other address', async (slug) => {
    for (const client of [await administratorOf(slug), await memberOf(slug)]) {
      for (const other of slugs.filter((one) => one !== slug)) {
        const astray = clientOf(server.url, other, { ...(client.cookie !== undefined && { cookie: client.cookie }) })
        for (const path of [
          '/console/members',
          '/console/members/workbook',
          '/console/matters/to-do',
          '/console/meetings',
          '/portal/home',
          '/account',
        ])
          expect([slug, other, path, (await astray.send('GET', path)).status]).toEqual([slug, other, path, 401])
        expect((await astray.send('GET', '/session')).body.account).toBeNull()
      }
    }
  })

  it.each(slugs)('what lies in the others is not there under an address of %s, whoever types it', async (slug) => {
    const [staff, member] = [await administratorOf(slug), await memberOf(slug)]
    let tried = 0
    for (const other of houses.filter((house) => house.slug !== slug)) {
      for (const [client, addresses] of [
        [staff, staffAddresses],
        [member, memberAddresses],
      ] as const) {
        for (const [table, address] of addresses) {
          for (const id of await idsIn(other, table)) {
            tried += 1
            const { status } = await client.send('GET', address(id))
            expect([other.slug, address(id), status >= 403 && status <= 404]).toEqual([other.slug, address(id), true])
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(60)
  })

  it.each(slugs)('no list or search of %s names a member of another', async (slug) => {
    const staff = await administratorOf(slug)
    const { rows } = await db.query<{ name: string; credit_code: string | null; id_card: string | null; id: string }>(
      'select id, name, credit_code, id_card from members where association_id <> $1',
      [houseOf(slug).id],
    )
    const ids = rows.map((row) => row.id)
    for (const path of [
      '/console/members?standing=all',
      '/console/matters/to-do?scope=all',
      '/console/matters/done?scope=all',
      '/console/orders',
      '/console/audit',
      '/console/messages',
      '/console/people',
      '/console/meetings',
      '/directory',
    ]) {
      const said = JSON.stringify((await staff.send('GET', path)).body)
      expect([path, ids.filter((id) => said.includes(id))]).toEqual([path, []])
    }
    for (const { name } of rows.slice(0, 3)) {
      const said = JSON.stringify((await staff.send('GET', `/console/members?q=${encodeURIComponent(name)}`)).body)
      expect([name, ids.filter((id) => said.includes(id))]).toEqual([name, []])
    }
  })

  it('a certificate of one says nothing under the address of another', async () => {
    const member = await memberOf('cacem')
    const { rows } = await db.query<{ number: string }>(
      'select number from members where association_id = $1 and number is not null and admitted_at is not null limit 1',
      [houseOf('cacem').id],
    )
    const number = rows[0]?.number ?? ''
    const paper = await new World('cacem', server, browser).addressOnPaper(number).catch(async () => {
      await member.send('GET', '/portal/certificate')
      return new World('cacem', server, browser).addressOnPaper(number)
    })
    const phone = await come('cacem', 'phone')
    await phone.page.goto(paper)
    await phone.text(number).first().waitFor()
    await phone.page.goto(paper.replace('/cacem/', '/cepca/'))
    await phone.text('未查到').first().waitFor()
    await phone.leave()
  })

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(browser.faults).toEqual([])
  })
})
