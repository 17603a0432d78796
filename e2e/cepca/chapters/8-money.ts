import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { collecting } from '../../money/collecting.ts'
import { members, staff } from '../cast.ts'
import { enter } from '../enter.ts'

/** A year that is owed, from the member's order to the clerk's book. */
export function money(life: Life) {
  it('CEPCA-15 the member orders the year it owes; the page says how to transfer', async () => {
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
    life.memory.order = debtor.page.url()
  })

  it('CEPCA-14 开票信息登记: the unit needs its receipt before it pays; finance agrees, and it waits to be made', async () => {
    const debtor = life.who('debtor')
    await debtor.link('开票信息登记').last().click()
    await debtor.heading('开票信息登记').waitFor()
    await debtor.button(/^开始/).first().click()
    await debtor.heading('填写开票信息').waitFor()
    expect(await debtor.field('票据抬头').inputValue()).toBe(members.inArrears.name)
    await debtor.fill({ 接收票据的邮箱: '100000@qq.com' })
    await debtor.look('advance-form')
    life.manual.step(
      '需要先收到票据再付款的，点“开票信息登记”：订单号、金额和抬头已经填好，核对邮箱，写明预计付款日期和原因后提交，财务审核后先行开具。',
    )
    await life.shot(debtor, '开票信息登记')
    await debtor.button(/^下一项/).click()
    const payBy = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await debtor.fill({
      预计付款日期: payBy,
      经办人: '吴经办',
      联系手机号: members.inArrears.mobile,
      需要先开票的原因: '财务需先收到票据再付款',
    })
    await debtor.handIn()
    const finance = await enter(life.world, 'desk', staff.finance.mobile)
    await finance.open(`/console/matters?scope=all&q=${encodeURIComponent(members.inArrears.name)}`)
    await finance.page
      .getByRole('row', { name: /开票信息登记/ })
      .getByRole('link')
      .first()
      .click()
    await finance.heading(members.inArrears.name).waitFor()
    await finance.pass()
    await finance.open('/console/receipts')
    await finance.page
      .getByRole('row', { name: new RegExp(members.inArrears.name) })
      .filter({ hasText: '100000@qq.com' })
      .waitFor()
    await finance.leave()
    await debtor.page.goto(life.memory.order ?? '')
    await debtor.page.getByRole('region', { name: '汇款信息' }).waitFor()
  })

  collecting(life, {
    bank: 'abc',
    payer: 'debtor',
    finance: () => enter(life.world, 'desk', staff.finance.mobile),
    unit: members.inArrears,
    number: '0000012702',
  })
}
