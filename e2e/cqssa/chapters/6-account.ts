import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { changePassword, tryWrongPassword } from '../../kit/passages.ts'
import { unit } from '../cast.ts'

export function account(life: Life) {
  it('CQSSA-13 账号管理 修改密码: the old one, the new one twice', async () => {
    const phone = life.who('unit')
    await phone.open('/portal/settings/password')
    await phone.fill({ 原密码: 'Wrong_2026', 新密码: unit.newPassword, 确认新密码: 'Zhian_2028' })
    await phone.button('修改密码').click()
    await phone.text('两次输入的新密码不一致').first().waitFor()
    await tryWrongPassword(phone, unit.newPassword)
    life.manual.chapter('修改账号信息', '')
    life.manual.step('修改密码：进入“账号管理”，填写原密码、新密码和确认密码，点“修改密码”。')
    await life.shot(phone, '修改密码')
    await changePassword(phone, unit.password)
    const desk = life.who('desk')
    await desk.open('/portal/')
    await desk.page.waitForURL(/\/login/)
  })

  it('CQSSA-13 更换手机: the picture code, a code to the old number and one to the new', async () => {
    const phone = life.who('unit')
    await phone.link('更换手机号').first().click()
    await phone.heading('更换手机号').waitFor()
    await phone.page.getByRole('img', { name: '图形验证码' }).waitFor()
    await phone.field('图形验证码').fill(await life.world.lettersOfNewestPicture())
    await phone.askForCode(unit.mobile)
    await phone.fill({ 原手机号收到的验证码: await life.world.code(unit.mobile) })
    await phone.fill({ 新手机号: unit.newMobile })
    await phone.proveWithoutPicture()
    await phone.button('获取验证码').click()
    const second = phone.page.getByRole('group', { name: /第 2 步/ })
    await second.getByRole('button', { name: /秒后重发/ }).waitFor()
    const code = await life.world.code(unit.newMobile)
    await phone.fill({ 短信验证码: code === '000000' ? '000001' : '000000' })
    await phone.button('更换手机号').click()
    await phone
      .text(/验证码不正确/)
      .first()
      .waitFor()
    await phone.look('mobile')
    life.manual.step(
      '更换手机：进入“账号管理”→“更换手机号”，填写图形验证码，用原手机号和新手机号各接收一次短信验证码。更换后请用新手机号登录。',
    )
    await life.shot(phone, '更换手机')
    await phone.fill({ 短信验证码: code })
    await phone.button('更换手机号').click()
    await phone.text('手机号已更换，下次请用新手机号登录').waitFor()
  })

  it('CQSSA-13 the next login is with the new mobile, the old one opens nothing', async () => {
    const desk = life.who('desk')
    await desk.open('/login')
    await desk.fill({ 手机号: unit.mobile, 密码: unit.newPassword })
    await desk.beRefused()
    await desk.signIn(unit.newMobile, unit.newPassword)
    await desk.heading(unit.name).waitFor()
    await desk.open('/portal/settings/mobile')
    await desk.look('mobile')
    await desk.open('/portal/settings/password')
    await desk.look('password')
  })
}
