import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { members, staff } from '../cast.ts'
import { enter } from '../enter.ts'

/** A year that is owed, from the member's order to the clerk's book. */
export function money(life: Life) {
  it('CEPCA-14, CEPCA-15 the member orders the year it owes; the page says how to transfer', async () => {
    const debtor = await enter(life.world, 'phone', members.inArrears.mobile)
    life.cast.set('debtor', debtor)
    await debtor.open('/portal/dues')
    life.manual.chapter('会费管理', '每年的会费由协会生成；会费标准见协会首页。')
    life.manual.step('“会费管理”里列出每个年度的金额、缴费时间、缴费状态和付款凭证。要缴纳的年度点“交费”，可以下载缴费通知。')
    await life.shot(debtor, '会费管理')
    await debtor
      .link(/^交费 20/)
      .first()
      .click()
    await debtor.heading(/^交纳/).waitFor()
    await debtor.fill({ 经办人: '吴经办' })
    await debtor.button('下一步：查看汇款信息').click()
    await debtor.text('汇款识别码（写在汇款附言里）').waitFor()
    life.manual.step('按页面上的账户公对公转账，附言写明汇款识别码；协会凭它核对到账，到账后不用再上传凭证。')
    await life.shot(debtor, '汇款信息')
  })

  collecting(life, {
    bank: 'abc',
    payer: 'debtor',
    finance: () => enter(life.world, 'desk', staff.finance.mobile),
    unit: members.inArrears,
    number: '0000012702',
  })
}
