import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { readParts } from '../../server/presets/read.ts'
import type { Life } from './life.ts'
import { download, readPdf } from './papers.ts'
import type { Person } from './walk.ts'

/** What a life told becomes the association's manual. `says`: a word of the PDF. */
export async function writeManual(life: Life, book: { title: string; chapters: string[]; says: string }): Promise<void> {
  const { slug } = life.world
  const folder = fileURLToPath(new URL(`../../dist/manual/${slug}/`, import.meta.url))
  const association = readParts(fileURLToPath(new URL(`../../presets/${slug}`, import.meta.url)), []).association?.value
  if (!association) throw new Error(`the preset of ${slug} can't be read`)
  await life.manual.write(folder, { association: { name: association.names.full, accent: association.accent }, title: book.title })
  const files = await readdir(folder)
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  for (const chapter of book.chapters) expect(html).toContain(chapter)
  for (const [, picture] of html.matchAll(/src="([^"]+)"/g)) expect(files).toContain(picture)
  expect((await readPdf(await readFile(join(folder, 'manual.pdf')))).text).toContain(book.says)
  const bytes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * 1024 * 1024)
}

/** The last test of a file: no page did anything wrong all the while. */
export function nothingWentWrong(life: Life): void {
  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(life.world.browser.faults).toEqual([])
  })
}

/** Who forgot the password sets a new one on a phone, by a code, and is in. Answers that person. */
export async function resetPassword(
  life: Life,
  mobile: string,
  fresh: string,
  told: { chapter?: [string, string]; step: string },
): Promise<Person> {
  const person = await life.world.person('phone')
  await person.open('/login')
  await person.link('忘记密码').click()
  await person.heading('忘记密码').waitFor()
  await person.fill({ 手机号: mobile, 新密码: fresh, 确认密码: fresh })
  await person.enterCode(mobile)
  await person.look('forgot')
  if (told.chapter) life.manual.chapter(...told.chapter)
  life.manual.step(told.step)
  await life.shot(person, '忘记密码')
  await person.button('设置新密码并登录').click()
  await person.page.waitForURL(/\/portal/)
  await person.heading().waitFor()
  return person
}

/** On the page 修改密码: the old password must be right. Ends where it was wrong. */
export async function tryWrongPassword(person: Person, fresh: string): Promise<void> {
  await person.fill({ 原密码: 'Wrong_2026', 新密码: fresh, 确认新密码: fresh })
  await person.button('修改密码').click()
  await person
    .text(/原密码.*不/)
    .first()
    .waitFor()
  await person.look('password')
}

/** … and the right one changes it. */
export async function changePassword(person: Person, old: string): Promise<void> {
  await person.fill({ 原密码: old })
  await person.button('修改密码').click()
  await person.text('密码已修改，其他设备已退出登录').waitFor()
}

/** Downloads a certificate that says all of `says`; the address in its code stays in the life's memory. */
export async function readCertificate(life: Life, person: Person, from: Locator, says: string[]): Promise<void> {
  const paper = await readPdf((await download(person.page, from)).bytes)
  for (const said of [...says, '会员证']) expect(paper.text).toContain(said)
  expect(paper.pages).toBe(1)
  life.memory.certificate = paper.links.find((link) => link.includes('/verify/')) ?? ''
}

/** Somebody scans the code on it with a phone: it holds today. */
export async function scanCertificate(life: Life): Promise<Person> {
  const stranger = await life.world.person('phone')
  life.cast.set('stranger', stranger)
  await stranger.page.goto(life.memory.certificate ?? '')
  await stranger.page.getByText('有效', { exact: true }).waitFor()
  await stranger.look('verify')
  return stranger
}

/** Two have the same matter open and press 通过 at the same time: one is too late, and told so. */
export async function decideAtOnce(first: Person, second: Person, open: (one: Person) => Promise<void>): Promise<void> {
  for (const one of [first, second]) {
    await open(one)
    await one.decision.getByRole('button', { name: '通过', exact: true }).click()
  }
  await first.look('console-pass')
  await first.confirmPass()
  await second.page.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click()
  await second.text('您的操作没有生效').waitFor()
  await second.look('console-overtaken')
}

/** On a registration that is else right: the code by SMS is asked for, a wrong one refused, the right one typed. */
export async function refuseWrongCode(person: Person, mobile: string): Promise<void> {
  await person.enterCode(mobile)
  const code = person.field('短信验证码')
  const right = await code.inputValue()
  await code.fill(right === '000000' ? '000001' : '000000')
  await person.button('注册').click()
  await person.text('短信验证码不正确或已过期').first().waitFor()
  await code.fill(right)
}

/** 批注 on a field or paper of a matter that is being sent back. */
export async function annotate(officer: Person, what: string, words: string): Promise<void> {
  await officer.button(`批注 ${what}`).click()
  await officer.page.getByLabel(`对“${what}”的批注`).fill(words)
}

/** Finance finds an order by whoever paid it, and confirms that all of it came. */
export async function confirmWholePayment(finance: Person, payer: RegExp): Promise<void> {
  await finance.open('/console/dues/orders')
  await finance.page.getByRole('row', { name: payer }).getByRole('link').first().click()
  await finance.button('确认到账').waitFor()
  await finance.fill({ 到账金额: (await finance.page.locator('strong.number.big').nth(1).innerText()).replace(/[^\d.]/g, '') })
  await finance.button('确认到账').click()
  await finance.text('已确认到账').first().waitFor()
}
