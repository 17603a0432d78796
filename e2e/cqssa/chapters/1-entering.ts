import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { expectFocusSeen } from '../../kit/look.ts'
import type { Person } from '../../kit/walk.ts'
import { member, oldUnit, unit } from '../cast.ts'

/** Fills 注册账号 and has the code sent. */
export async function fillRegistration(person: Person, one: typeof unit | typeof oldUnit): Promise<void> {
  await person.fill({ 单位名称: one.name, 统一社会信用代码: one.creditCode, 经办人姓名: one.person, 手机号: one.mobile })
  await person.fill({ 密码: one.password, 确认密码: one.password })
  await person.enterCode(one.mobile)
}

/** The face, the login page, 注册账号. */
export function entering(life: Life) {
  it('CQSSA-01 the association’s face and login page lead to 注册账号', async () => {
    const person = await life.world.person('phone')
    life.cast.set('unit', person)
    await person.open('')
    await person.heading('建设工程质量安全协会').waitFor()
    await person.look('face')
    await person.open('/login')
    await person.heading('会员之家').waitFor()
    await person.look('login')
    life.manual.chapter('账号注册', '注册账号、填写单位信息、上传证书、加入分会，都在网上办理，手机和电脑都可以。填到哪里自动保存到哪里。')
    life.manual.step('打开会员系统登录页面，点“注册”，进入“注册账号”。')
    await life.shot(person, '登录页面')
    const desk = await life.world.person('desk')
    life.cast.set('visitor', desk)
    await desk.open('')
    await desk.look('face')
    await desk.open('/login')
    await desk.look('login')
    await expectFocusSeen(desk.page, 6)
    await desk.fill({ 手机号: unit.mobile, 密码: 'Wrong_2026' })
    await desk.beRefused()
  })

  it('CQSSA-01 a credit code copied wrongly and two passwords that differ are refused', async () => {
    const person = life.who('unit')
    await person.link('注册').click()
    await person.heading('注册账号').waitFor()
    const wrong = unit.creditCode.slice(0, 17) + (unit.creditCode.endsWith('0') ? '1' : '0')
    await person.fill({ 单位名称: unit.name, 统一社会信用代码: wrong, 经办人姓名: unit.person, 手机号: unit.mobile })
    await person.fill({ 密码: unit.password, 确认密码: unit.newPassword })
    await person.button('注册').click()
    const summary = person.alert('处需要修改')
    await summary.getByRole('button', { name: /两次输入的密码不一致/ }).waitFor()
    await person.text(/校验/).first().waitFor()
    await person.look('register-wrong')
  })

  it('CQSSA-01 registers with a code by SMS', async () => {
    const person = life.who('unit')
    await fillRegistration(person, unit)
    await person.look('register')
    life.manual.step('填写单位名称、统一社会信用代码、经办人姓名和手机号，接收短信验证码，设置密码，点“注册”。手机号就是以后登录的账号。')
    await person.page.evaluate('scrollTo(0, 0)')
    await life.shot(person, '注册账号')
    await person.register()
    await person.look('home-new')
  })

  it('CQSSA-01 a unit that is a member already is shown the way to 首次登录', async () => {
    const other = life.who('visitor')
    await other.open('/register')
    await fillRegistration(other, { ...oldUnit, name: member.name, creditCode: member.creditCode })
    await other.button('注册').click()
    await other.alert('该统一社会信用代码的单位已是会员').waitFor()
    await other.link('首次登录').first().waitFor()
    await other.look('register-known')
    expect(other.page.url()).toContain('/register')
  })
}
