import { it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { staff, units } from '../cast.ts'
import { enter } from '../enter.ts'

/** A unit pays for its people with one transfer, up to the clerk's book. */
export function money(life: Life) {
  it('GSJL-12, GSJL-13 the unit ticks its people and has one order for all; the page says how to transfer', async () => {
    const phone = await enter(life.world, 'phone', '企业登录', units.first.name)
    life.cast.set('payer', phone)
    await phone.open('/portal/people/pay')
    await phone.page.getByLabel(/^全选/).check()
    life.manual.chapter('企业：统一缴费', '个人会费由所在单位统一缴纳，一次缴 5 年。')
    life.manual.step('在“统一缴费”里勾选人员，页面列出每个人缴到哪一天、一共多少。')
    await life.shot(phone, '勾选人员')
    await phone.button('下一步：填写缴费信息').click()
    await phone.page
      .getByLabel(/合开一张|一张/)
      .first()
      .check()
    await phone.fill({ 经办人: '吴经办', 接收票据的邮箱: '100000@qq.com' })
    await phone.button('生成订单，查看汇款信息').click()
    await phone.heading(/^\d+ 人会费/).waitFor()
    life.manual.step('生成一张订单，一次电汇，附言写明汇款识别码。票据可以合开一张，也可以每人一张。')
    await life.shot(phone, '汇款信息')
  })

  collecting(life, {
    bank: 'cmb',
    payer: 'payer',
    finance: () => enter(life.world, 'desk', '企业登录', staff.finance.mobile),
    unit: units.first,
    number: '0000012704',
  })
}
