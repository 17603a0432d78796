import type { Locator } from 'playwright-core'
import type { Visitor } from './browser.ts'
import { look } from './look.ts'
import type { World } from './walk.ts'

/** How an association's login page asks who one is. */
export interface Door {
  /** Which of its tabs, when it has several. */
  tab?: string
  /** What stands over the box for the name; 手机号 where nothing else is said. */
  label?: string
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

  /** Chooses a tab of the login page when there are several, and types a name and a password. */
  async typeAtDoor(identifier: string, secret: string, { tab, label = '手机号' }: Door = {}): Promise<void> {
    if (tab) await this.page.getByRole('tab', { name: tab }).click()
    await this.fill({ [label]: identifier, 密码: secret })
  }

  async signIn(identifier: string, secret: string, door?: Door): Promise<void> {
    await this.open('/login')
    await this.typeAtDoor(identifier, secret, door)
    await this.proveWithoutPicture()
    await this.button('登录').click()
    await this.page.waitForURL(/\/(portal|console)/)
    await this.heading().first().waitFor()
  }

  /** Tries what is typed at the door: nobody is told whether the name is known. */
  async beRefused(): Promise<void> {
    await this.proveWithoutPicture()
    await this.button('登录').click()
    await this.alert('账号或密码不正确').waitFor()
  }

  /** Hands in a registration that is filled in, and is in the portal. */
  async register(): Promise<void> {
    await this.button('注册').click()
    await this.page.waitForURL(/\/portal/)
    await this.heading().first().waitFor()
  }

  /** From the last page of a form to the one where all of it is read over. */
  async toReview(): Promise<void> {
    await this.button('下一步：核对并提交').click()
    await this.heading('核对并提交').waitFor()
  }

  /** Hands in what was read over, and sees that it is under review. */
  async submit(name: string | RegExp = /^提交/): Promise<void> {
    await this.button(name).click()
    await this.heading('已提交，正在审核').waitFor()
  }

  async handIn(name?: string | RegExp): Promise<void> {
    await this.toReview()
    await this.submit(name)
  }

  /** Where staff decide a matter. */
  get decision() {
    return this.page.getByRole('region', { name: '决定' })
  }

  /** Passes the matter that is open. */
  async pass(): Promise<void> {
    await this.decision.getByRole('button', { name: '通过', exact: true }).click()
    await this.confirmPass()
  }

  /** Says 通过 in the dialog too, and is told what became of it. */
  async confirmPass(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click()
    await this.text(/已通过：/)
      .first()
      .waitFor()
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
