import { createHmac } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { demoLogins } from '../../server/demo/logins.ts'
import { type Device, type OpenBrowser, openBrowser } from './browser.ts'
import { newestCode, newestSms } from './mailbox.ts'
import { type Door, Person } from './person.ts'
import { seededFolder } from './seed.ts'
import { databaseUrlOf, freePort, type RunningServer, startServer } from './server.ts'

export { Person }

export const password = demoLogins.password

/** One association's demo on a server of its own, and the people who walk through it. */
export class World {
  readonly slug: string
  readonly server: RunningServer
  readonly browser: OpenBrowser
  readonly #codes = new Map<string, { code: string; at: number }>()

  constructor(slug: string, server: RunningServer, browser: OpenBrowser) {
    this.slug = slug
    this.server = server
    this.browser = browser
  }

  async person(device: Device): Promise<Person> {
    return new Person(this, await this.browser.visitor(device))
  }

  /** Somebody at `device` who signed in already. */
  async signedIn(device: Device, mobile: string, secret: string = password, door?: Door): Promise<Person> {
    const person = await this.person(device)
    await person.signIn(mobile, secret, door)
    return person
  }

  /** The newest SMS to a number, as the demo's mailbox shows it. */
  sms(mobile: string, about?: RegExp): Promise<string> {
    return newestSms(this.server.url, this.slug, mobile, about)
  }

  /** The code sent to a number since this was asked last. */
  async code(mobile: string): Promise<string> {
    const code = await newestCode(this.server.url, this.slug, mobile, this.#codes.get(mobile)?.code)
    this.#codes.set(mobile, { code, at: Date.now() })
    return code
  }

  /** A number gets one code a minute: waits until it may get the next. */
  async mayHaveCode(mobile: string): Promise<void> {
    const last = this.#codes.get(mobile)
    if (last) await pause(Math.max(0, last.at + 60_500 - Date.now()))
  }

  /** What a person would read in the newest picture; no program of ours can. */
  async lettersOfNewestPicture(): Promise<string> {
    const rows = await this.ask<{ answer: string }>(`select answer from challenges where kind = 'picture' order by expires_at desc limit 1`)
    return rows[0]?.answer ?? ''
  }

  /** Where somebody who sees it would put the piece of the newest slider, in pixels of its picture. */
  async holeOfNewestSlider(): Promise<number> {
    const rows = await this.ask<{ answer: string }>(
      `select answer from challenges where kind = 'slider' and answer ~ '^\\d+$' order by expires_at desc limit 1`,
    )
    return Number(rows[0]?.answer ?? 0)
  }

  /** The address on a certificate of `number` that was printed at another time, when it could still be downloaded. */
  async addressOnPaper(number: string): Promise<string> {
    const [row] = await this.ask<{ id: string; secret: Buffer }>(
      `select a.id, s.secret from associations a join association_secrets s on s.association_id = a.id where a.slug = '${this.slug}' and s.name = 'certificates'`,
    )
    if (!row) throw new Error('no certificate was ever printed')
    const signature = createHmac('sha256', row.secret).update(`certificate:${row.id}:${number}`).digest().subarray(0, 16)
    return `${this.server.url}/${this.slug}/verify/${number}?s=${signature.toString('base64url')}`
  }

  /** Asks the server's database as its superuser, for what nobody reads on a page. */
  async ask<Row extends pg.QueryResultRow>(question: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: databaseUrlOf(this.server.dataDir) })
    await client.connect()
    try {
      return (await client.query<Row>(question)).rows
    } finally {
      await client.end()
    }
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.server.dispose()
    rmSync(this.server.dataDir, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** One preset's demo on a server of its own, and a browser. */
export async function openWorld(slug: string): Promise<World> {
  const dataDir = await seededFolder(slug)
  const port = await freePort()
  const [server, browser] = await Promise.all([
    startServer({ dataDir, port, env: { DEMO: '1', DEMO_PRESETS: slug } }),
    openBrowser(`http://127.0.0.1:${port}`),
  ])
  return new World(slug, server, browser)
}

/** Somebody at a device who signed in under one of an association's tabs, without the slider. */
export const entering =
  <Tab extends string>(doors: Readonly<Record<Tab, Door>>) =>
  (world: World, device: Device, tab: Tab, identifier: string, secret?: string): Promise<Person> =>
    world.signedIn(device, identifier, secret, doors[tab])
