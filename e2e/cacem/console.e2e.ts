import { describe, expect, it } from 'vitest'
import { demoUnit } from '../../server/demo/units.ts'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import { staff } from './cast.ts'

const unit = demoUnit(2)
const colleague = { name: '许查阅', mobile: '13600000020', password: 'Yuelan_2026' }

describe('a day of the secretariat', () => {
  const life = useLife('cacem')

  it('STAFF-01 the to-do list opens by keyboard alone: j, k, Enter, and / to search', async () => {
    const officer = await life.world.signedIn('desk', staff.officer.mobile)
    life.cast.set('officer', officer)
    const { keyboard } = officer.page
    await officer.open('/console/matters')
    const rows = officer.page.getByRole('table').getByRole('link')
    await rows.first().waitFor()
    const name = await rows.first().innerText()
    await keyboard.press('j')
    await expect.poll(() => officer.page.locator('[aria-current="true"]').getByRole('link').innerText()).toBe(name)
    await keyboard.press('?')
    const help = officer.page.getByRole('dialog', { name: '键盘操作' })
    for (const words of ['下一条', '上一条', '打开所选的一条', '在列表中查找']) await help.getByText(words).waitFor()
    await officer.look('console-keys')
    await keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    // A key that comes in the moment a screen changes is pressed again, as a person would.
    const pressUntil = (key: string, there: () => Promise<boolean>) =>
      expect.poll(async () => (await there()) || (await keyboard.press(key).then(there)), { timeout: 15_000, interval: 500 }).toBe(true)
    await pressUntil('Enter', () => officer.heading(name).isVisible())
    await pressUntil('Escape', () => officer.heading('待办事项').isVisible())
    await pressUntil('/', () => officer.hasFocus(officer.page.getByRole('searchbox', { name: '查找事项' })))
  })

  it('STAFF-03 finds a member by part of a name, initials, credit code and mobile', async () => {
    const officer = life.who('officer')
    const search = officer.page.getByRole('searchbox', { name: '查找会员' }).first()
    for (const words of [unit.name.slice(4, 8), 'ysjs', unit.creditCode, unit.creditCode.slice(8), unit.mobile]) {
      await search.fill(words)
      await search.press('Enter')
      await officer.page.waitForURL(new RegExp(`q=${encodeURIComponent(words)}`))
      await officer.page
        .getByRole('row', { name: new RegExp(unit.name) })
        .first()
        .waitFor()
    }
    await officer.look('console-search')
    await search.fill('没有这家单位')
    await search.press('Enter')
    await officer.text('没有符合条件的会员').waitFor()
    await officer.button('清除筛选').last().click()
    await expect.poll(() => officer.page.getByRole('row').count()).toBeGreaterThan(10)
  })

  it('STAFF-03 one page tells the member’s story; whole contacts are shown on request only, and the log keeps it', async () => {
    const officer = life.who('officer')
    await officer.open(`/console/members?q=${unit.creditCode}`)
    await officer.link(unit.name).click()
    await officer.heading(unit.name).waitFor()
    for (const part of ['会籍', '变更记录', '企业信息']) await officer.page.getByRole('region', { name: part }).first().waitFor()
    const profile = officer.page.getByRole('region', { name: '企业信息' }).first()
    expect(await profile.innerText()).not.toContain(unit.mobile)
    await officer.button('查看完整联系方式').click()
    await profile.getByText(unit.mobile).waitFor()
    await officer.look('console-member')
    const administrator = await life.world.signedIn('desk', staff.administrator.mobile)
    life.cast.set('administrator', administrator)
    await administrator.open(`/console/audit?subject=${encodeURIComponent(unit.name)}`)
    await administrator.page
      .getByRole('row', { name: /查看完整联系方式/ })
      .getByText(staff.officer.name)
      .waitFor()
    await administrator.look('console-audit')
    await administrator.page
      .getByRole('row', { name: /查看完整联系方式/ })
      .getByRole('button')
      .first()
      .click()
    await administrator.page.getByRole('dialog').getByText(unit.name).first().waitFor()
    await administrator.look('console-audit-one')
  })

  it('STAFF-02 a colleague is invited, sets the password by the link, and may do what the role allows', async () => {
    const administrator = life.who('administrator')
    await administrator.open('/console/roles')
    await administrator.look('console-roles')
    await administrator.open('/console/staff')
    await administrator.look('console-staff')
    await administrator.button('新增工作人员').click()
    await administrator.fill({ 姓名: colleague.name, 手机号: colleague.mobile })
    await administrator.page.getByRole('checkbox', { name: '查阅' }).check()
    await administrator.button('新增并生成激活链接').click()
    const link = /https?:\S+/.exec(await administrator.page.getByRole('dialog', { name: '激活链接' }).innerText())?.[0] ?? ''
    const reader = await life.world.person('desk')
    await reader.page.goto(link)
    await reader.text(`${colleague.name}，您好。请设置登录密码`).waitFor()
    await reader.look('activate')
    await reader.fill({ 密码: colleague.password, 确认密码: colleague.password })
    await reader.button('设置密码并登录').click()
    await reader.page.waitForURL(/\/console/)
    await reader.heading(`${colleague.name}，您好`).waitFor()
    const navigation = reader.page.getByRole('navigation', { name: '工作台导航' })
    await navigation.getByRole('link', { name: /会员列表/ }).waitFor()
    expect(await navigation.getByRole('link', { name: /工作人员|操作日志/ }).count()).toBe(0)
    await reader.open('/console/staff')
    await reader.text('您没有打开这个页面的权限').waitFor()
    life.cast.set('reader', reader)
  })

  it('STAFF-02 who is disabled is out at once', async () => {
    const [administrator, reader] = [life.who('administrator'), life.who('reader')]
    await administrator.page.getByRole('dialog').getByRole('button', { name: '我已复制，关闭' }).click()
    await administrator.page
      .getByRole('row', { name: new RegExp(colleague.name) })
      .getByRole('button', { name: /^停用/ })
      .click()
    await administrator.page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await administrator.text(`已停用 ${colleague.name}，并退出其登录`).waitFor()
    await reader.page.goto(`/${life.world.slug}/console/members`)
    await reader.page.waitForURL(/\/login/)
  })

  it('STAFF-01 what was decided stands in the done list, what was sent in the messages', async () => {
    const officer = life.who('officer')
    await officer.open('/console/matters/done?scope=all')
    await officer.page.getByRole('table').getByRole('link').first().waitFor()
    await officer.look('console-done')
    await officer.open('/console/messages')
    await officer.page.getByRole('row').nth(1).waitFor()
    await officer.look('console-messages')
    const finance = await life.world.signedIn('desk', staff.finance.mobile)
    for (const [path, name] of [
      ['/console/dues', 'console-dues'],
      ['/console/dues/standards', 'console-standards'],
    ] as const) {
      await finance.open(path)
      await finance.look(name)
    }
  })

  it('STAFF-03 two records of one unit become one, previewed, and two again when it was an error', async () => {
    const officer = life.who('officer')
    // The demo has it twice, under one name.
    const other = demoUnit(18)
    await officer.open(`/console/members?q=${unit.creditCode}`)
    await officer.link(unit.name).click()
    const card = officer.page.getByRole('region', { name: '重复记录' })
    await card.getByRole('list', { name: '可能重复' }).getByText('名称相同').waitFor()
    await card.getByRole('button', { name: '合并其他记录' }).click()
    const dialog = officer.page.getByRole('dialog', { name: '合并其他记录' })
    await dialog.getByLabel('名称、编号或信用代码').fill(other.creditCode)
    await dialog.getByRole('button', { name: '查找' }).click()
    await dialog.getByRole('link', { name: new RegExp(`比较.*${other.name}`) }).click()
    await officer.heading('合并会员记录').waitFor()
    await officer.page.getByRole('region', { name: '会移过来的' }).getByText('会籍 1 条').waitFor()
    await officer.look('console-merge')
    const phone = await life.world.signedIn('phone', staff.officer.mobile)
    await phone.page.goto(officer.page.url())
    await phone.heading('合并会员记录').waitFor()
    await phone.look('console-merge')
    await phone.leave()
    await officer.page.getByLabel('为什么是同一条记录').fill('改名前后登记了两次')
    await officer.button('合并').click()
    await officer.page.getByRole('dialog').getByRole('button', { name: '合并' }).click()
    await officer.heading(unit.name).waitFor()
    await card.getByText('已并入的记录').waitFor()
    await officer.look('console-merged')
    await card.getByRole('link', { name: other.name }).click()
    await officer.text('这条记录已经合并').waitFor()
    await officer.page.getByRole('main').getByRole('link', { name: unit.name }).first().click()
    await card.getByRole('button', { name: '撤销合并' }).click()
    await officer.page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click()
    await officer.text('合并已撤销').waitFor()
    await officer.open(`/console/members?q=${other.creditCode}`)
    await officer.link(other.name).waitFor()
  })

  nothingWentWrong(life)
})
