import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { expectFocusSeen } from '../../kit/look.ts'
import { council, unit } from '../cast.ts'
import { confirmEmail, doors, enter, linkInMail } from '../enter.ts'

/** The portal, the ways in, and registration by e-mail. */
export function entering(life: Life) {
  it('CAQ-01 the portal offers 会员查询 and 加入会员: 企业入会, 个人入会', async () => {
    const visitor = await life.world.person('desk')
    life.cast.set('visitor', visitor)
    await visitor.open('')
    await visitor.heading('中国质量协会').waitFor()
    for (const name of ['企业入会', '个人入会']) await visitor.link(name).first().waitFor()
    // What can't be read yet is not offered.
    for (const name of ['通知公告', '协会新闻']) expect(await visitor.page.getByText(name).count()).toBe(0)
    await visitor.look('face')
    life.manual.chapter(
      '企业入会',
      '企业自己注册账号、填写入会申请表、打印盖章上传，资料审核通过后缴费，由秘书处审批。手机和电脑都可以办理。',
    )
    life.manual.step('打开协会会员系统首页，点“企业入会”（个人点“个人入会”）。首页列出了入会的步骤和会费标准。')
    await life.shot(visitor, '会员系统首页')
    const phone = await life.world.person('phone')
    life.cast.set('unit', phone)
    await phone.open('')
    await phone.look('face')
  })

  it('CAQ-01 会员查询: anybody looks a unit up, by two letters or more', async () => {
    const visitor = life.who('visitor')
    await visitor.open('/directory')
    await visitor.page.getByRole('searchbox').or(visitor.page.getByRole('textbox')).first().fill(council.name.slice(2, 6))
    await visitor.button('查询').click()
    await visitor.page.getByRole('region', { name: '查询结果' }).getByText(council.name).first().waitFor()
    expect(await visitor.page.getByRole('region', { name: '查询结果' }).innerText()).not.toContain(council.mobile)
    await visitor.look('directory')
  })

  it('CAQ-02 signs in by 企业全称 or 会员号 with a slider, moved by mouse or arrow keys, or done without', async () => {
    const visitor = life.who('visitor')
    await visitor.open('/login')
    await visitor.look('login')
    await expectFocusSeen(visitor.page, 6)
    await visitor.typeAtDoor(council.name, 'wrong_2026', doors.企业登录)
    await visitor.button('登录').click()
    await visitor.text('请拖动滑块完成安全验证').first().waitFor()
    await visitor.slide('drag')
    await visitor.look('login-slid')
    await visitor.button('登录').click()
    await visitor.alert('账号或密码不正确').waitFor()
    await visitor.slide('keys')
    await visitor.field('密码').fill('Huiji_2026')
    await visitor.page.getByRole('checkbox', { name: /记住登录状态/ }).check()
    await visitor.button('登录').click()
    await visitor.page.waitForURL(/\/portal/)
    await visitor.heading().first().waitFor()
    const session = (await visitor.visitor.context.cookies()).find((cookie) => cookie.name === 'huiji')
    expect((session?.expires ?? 0) * 1000).toBeGreaterThan(Date.now() + 29 * 86_400_000)
    life.cast.set('council', visitor)
  })

  it('CAQ-03 who has no confirmed e-mail is asked for a valid one after signing in', async () => {
    const old = life.who('council')
    await old.heading('请确认您的邮箱').waitFor()
    await old.look('asked-email')
    life.manual.chapter('登录', '企业用企业全称、用户名或会员号登录，个人用姓名或会员号登录。')
    life.manual.step('第一次登录时，系统请您核对邮箱：填写现在还在使用的邮箱，用收到的验证码确认。审核结果、会费通知都会发到这个邮箱。')
    await life.shot(old, '确认邮箱')
    await confirmEmail(old, 'council@example.org')
    await old.heading(council.name).waitFor()
    await old.look('home-member')
  })

  it('CAQ-04 企业入会: a password of fewer than six, or of digits alone, is refused', async () => {
    const phone = life.who('unit')
    await phone.link('企业入会').first().click()
    await phone.heading('加入会员').waitFor()
    await phone.fill({ 注册邮箱: 'xinghe', 用户名: unit.name, 联系人姓名: unit.person, 密码: '12345', 确认密码: '123456' })
    await phone.button('注册').click()
    await phone.alert('处需要修改').waitFor()
    await phone.look('register-wrong')
    await phone.fill({ 注册邮箱: unit.email, 密码: '123456', 确认密码: '123456' })
    await phone.slide('drag')
    await phone.button('注册').click()
    await phone.text(/字母/).first().waitFor()
  })

  it('CAQ-04 registers by e-mail, name and a password of letters and digits; a mail confirms', async () => {
    const phone = life.who('unit')
    await phone.fill({ 密码: unit.password, 确认密码: unit.password })
    await phone.look('register')
    life.manual.chapter('注册和入会申请', '')
    life.manual.step('填写注册邮箱、企业全称（即登录用的用户名，与营业执照一致）和密码（至少 6 位，含字母和数字），拖动滑块完成验证。')
    await phone.page.evaluate('scrollTo(0, 0)')
    await life.shot(phone, '企业入会')
    await phone.register()
    await phone.look('home-new')
    const link = await linkInMail(life.world, unit.email, /确认/)
    expect(link).toContain('/caq/')
    await phone.page.goto(link)
    await phone.text(/邮箱 xi\*+@example.org 已确认/).waitFor()
    await phone.look('email-confirmed')
    life.manual.step('注册后会收到一封确认邮件，打开其中的链接确认邮箱。')
    await life.shot(phone, '邮箱已确认')
    await phone.link('进入会员中心').click()
    await phone.page.waitForURL(/\/portal/)
  })

  it('CAQ-02 the new unit signs in at a desk by its full name', async () => {
    const desk = await enter(life.world, 'desk', '企业登录', unit.name, unit.password)
    life.cast.set('desk', desk)
    await desk.look('home-new')
  })
}
