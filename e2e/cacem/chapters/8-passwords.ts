import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { changePassword, resetPassword, tryWrongPassword, writeManual } from '../../kit/passages.ts'
import { password } from '../../kit/walk.ts'
import { members } from '../cast.ts'

const { inArrears: debtorUnit, paid } = members
const [changed, reset, newMobile] = ['Huiji_2027', 'Huiji_2028', '13600000009']

/** Password, mobile, contact, and whom to ask. */
export function passwords(life: Life) {
  it('CACEM-20 the password is changed from the menu at the top right', async () => {
    const debtor = life.who('debtor')
    await debtor.chooseInMenu('修改密码')
    await debtor.heading('修改密码').waitFor()
    await tryWrongPassword(debtor, changed)
    life.manual.step('修改密码：登录后点右上角的姓名，选“修改密码”，填写原密码和两遍新密码。')
    await life.shot(debtor, '修改密码')
    await changePassword(debtor, password)
    const again = await life.world.signedIn('phone', debtorUnit.mobile, changed)
    await again.leave()
  })

  it('CACEM-20 who forgot the password sets a new one by SMS', async () => {
    const forgetful = await resetPassword(life, debtorUnit.mobile, reset, {
      step: '忘记密码：在登录页点“忘记密码”，用联络员手机号接收验证码，设置新密码。',
    })
    await forgetful.leave()
  })

  it('CACEM-20 the mobile is changed with a code from the old number and one from the new', async () => {
    const mover = await life.world.signedIn('phone', paid.mobile)
    await mover.chooseInMenu('更换手机号')
    await mover.heading('更换手机号').waitFor()
    await mover.proveWithoutPicture()
    await mover.askForCode(paid.mobile)
    await mover.fill({ 原手机号收到的验证码: await life.world.code(paid.mobile) })
    await mover.fill({ 新手机号: newMobile })
    await mover.proveWithoutPicture()
    await mover.button('获取验证码').click()
    await mover.page
      .getByRole('group', { name: /第 2 步/ })
      .getByRole('button', { name: /秒后重发/ })
      .waitFor()
    await mover.fill({ 短信验证码: await life.world.code(newMobile) })
    await mover.look('mobile')
    life.manual.step('更换手机号：登录后点右上角的姓名，选“更换手机号”，先用原手机号、再用新手机号接收验证码；下次请用新手机号登录。')
    await life.shot(mover, '更换手机号')
    await mover.button('更换手机号').click()
    await mover.text('手机号已更换，下次请用新手机号登录').waitFor()
    await mover.leave()
  })

  it('CACEM-20 a contact who left is replaced by staff, and the new one signs in', async () => {
    const officer = life.who('officer')
    const contact = { name: '冯接任', mobile: '13600000010' }
    await officer.open(`/console/members?q=${members.council.creditCode}`)
    await officer.link(members.council.name).click()
    await officer.button('修改资料').click()
    const first = officer.page.getByRole('region', { name: '第一联络员' }).last()
    await first.getByLabel(/^姓名/).fill(contact.name)
    await first.getByLabel(/^手机号/).fill(contact.mobile)
    await officer.field('修改原因').fill('企业来函更换联络员')
    await officer.look('console-edit')
    await officer.button('保存修改').click()
    await officer.text('资料已修改').first().waitFor()
    const person = await life.world.person('phone')
    await person.open('/first-login')
    await person.fill({ 手机号: contact.mobile, 新密码: 'Huiji_first2', 确认密码: 'Huiji_first2' })
    await person.enterCode(contact.mobile)
    await person.button('设置密码并登录').click()
    await person.page.waitForURL(/\/portal/)
    await person.heading(members.council.name).waitFor()
    life.manual.step('联络员已经离职、收不到短信的，请联系协会，由协会更换联络员；新的联络员再用“首次登录”设置密码。')
    await person.leave()
  })

  it('CACEM-01 says whom to ask', async () => {
    const stranger = life.who('stranger')
    await stranger.open('')
    const people = stranger.page.getByRole('region', { name: '联系我们' })
    life.manual.chapter('联系我们', '')
    life.manual.step('入会、会员信息、会费和电子票据的联系人和电话，见协会首页的“联系我们”。')
    await stranger.scrollTo(people)
    await life.shot(stranger, '联系我们')
    const help = await stranger.page.request.get((await stranger.link('帮助').getAttribute('href')) ?? '')
    expect(await help.text()).toContain('操作手册')
    const member = await life.world.signedIn('phone', newMobile)
    await member.look('home-paid')
    await member.leave()
  })

  it('CACEM-01 the walk has written the manual that the pages link as 帮助', () =>
    writeManual(life, {
      title: '会员管理系统操作手册',
      chapters: ['新会员注册', '企业信息管理', '会费交纳', '密码问题', '联系我们'],
      says: '会费交纳',
    }))
}
