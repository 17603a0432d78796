import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { expectFocusSeen } from '../../kit/look.ts'
import { refuseWrongCode } from '../../kit/passages.ts'
import { unit } from '../cast.ts'

/** From the association's face to an account. */
export function entering(life: Life) {
  it('CEPCA-01 the face shows who may join, the four rates of dues, and the way in', async () => {
    const member = await life.world.person('phone')
    life.cast.set('member', member)
    await member.open('')
    await member.heading('中国电力建设企业协会').waitFor()
    for (const step of ['阅读入会须知', '基础信息和联系人', '上传入会申请书与证明材料'])
      await member.page.getByRole('heading', { name: step }).first().waitFor()
    const dues = member.page.getByRole('region', { name: '会费标准' })
    for (const [level, yuan] of [
      ['会长单位', '200,000'],
      ['副会长单位', '200,000'],
      ['常务理事单位', '50,000'],
      ['理事单位', '30,000'],
      ['普通会员单位', '10,000'],
    ] as const)
      expect(await dues.getByRole('row', { name: new RegExp(`^${level}`) }).innerText()).toContain(yuan)
    await member.look('face')
    life.manual.chapter('入会须知与新会员注册', '注册、填写、上传、等待审核都在网上办理，手机和电脑都可以，填到哪里系统都会自动保存。')
    life.manual.step('打开协会首页，先看入会条件、会费标准和办理步骤，再点“注册入会”。')
    await life.shot(member, '协会首页')
    const desk = await life.world.person('desk')
    life.cast.set('visitor', desk)
    await desk.open('')
    await desk.look('face')
    await life.shot(desk)
  })

  it('CEPCA-01, CEPCA-02 入会须知 can be read before one registers: conditions, rates, the calendar year, part of a year costs a whole one', async () => {
    const desk = life.who('visitor')
    await desk.open('/texts/join-guide')
    await desk.heading('中国电力建设企业协会入会须知').waitFor()
    for (const text of ['诚信守法', '新入会单位一般为普通会员', '1 月 1 日至 12 月 31 日', '不足一年按一年计'])
      await desk.text(text).first().waitFor()
    await desk.look('guide')
  })

  it('CEPCA-09 the login asks for the contact’s mobile and tells nobody whether it is known', async () => {
    const desk = life.who('visitor')
    await desk.open('/login')
    await desk.look('login')
    await expectFocusSeen(desk.page, 8)
    await desk.fill({ 联系人手机号: unit.mobile, 密码: 'Wrong_2026' })
    await desk.field('图形验证码').fill('ZZZZ')
    await desk.button('登录').click()
    await desk.text('图形验证码不正确或已过期').first().waitFor()
    await desk.beRefused()
    for (const name of ['注册', '首次登录', '忘记密码']) await desk.link(name).first().waitFor()
  })

  it('CEPCA-03 registering refuses what is missing, a mail address that is none, and a wrong code', async () => {
    const member = life.who('member')
    await member.open('')
    await member.link('注册入会').first().click()
    await member.heading('注册会员').waitFor()
    await member.fill({ 用户名: unit.userName, 手机: unit.mobile, 邮箱: 'yunfeng@', 联系人姓名: unit.person })
    await member.fill({ 密码: unit.password, 确认密码: unit.password })
    await member.button('注册').click()
    const summary = member.alert('处需要修改')
    await summary.waitFor()
    expect(await summary.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('邮箱'),
      expect.stringContaining('单位名称'),
      expect.stringContaining('验证码'),
    ])
    await member.look('register-wrong')
    await member.fill({ 邮箱: unit.email, 单位名称: unit.name })
    await refuseWrongCode(member, unit.mobile)
  })

  it('CEPCA-03 registers with 用户名, 手机, 邮箱, 单位名称, 验证码 and a password', async () => {
    const member = life.who('member')
    await member.look('register')
    life.manual.step('填写用户名、手机、邮箱、单位名称和联系人姓名。手机是以后登录、接收审核结果用的；邮箱用来接收会费票据。')
    await member.page.evaluate('scrollTo(0, 0)')
    await life.shot(member, '注册会员')
    life.manual.step(
      '填写图形验证码（看不清可以换一张，或改用无图验证），点“获取验证码”，把短信里的 6 位数字填进来；再设置密码，点“注册”。',
    )
    await member.scrollTo(member.field('短信验证码'))
    await life.shot(member, '短信验证码和密码')
    await member.register()
    await member.heading(unit.name).waitFor()
    await member.look('home-new')
  })
}
