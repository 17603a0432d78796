import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addDays, addYears, dayInChina } from '../../contract/rules/days.ts'
import { demoUnit } from '../../server/demo/units.ts'
import { keep } from '../kit/look.ts'
import { download, photo, readPdf } from '../kit/papers.ts'
import type { Person } from '../kit/walk.ts'
import { PlainWorld } from './world.ts'

/** An association unlike the others, made here from the folder beside this file alone. */
const folder = 'e2e/sixth/preset'
const secret = 'Hesheng-2026-Yi'
const administrator = { name: '何主任', mobile: '13500000001' }
const colleagues = {
  keeper: { name: '东片联络', mobile: '13500000002', role: '片区联络员', branch: '东片区' },
  western: { name: '西片联络', mobile: '13500000003', role: '片区联络员', branch: '西片区' },
  registrar: { name: '丁登记', mobile: '13500000004', role: '登记员', branch: null },
  secretary: { name: '艾秘书', mobile: '13500000005', role: '艺术委员会秘书', branch: null },
  treasurer: { name: '司库', mobile: '13500000006', role: '司库', branch: null },
} as const
const choir = { ...demoUnit(301), name: '示例市东风小学', head: '容团长', user: 'dongfeng', mobile: '13500000011' }

let world: PlainWorld
const cast = new Map<string, Person>()
const who = (name: string): Person => {
  const person = cast.get(name)
  if (!person) throw new Error(`${name} has not come yet`)
  return person
}

beforeAll(async () => {
  world = await PlainWorld.open('hechang')
})
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  process.stderr.write(world.server.output().slice(-1500))
  for (const page of world.browser.pages()) await keep(page, `failed-${task.name.slice(0, 30)}`, true)
})
afterAll(() => world?.close())

/** Opens the link one was given and chooses a password. */
async function activate(link: string): Promise<Person> {
  const person = await world.person('desk')
  await person.page.goto(link)
  await person.fill({ 密码: secret, 确认密码: secret })
  await person.button('设置密码并登录').click()
  await person.page.waitForURL(/\/console/)
  await person.heading().waitFor()
  return person
}

async function openTheMatter(person: Person): Promise<void> {
  await person.open('/console/matters')
  await person.link(choir.name).first().click()
  await person.heading(choir.name).waitFor()
}

async function pass(person: Person): Promise<void> {
  await openTheMatter(person)
  await person.pass()
}

describe('a sixth association, of a folder of files alone', () => {
  it('STAFF-02 the folder is checked, and the association made while the server runs', async () => {
    expect((await fetch(`${world.server.url}/hechang/`)).status).toBe(404)
    expect(await world.run('preset', 'check', folder)).toMatch(/没有|通过|正确|可以/)
    const said = await world.run('association', folder, '--name', administrator.name, '--mobile', administrator.mobile)
    expect(said).toContain('示例市合唱团联合会：已创建')
    const link = /https?:\S+\/activate\S*/.exec(said)?.[0] ?? ''
    const head = await activate(link)
    cast.set('head', head)
    await head.heading(`${administrator.name}，您好`).waitFor()
    await head.look('console-home')
  })

  it('STAFF-02 colleagues are hired on screen, one of them for a branch alone', async () => {
    const head = who('head')
    await head.open('/console/staff')
    for (const [key, one] of Object.entries(colleagues)) {
      await head.button('新增工作人员').click()
      const dialog = head.page.getByRole('dialog', { name: '新增工作人员' })
      await dialog.getByLabel(/^姓名/).fill(one.name)
      await dialog.getByLabel(/^手机号/).fill(one.mobile)
      const box = one.branch
        ? dialog.getByRole('group', { name: new RegExp(`^${one.role}`) }).getByRole('checkbox', { name: one.branch })
        : dialog.getByRole('checkbox', { name: new RegExp(`^${one.role}`) })
      await box.check()
      if (key === 'keeper') await head.look('console-hire')
      await head.button('新增并生成激活链接').click()
      const invitation = head.page.getByRole('dialog', { name: '激活链接' })
      const link = /https?:\S+/.exec(await invitation.innerText())?.[0] ?? ''
      await invitation.getByRole('button', { name: '我已复制，关闭' }).click()
      cast.set(key, await activate(link))
    }
    await head.look('console-staff')
  })

  it('a choir registers on the phone with a user name, and reads the covenant', async () => {
    const phone = await world.person('phone')
    cast.set('choir', phone)
    await phone.open('')
    await phone.heading('示例市合唱团联合会').waitFor()
    await phone.look('face')
    await phone.open('/register')
    await phone.fill({ 合唱团所属单位全称: choir.name, 团长姓名: choir.head, 用户名: choir.user, 密码: secret, 确认密码: secret })
    await phone.fill({ 团长手机号: choir.mobile })
    await phone.enterCode(choir.mobile)
    await phone.look('register')
    await phone.register()
    await phone.open('/portal/apply')
    await phone.button(/^开始/).click()
    await phone.heading('阅读公约').waitFor()
    await phone.text('— 全文完 —').scrollIntoViewIfNeeded()
    await phone.page.getByRole('checkbox', { name: /阅读并同意/ }).check()
    await phone.button('同意并继续').click()
    await phone.heading('团队档案').waitFor()
  })

  it('fills the form; every second paper is asked for by a condition only', async () => {
    const phone = who('choir')
    await phone.page.getByRole('radio', { name: '混声' }).check()
    await phone.fill({ 建团日期: '2022-05-01', 团员人数: '48' })
    await phone.page.getByRole('radio', { name: '东片区' }).check()
    await phone.button(/^下一项：代表曲目/).click()
    await phone.fill({ 曲名: '示例之歌' })
    await phone.button(/^下一项：联络/).click()
    await phone.look('form')
    await phone.button(/^下一步：材料/).click()
    await phone.heading('材料').waitFor()
    const slots = () => phone.page.getByRole('region').filter({ has: phone.page.getByLabel(/^上传/) })
    const names = async () => Promise.all((await slots().all()).map((slot) => slot.getByRole('heading').first().innerText()))
    expect((await names()).map((name) => name.replace(/^\d+\s*|\s*\*?$/g, ''))).toEqual(['团员名册', '演出节目单'])
    await phone.button(/上一步/).click()
    await phone.page
      .getByRole('tab', { name: /^团队/ })
      .or(phone.button(/^上一项/))
      .first()
      .click()
    await phone.page.getByRole('radio', { name: '童声' }).check()
    await phone.page
      .getByRole('group', { name: /有自己的排练场地/ })
      .getByRole('checkbox', { name: '是' })
      .check()
    await phone.fill({ 排练场地: '示例小学礼堂' })
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    await phone.page.getByRole('tab', { name: /联络/ }).click()
    await phone.button(/^下一步：材料/).click()
    await phone.heading('材料').waitFor()
    await expect.poll(() => slots().count()).toBe(4)
    await phone.look('papers')
    const roster = await download(phone.page, phone.link(/下载团员名册/))
    expect((await readPdf(roster.bytes)).text).toContain('示例市东风小学现有团员48')
    const upload = (name: string) => phone.page.getByLabel(`上传${name}`, { exact: true })
    await upload('团员名册').setInputFiles({ name: '名册.pdf', mimeType: 'application/pdf', buffer: roster.bytes })
    for (const name of ['未成年团员监护人同意书', '演出节目单', '排练场地证明']) await upload(name).setInputFiles(await photo(name))
    await phone.text('共 4 项材料，已上传 4 项').waitFor()
    await phone.handIn()
    await phone.look('waiting')
  })

  it('the branch decides first; the other branch, and the association’s own reviewers, have nothing to decide', async () => {
    const [western, registrar] = [who('western'), who('registrar')]
    for (const idle of [western, registrar]) {
      await idle.open('/console/matters')
      await idle.text(/没有/).first().waitFor()
      expect(await idle.link(choir.name).count()).toBe(0)
    }
    const keeper = who('keeper')
    await openTheMatter(keeper)
    await keeper.look('console-matter')
    const address = keeper.page.url()
    await western.page.goto(address)
    await western
      .text(/没有找到/)
      .first()
      .waitFor()
    await pass(keeper)
  })

  it('the year’s dues come after the branch has said yes, and the treasurer finds the money', async () => {
    const phone = who('choir')
    await phone.open('/portal/')
    await phone
      .link(/交纳年费|继续|去/)
      .first()
      .click()
    await phone.heading('交纳年费').waitFor()
    await phone.text('366.50 元').first().waitFor()
    await phone.fill({ 邮箱: 'siku@example.org' })
    await phone.button(/^生成订单/).click()
    await phone.page.getByRole('heading', { name: '汇款信息' }).waitFor()
    await phone.look('payment')
    await phone.handIn()
    const treasurer = who('treasurer')
    await treasurer.open('/console/dues/orders?state=open')
    await treasurer.link(choir.name).first().click()
    await treasurer.heading(choir.name).waitFor()
    await treasurer.fill({ 到账金额: '366.5' })
    await treasurer.button('确认到账').click()
    await treasurer.text('已确认到账').first().waitFor()
  })

  it('a second person checks and gives the number, a third decides in the meeting', async () => {
    await pass(who('registrar'))
    const secretary = who('secretary')
    await secretary.open('/console/meetings')
    await secretary.button('新建会议').first().click()
    const dialog = secretary.page.getByRole('dialog')
    await dialog.getByLabel(/^会议名称/).fill('艺术委员会第一次会议')
    await dialog.getByRole('button', { name: '新建' }).click()
    await secretary.heading('艺术委员会第一次会议').waitFor()
    await secretary.button(/^收入全部待上会事项（1）/).click()
    await secretary.button('按决议办理').click()
    await dialog.getByLabel(/^决议文号/).fill('艺委〔2026〕1 号')
    await dialog.getByRole('button', { name: '办理 1 件' }).click()
    await secretary.page.getByRole('region', { name: '办理结果' }).getByText('已通过 1 件').waitFor()
    await secretary.look('console-decided')
    expect(await world.sms(choir.mobile, /通过/)).toContain('HC26-001')
  })

  it('approved: standing and branch at the head, a certificate whose code says so, and a place in the list', async () => {
    const phone = who('choir')
    await phone.open('/portal/')
    await phone.text('HC26-001').first().waitFor()
    await phone.text('东片区普通团').first().waitFor()
    // The year rolls: paid from today until the day before this day next year.
    await phone
      .text(`至 ${addDays(addYears(dayInChina(new Date()), 1), -1)}`)
      .first()
      .waitFor()
    await phone.link('年费交纳').first().waitFor()
    await phone.look('home')
    const certificate = await readPdf((await download(phone.page, phone.link(/^下载成员团证/).first())).bytes)
    for (const text of [choir.name, 'HC26-001']) expect(certificate.text).toContain(text)
    const stranger = await world.person('phone')
    await stranger.page.goto(certificate.links.find((link) => link.includes('/verify/')) ?? '')
    await stranger.page.getByText('有效', { exact: true }).waitFor()
    await stranger.open('/directory')
    await stranger.heading('合唱团名录').waitFor()
    await stranger.page.getByLabel('合唱团名称').fill('东风')
    await stranger.button('查询').click()
    await stranger.text(choir.name).first().waitFor()
    await stranger.look('directory')
  })

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(world.browser.faults).toEqual([])
  })
})
