import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { expectFocusSeen } from '../../kit/look.ts'
import { refuseWrongCode } from '../../kit/passages.ts'
import { unit } from '../cast.ts'

/** From the association's face to an account. */
export function entering(life: Life) {
  it('CACEM-01 shows the association, how to join and the way in', async () => {
    const member = await life.world.person('phone')
    life.cast.set('member', member)
    await member.open('')
    await member.heading('中国施工企业管理协会').waitFor()
    for (const step of ['注册账号', '阅读章程', '企业信息', '上传申请材料', '交纳会费'])
      await member.page.getByRole('heading', { name: step }).first().waitFor()
    await member.look('face')
    life.manual.chapter('新会员注册', '从打开协会首页到收到审核通过的短信，全部在网上办理，手机和电脑都可以。填到哪里系统都会自动保存。')
    life.manual.step('打开协会首页，点“注册入会”。首页还列出了入会步骤、需要的材料和会费标准，建议先看一遍。')
    await life.shot(member, '协会首页')
    const desk = await life.world.person('desk')
    life.cast.set('desk', desk)
    await desk.open('')
    await desk.look('face')
    await life.shot(desk)
  })

  it('CACEM-01 signs in with mobile, password and a picture code that can be changed or done without', async () => {
    const desk = life.who('desk')
    await desk.open('/login')
    await desk.look('login')
    await expectFocusSeen(desk.page, 8)
    const picture = desk.page.getByRole('img', { name: '图形验证码' })
    const before = await picture.getAttribute('src')
    await desk.button('换一张').click()
    await expect.poll(() => picture.getAttribute('src')).not.toBe(before)
    await desk.fill({ 手机号: unit.mobile, 密码: 'Wrong_2026', 图形验证码: 'ZZZZ' })
    await desk.button('登录').click()
    await desk.alert('图形验证码不正确或已过期').waitFor()
    await expect.poll(() => desk.field('图形验证码').inputValue()).toBe('')
    await desk.field('图形验证码').fill(await life.world.lettersOfNewestPicture())
    await desk.button('登录').click()
    // The picture was right now; nobody is told whether the number is known.
    await desk.alert('账号或密码不正确').waitFor()
    await desk.proveWithoutPicture()
    await desk.look('login-without-picture')
    const main = desk.page.getByRole('main')
    for (const name of ['注册', '首次登录', '忘记密码']) await main.getByRole('link', { name, exact: true }).waitFor()
    const foot = desk.page.getByRole('contentinfo')
    for (const text of ['010-00000000', 'member@example.org', '010-00000001', '京ICP备00000000号-1'])
      await foot.getByText(text).first().waitFor()
  })

  it('CACEM-02 refuses a wrong check digit, two passwords that differ, and a wrong code', async () => {
    const member = life.who('member')
    await member.link('注册入会').click()
    await member.heading('注册协会会员').waitFor()
    const wrongDigit = unit.creditCode.slice(0, 17) + (unit.creditCode.endsWith('0') ? '1' : '0')
    await member.fill({ 企业中文全称: unit.name, 统一社会信用代码: wrongDigit, 姓名: unit.person, 手机号: unit.mobile })
    await member.text(/校验/).first().waitFor()
    await member.fill({ 密码: unit.password, 确认密码: 'Xinghe_2027' })
    await member.button('注册').click()
    const summary = member.page.getByRole('alert').filter({ hasText: '处需要修改' })
    await summary.waitFor()
    expect(await summary.getByRole('listitem').count()).toBe(3)
    await summary.getByRole('button', { name: /两次输入的密码不一致/ }).click()
    expect(await member.hasFocus(member.field('确认密码'))).toBe(true)
    await member.look('register-wrong')
    await member.fill({ 统一社会信用代码: unit.creditCode, 确认密码: unit.password })
    await member.text('校验通过').waitFor()
    await refuseWrongCode(member, unit.mobile)
  })

  it('CACEM-02 registers with a code by SMS', async () => {
    const member = life.who('member')
    await member.look('register')
    life.manual.step('填写企业中文全称（与营业执照一致）、统一社会信用代码、经办人姓名和手机号。信用代码会自动校验。')
    await member.page.evaluate('scrollTo(0, 0)')
    await life.shot(member, '填写单位和经办人')
    life.manual.step(
      '填写图形验证码（看不清可以换一张，或改用无图验证），点“获取验证码”，把短信里的 6 位数字填进来；再设置 8–20 位的密码，点“注册”。',
    )
    await member.scrollTo(member.field('短信验证码'))
    await life.shot(member, '短信验证码和密码')
    await member.register()
    expect(await life.world.sms(unit.mobile, /验证码/)).toContain('注册')
  })
}
