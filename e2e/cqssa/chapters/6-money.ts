import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { debtor, staff } from '../cast.ts'

/** Dues for a year that is owed, from the member's order to the clerk's book. */
export function money(life: Life) {
  it('CQSSA-11, CQSSA-12 the member chooses for how many years it pays; the page says how to transfer', async () => {
    const phone = await life.world.signedIn('phone', debtor.mobile)
    life.cast.set('debtor', phone)
    await phone.open('/portal/dues')
    const card = phone.page.getByRole('region', { name: '缴纳年限' })
    await card.getByLabel(/^1 年/).check()
    life.manual.chapter('会费缴纳与订单管理', '会费按年度计算，一次可以缴纳 1 至 3 年。')
    life.manual.step('在“会费缴纳”里选择缴纳年限，页面会写明是哪几个年度、一共多少，点“去缴费”。')
    await life.shot(phone, '选择缴纳年限')
    await card.getByRole('link', { name: '去缴费' }).click()
    await phone.heading('交纳会费').waitFor()
    await phone.fill({ 经办人: '吴经办', 接收票据的邮箱: '100000@qq.com' })
    await phone.button('下一步：查看汇款信息').click()
    await phone.text('汇款识别码（写在汇款附言里）').waitFor()
    life.manual.step('按页面上的账户转账，附言写明汇款识别码；在“订单管理”里随时可以查看订单和缴费状态。')
    await life.shot(phone, '汇款信息')
  })

  collecting(life, {
    bank: 'ccb',
    payer: 'debtor',
    finance: () => life.world.signedIn('desk', staff.finance),
    unit: debtor,
    number: '0000012703',
  })
}
