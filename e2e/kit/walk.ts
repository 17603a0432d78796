import { createHmac } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Locator } from 'playwright-core'
import { demoLogins } from '../../server/demo/logins.ts'
import { type Device, type OpenBrowser, openBrowser, type Visitor } from './browser.ts'
import { look } from './look.ts'
import { newestCode, newestSms } from './mailbox.ts'
import { seededFolder } from './seed.ts'
import { databaseUrlOf, type RunningServer, startServer } from './server.ts'

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
  async signedIn(device: Device, mobile: string, secret: string = password): Promise<Person> {
    const person = await this.person(device)
    await person.signIn(mobile, secret)
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
    const rows = await this.#ask<{ answer: string }>(
      `select answer from challenges where kind = 'picture' order by expires_at desc limit 1`,
    )
    return rows[0]?.answer ?? ''
  }

  /** Where somebody who sees it would put the piece of the newest slider, in pixels of its picture. */
  async holeOfNewestSlider(): Promise<number> {
    const rows = await this.#ask<{ answer: string }>(
      `select answer from challenges where kind = 'slider' and answer ~ '^\\d+$' order by expires_at desc limit 1`,
    )
    return Number(rows[0]?.answer ?? 0)
  }

  /** The address on a certificate of `number` that was printed at another time, when it could still be downloaded. */
  async addressOnPaper(number: string): Promise<string> {
    const [row] = await this.#ask<{ id: string; secret: Buffer }>(
      `select a.id, s.secret from associations a join association_secrets s on s.association_id = a.id where a.slug = '${this.slug}' and s.name = 'certificates'`,
    )
    if (!row) throw new Error('no certificate was ever printed')
    const signature = createHmac('sha256', row.secret).update(`certificate:${row.id}:${number}`).digest().subarray(0, 16)
    return `${this.server.url}/${this.slug}/verify/${number}?s=${signature.toString('base64url')}`
  }

  async #ask<Row extends pg.QueryResultRow>(question: string): Promise<Row[]> {
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

/** Somebody with a device. Finds things as people do: by what they are and what they say. */
export class Person {
  readonly world: World
  readonly visitor: Visitor

  constructor(world: World, visitor: Visitor) {
    this.world = world
    this.visitor = visitor
  }

  get page() {
    return this.visitor.page
  }

  /** Opens a page of the association: `/login`, `/portal/dues`. */
  async open(path: string): Promise<void> {
    await this.page.goto(`/${this.world.slug}${path}`)
    await this.heading().waitFor()
  }

  heading(name?: string | RegExp) {
    return this.page.getByRole('heading', { level: 1, ...(name !== undefined && { name }) })
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) })
  }

  link(name: string | RegExp) {
    return this.page.getByRole('link', { name, ...(typeof name === 'string' && { exact: true }) })
  }

  /** The control under a label, whatever it is; the star of a compulsory one is no part of its name. */
  field(label: string) {
    return this.page.getByLabel(new RegExp(`^\\s*${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*\\*?\\s*$`))
  }

  /** Whether the cursor is there. */
  hasFocus(place: Locator): Promise<boolean> {
    return place.evaluate((element) => element === element.ownerDocument.activeElement)
  }

  /** Brings a place into the middle of the screen, as somebody would before looking at it. */
  async scrollTo(place: Locator): Promise<void> {
    await place.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  }

  text(text: string | RegExp) {
    return this.page.getByText(text)
  }

  alert(text: string | RegExp) {
    return this.page.getByRole('alert').filter({ hasText: text })
  }

  /** Fills boxes by their labels. */
  async fill(values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value)
  }

  /** Proves to be a person without a picture: the browser works for it. */
  async proveWithoutPicture(): Promise<void> {
    const other = this.button(/改用(无图|免操作)验证/)
    const passed = this.page.getByText('验证已通过').filter({ visible: true })
    await other.or(passed).or(this.text('正在验证')).first().waitFor()
    if (await other.count()) await other.click()
    await passed.first().waitFor()
  }

  /** Moves the piece of the slider into its hole, by the arrow keys or as a finger does. */
  async slide(how: 'keys' | 'drag'): Promise<void> {
    const handle = this.page.getByRole('slider')
    await handle.waitFor()
    const hole = await this.world.holeOfNewestSlider()
    if (how === 'keys') {
      await handle.focus()
      for (let at = 0; at + 4 <= hole; at += 4) await this.page.keyboard.press('ArrowRight')
      await this.page.keyboard.press('Enter')
    } else {
      await this.scrollTo(handle)
      const box = await handle.boundingBox()
      const track = await handle.evaluate((element) => element.parentElement?.clientWidth ?? 0)
      const most = Number(await handle.getAttribute('aria-valuemax'))
      if (!box) throw new Error('the slider is not on the page')
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      await this.page.mouse.move(x, y)
      await this.page.mouse.down()
      await this.page.mouse.move(x + (hole / most) * (track - 44), y, { steps: 6 })
      await this.page.mouse.up()
    }
    await this.page.getByText('验证已通过').first().waitFor({ state: 'attached' })
  }

  /** Has a code sent to the number that is filled in. */
  async askForCode(mobile: string): Promise<void> {
    await this.world.mayHaveCode(mobile)
    await this.button('获取验证码').click()
    await this.button(/秒后重发/)
      .first()
      .waitFor()
  }

  /** Has a code sent to the number that is filled in, and types it. */
  async enterCode(mobile: string): Promise<void> {
    await this.proveWithoutPicture()
    await this.askForCode(mobile)
    await this.field('短信验证码').fill(await this.world.code(mobile))
  }

  async signIn(mobile: string, secret: string): Promise<void> {
    await this.open('/login')
    await this.fill({ 手机号: mobile, 密码: secret })
    await this.proveWithoutPicture()
    await this.button('登录').click()
    await this.page.waitForURL(/\/(portal|console)/)
    await this.heading().waitFor()
  }

  /** The screen is fit for everyone. */
  look(name: string): Promise<void> {
    return look(this.page, `${name}-${this.visitor.device}`)
  }

  /** The menu at the top right. */
  async chooseInMenu(name: string): Promise<void> {
    await this.button(/^账号菜单/).click()
    await this.page.getByRole('banner').getByRole('link', { name }).click()
  }

  async leave(): Promise<void> {
    await this.visitor.context.close()
  }
}

/** One preset's demo on a server of its own, and a browser. */
export async function openWorld(slug: string): Promise<World> {
  const dataDir = await seededFolder(slug)
  const server = await startServer({ dataDir, env: { DEMO: '1', DEMO_PRESETS: slug } })
  return new World(slug, server, await openBrowser(server.url))
}
