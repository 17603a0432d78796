import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { debtor } from '../cast.ts'
import { clerk, confirmEmail, enter } from '../enter.ts'

/** A unit's next year, from its order to the clerk's book. */
export function money(life: Life) {
  it('CAQ-09, CAQ-10 the unit pays its next year and asks for the receipt', async () => {
    const phone = await enter(life.world, 'phone', '企业登录', debtor.name)
    life.cast.set('debtor', phone)
    await confirmEmail(phone, debtor.email)
    await phone.open('/portal/dues')
    life.manual.chapter('会费和发票', '会费有效期一年，从缴费、审批之日起算；到期前会收到提醒。')
    life.manual.step('在“会费管理”里点“交费”，核对票据抬头和邮箱，生成订单。')
    await life.shot(phone, '会费管理')
    await phone.link('交费').first().click()
    await phone.fill({ 联系手机号: debtor.mobile, 接收票据的邮箱: debtor.email })
    await phone.button(/查看汇款信息$/).click()
    await phone.page.getByRole('heading', { name: '汇款信息' }).waitFor()
    life.manual.step('按页面上的账户汇款，附言写明汇款识别码；到账后在“票据”里申请发票。')
    await life.shot(phone, '汇款信息')
  })

  collecting(life, {
    bank: 'boc',
    payer: 'debtor',
    finance: () => clerk(life, 'finance'),
    unit: debtor,
    number: '0000012705',
    ask: async (phone) => {
      await phone.open('/portal/dues/receipts')
      const form = phone.page.getByRole('form', { name: /^申请发票/ }).first()
      await form.getByLabel(/^票据抬头/).fill(debtor.name)
      await form.getByLabel(/^接收邮箱/).fill(debtor.email)
      await form.getByRole('button', { name: '提交开票申请' }).click()
      await phone.text('已提交开票申请').first().waitFor()
    },
  })
}
