import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { readCertificate, resetPassword, scanCertificate } from '../../kit/passages.ts'
import { staff, unit } from '../cast.ts'
import { door, enter } from '../enter.ts'
import { menuOf } from './2-applying.ts'

const reset = 'Yunfeng_2027'

/** Login, password, 会员管理 and certificate. */
export function beingMember(life: Life) {
  it('CEPCA-09 who forgot the password sets a new one through the contact’s mobile, and signs in with it', async () => {
    const member = await resetPassword(life, unit.mobile, reset, {
      chapter: ['登录与密码', '用联系人手机号和密码登录。'],
      step: '忘记密码：在登录页点“忘记密码”，用登记的联系人手机号接收验证码，设置新密码。',
    })
    await member.heading(unit.name).waitFor()
    // Whoever was signed in with the old password is out.
    const before = life.who('desk')
    await before.page.goto(`/${life.world.slug}/portal/`)
    await before.page.waitForURL(/\/login/)
    await before.signIn(unit.mobile, reset, door)
    await before.heading(unit.name).waitFor()
    await life.who('member').leave()
    life.cast.set('member', member)
    life.manual.step('联系人更换、收不到短信的，请联系协会系统管理员，核对企业身份后办理。')
  })

  it('CEPCA-04 a member’s menu names all of 事项管理 that works', async () => {
    const desk = life.who('desk')
    expect(await menuOf(desk)).toEqual([
      '首页',
      '会员管理',
      '信息变更',
      '归属变更',
      '退会申请',
      '会费管理',
      '开票信息登记',
      '待办事项',
      '已办事项',
      '账号管理',
    ])
    await desk.look('home-member')
    const member = life.who('member')
    await member.look('home-member')
    await member.link('更多').click()
    await member.heading('更多').waitFor()
    for (const name of ['归属变更', '退会申请']) await member.page.getByRole('main').getByRole('link', { name }).waitFor()
    await member.look('more')
  })

  it('CEPCA-10 会员管理 shows 登记信息, 会员级别 and 状态, 会费状态', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/company')
    const main = desk.page.getByRole('main')
    for (const said of [unit.name, life.memory.number ?? '', '普通会员单位', unit.creditCode, '沈法人', unit.person, '会费状态'])
      await main.getByText(said).first().waitFor()
    await desk.look('company')
    const member = life.who('member')
    await member.open('/portal/company')
    await member.look('company')
    life.manual.chapter('事项管理', '在“会员管理”中查看登记信息、会员级别和状态、会费状态，下载电子会员证。')
    life.manual.step('点“会员管理”，查看登记信息、会员级别和状态、会费状态。')
    await life.shot(desk, '会员管理')
  })

  it('CEPCA-10 会员证书 is looked at and downloaded', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/company')
    const card = desk.page.getByRole('region', { name: /会员证/ })
    await card.getByText('有效', { exact: true }).waitFor()
    await readCertificate(life, desk, card.getByRole('link', { name: '下载会员证' }), [
      unit.name,
      unit.creditCode,
      life.memory.number ?? '',
    ])
    life.manual.step('在“会员管理”里点“下载会员证”，得到 PDF。证上有二维码，任何人扫一扫都能看到此刻是否有效。')
    await life.shot(await scanCertificate(life), '扫码查验')
  })

  it('CEPCA-02 the calendar year: who joined in it is charged the whole of it', async () => {
    const finance = await enter(life.world, 'desk', staff.finance.mobile)
    await finance.open('/console/dues')
    await finance.button('生成年度会费').first().click()
    const dialog = finance.page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^生成 \d+ 家/ }).click()
    await dialog.getByRole('button', { name: '完成' }).click()
    await finance.leave()
    const [desk, year] = [life.who('desk'), String(new Date().getFullYear())]
    await desk.open('/portal/dues')
    await desk.page.getByText('10,000.00').first().waitFor()
    await desk
      .text(new RegExp(`${year}`))
      .first()
      .waitFor()
    await desk.look('dues')
    await desk.open('/portal/company')
    await desk.page
      .getByRole('region', { name: '交费记录' })
      .getByRole('link', { name: /去交纳|待交纳/ })
      .waitFor()
  })
}
