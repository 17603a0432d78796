import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { unit } from '../cast.ts'
import { clerk, enter, pass } from '../enter.ts'

/** The number before the dues, the dues, and the secretariat's approval. */
export function paying(life: Life) {
  it('CAQ-08 the home gives the 会员号 and says that the secretariat’s approval is outstanding', async () => {
    const phone = life.who('unit')
    await phone.open('/portal')
    await phone.text('等待审批').first().waitFor()
    life.memory.number = /\b26\d{6}\b/.exec(await phone.page.getByRole('main').innerText())?.[0] ?? ''
    expect(life.memory.number).toMatch(/^26\d{6}$/)
    await phone
      .text(/秘书处还没有审批/)
      .first()
      .waitFor()
    await phone.look('home-outstanding')
    life.manual.step('资料审核通过后，首页显示会员号并提示缴费；秘书处审批以前，首页会注明“秘书处还没有审批”。')
    await life.shot(phone, '资料审核通过')
  })

  it('CAQ-08 dues come after the number: 5000 for an ordinary unit, by transfer; 申请查看缴费状态 asks finance', async () => {
    const phone = life.who('unit')
    await phone.link('去交费').click()
    await phone.heading('缴纳会费').waitFor()
    await phone.text('5,000.00 元').first().waitFor()
    expect(await phone.field('票据抬头').inputValue()).toBe(unit.name)
    await phone.fill({ 联系手机号: unit.mobile, 接收票据的邮箱: unit.email })
    await phone.look('payment')
    await phone.button('生成订单，查看汇款信息').click()
    await phone.heading('缴纳会费').waitFor()
    await phone.page.getByRole('heading', { name: '汇款信息' }).waitFor()
    await phone.look('transfer')
    life.manual.step('按页面上的账户汇款，附言写明汇款识别码；与财务确认后上传回单，或点“申请查看缴费状态”，等待协会核对到账。')
    await phone.scrollTo(phone.page.getByRole('heading', { name: '汇款信息' }))
    await life.shot(phone, '汇款信息')
    await phone.button('申请查看缴费状态').click()
    await phone.handIn()
  })

  it('CAQ-08 the secretariat can’t approve before finance confirmed', async () => {
    const secretary = await clerk(life, 'administrator')
    await secretary.open(`/console/matters?scope=all&q=${encodeURIComponent(unit.name)}`)
    await secretary.link(unit.name).click()
    await secretary.heading(unit.name).waitFor()
    const decision = secretary.decision
    expect(await decision.getByRole('button', { name: '通过', exact: true }).getAttribute('aria-disabled')).toBe('true')
    await secretary.look('console-unpaid')
    const finance = await clerk(life, 'finance')
    await finance.open('/console/dues/orders')
    await finance.link(unit.name).click()
    await finance.heading(unit.name).waitFor()
    await finance.look('console-order')
    await finance.fill({ 到账金额: '5000' })
    await finance.button('确认到账').click()
    await finance.text('已确认到账').first().waitFor()
  })

  it('CAQ-08, CAQ-12 approved, a mail comes; the home shows number, validity, dues, level and contact', async () => {
    await pass(await clerk(life, 'administrator'), unit.name, /单位会员入会申请/)
    const mail = await life.world.sms(unit.email, /秘书处审批通过/)
    expect(mail).toContain(life.memory.number)
    for (const device of ['unit', 'desk']) {
      const one = life.who(device)
      await one.open('/portal')
      await one.text('在会').first().waitFor()
      const home = () => one.page.getByRole('main').innerText()
      await expect.poll(home).toMatch(/有效期[\s\S]*2027-11-2\d/)
      await expect.poll(home).toContain('已交清')
      for (const text of [life.memory.number ?? '', '普通单位会员', unit.person, unit.mobile, unit.email])
        expect(await home()).toContain(text)
      await one.look('home')
    }
    life.manual.chapter('会员首页', '')
    life.manual.step('秘书处审批通过后收到邮件。首页显示会员编号、有效期、缴费状态、会员类型和联系人。')
    await life.shot(life.who('desk'), '会员首页')
  })

  it('CAQ-02 the number opens the door too', async () => {
    const again = await enter(life.world, 'phone', '企业登录', life.memory.number ?? '', unit.password)
    await again.heading(unit.name).waitFor()
    await again.leave()
  })
}
