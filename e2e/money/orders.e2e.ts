import { describe, expect, it } from 'vitest'
import { members, staff, units } from '../gsjl/cast.ts'
import { enter } from '../gsjl/enter.ts'
import { useLife } from '../kit/life.ts'
import { photo } from '../kit/papers.ts'
import { nothingWentWrong } from '../kit/passages.ts'

/** A unit pays for its people: ticks them at the desk and on the phone, sends one transfer, and the clerk finds it again. */
describe('a unit pays for its people together', () => {
  const life = useLife('gsjl')

  it('GSJL-13 the dues page leads to 统一缴费; who can’t be paid for now says why', async () => {
    const desk = await enter(life.world, 'desk', '企业登录', units.first.name)
    life.cast.set('desk', desk)
    await desk.open('/portal/dues')
    await desk.text(/一次缴 5 年/).waitFor()
    await desk.look('unit-dues')
    await desk.link('选择人员缴费').click()
    await desk.heading('统一缴费').waitFor()
    const list = desk.page.getByRole('list', { name: '可以缴费的人员' })
    await list.getByText('已过期，请先推荐续期').first().waitFor()
    expect(await list.getByLabel(new RegExp(members.expired.name)).isDisabled()).toBe(true)
    await desk.look('pay-people')
  })

  it('GSJL-13 all who can be paid for are ticked at once, five years each; names, sum and receipts are read before the order', async () => {
    const desk = life.who('desk')
    await desk.page.getByLabel(/^全选/).check()
    const count = Number(/已选 (\d+) 人/.exec(await desk.text(/已选/).first().innerText())?.[1])
    expect(count).toBeGreaterThan(1)
    const paid = desk.page.getByRole('list', { name: '可以缴费的人员' }).getByLabel(new RegExp(members.paid.name))
    expect(await paid.isChecked()).toBe(true)
    await desk
      .text(`${(count * 1000).toLocaleString('en')}.00 元`)
      .first()
      .waitFor()
    life.memory.count = String(count)
    await desk.button('下一步：填写缴费信息').click()
    await desk.text(`${count} 人，每人 5 年`).waitFor()
    expect(await desk.field('企业名称').inputValue()).toBe(units.first.name)
    await desk.page.getByLabel(/每人一张/).check()
    await desk.fill({ 经办人: '吴经办', 接收票据的邮箱: '100000@qq.com' })
    await desk.look('pay-people-payer')
  })

  it('GSJL-13 one order with a transfer code; the phone finds it in 缴费订单 and sends the voucher', async () => {
    const desk = life.who('desk')
    await desk.button('生成订单，查看汇款信息').click()
    await desk.heading(new RegExp(`^${life.memory.count} 人会费`)).waitFor()
    await desk.text('票据：每人一张').waitFor()
    await desk.look('people-order')
    const phone = await enter(life.world, 'phone', '企业登录', units.first.name)
    await phone.open('/portal/people/pay')
    await phone
      .text(/已在缴费订单/)
      .first()
      .waitFor()
    await phone.look('pay-people')
    await phone.open('/portal/dues/orders')
    await phone.look('orders')
    await phone.link(new RegExp(`^${life.memory.count} 人会费`)).click()
    await phone.heading(new RegExp(`^${life.memory.count} 人会费`)).waitFor()
    await phone.look('people-order')
    await phone.page.getByLabel('上传付款凭证', { exact: true }).setInputFiles(await photo('汇款回单'))
    await phone.text('等待协会确认到账').first().waitFor()
    life.cast.set('phone', phone)
  })

  it('GSJL-15 the clerk sees for whom the money is and confirms it once for all', async () => {
    const clerk = await enter(life.world, 'desk', '企业登录', staff.finance.mobile)
    await clerk.open('/console/dues/orders')
    await clerk.text(`（为 ${life.memory.count} 人）`).waitFor()
    await clerk.look('console-orders')
    await clerk.link(units.first.name).click()
    await clerk.page.getByRole('table', { name: '缴费名单' }).waitFor()
    await clerk.look('console-people-order')
    await clerk.fill({ 到账金额: String(Number(life.memory.count) * 1000) })
    await clerk.button('确认到账').click()
    await clerk.text('已确认到账').first().waitFor()
  })

  it('GSJL-12 the person reads five more years', async () => {
    const person = await enter(life.world, 'phone', '个人登录', members.paid.idCard)
    const card = person.page.getByRole('region', { name: '会员情况' })
    await card.getByText('6 年').first().waitFor()
    await person.look('person-home-paid')
    const phone = life.who('phone')
    await phone.open('/portal/people/pay')
    await phone
      .text(/到期前一年内可以续缴/)
      .first()
      .waitFor()
  })

  nothingWentWrong(life)
})
