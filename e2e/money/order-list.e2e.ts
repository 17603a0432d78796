import { describe, expect, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { useLife } from '../kit/life.ts'
import { photo } from '../kit/papers.ts'
import { confirmWholePayment, nothingWentWrong } from '../kit/passages.ts'
import { password } from '../kit/walk.ts'

const [, , finance] = demoLogins.staff
const [payer, debtor] = demoLogins.units

/** A unit pays three years at once and finds the order again. */
describe('会费缴纳 and 订单管理', () => {
  const life = useLife('cqssa')

  it('CQSSA-11 one to three years are offered with their sum; three are chosen', async () => {
    const phone = await life.world.signedIn('phone', debtor.mobile)
    life.cast.set('debtor', phone)
    await phone.open('/portal/dues')
    const card = phone.page.getByRole('region', { name: '缴纳年限' })
    for (const count of ['1 年', '2 年', '3 年']) await card.getByText(count, { exact: true }).first().waitFor()
    await card.getByLabel(/^3 年/).check()
    await card.getByText(/^20\d\d–20\d\d 年度，共/).waitFor()
    await phone.look('dues-offers')
    await card.getByRole('link', { name: '去缴费' }).click()
    await phone.heading('交纳会费').waitFor()
    await phone.field('转账单位').waitFor()
    await phone.look('dues-pay')
    await phone.fill({ 经办人: '吴经办', 接收票据的邮箱: '100000@qq.com' })
    await phone.button('下一步：查看汇款信息').click()
    await phone.heading(/^20\d\d–20\d\d 年度会费$/).waitFor()
    await phone.text('汇款识别码（写在汇款附言里）').waitFor()
    await phone.text(/请在 20\d\d-\d\d-\d\d 前汇款/).waitFor()
    await phone.look('dues-order')
  })

  it('CQSSA-12 订单管理 → 详情: what, how much, how far; the voucher is sent from there', async () => {
    const desk = await life.world.signedIn('desk', debtor.mobile)
    await desk.text('会费情况').first().waitFor()
    await desk.link('订单管理').first().click()
    await desk.heading('订单管理').waitFor()
    await desk.page.getByRole('row', { name: /20\d\d–20\d\d 年度会费[\s\S]*待汇款/ }).waitFor()
    await desk.look('order-list')
    await desk
      .link(/^去汇款/)
      .first()
      .click()
    await desk.page.getByLabel('上传付款凭证', { exact: true }).setInputFiles(await photo('汇款回单'))
    await desk.text('等待协会确认到账').first().waitFor()
    await desk.open('/portal/dues/orders')
    await desk.look('order-list-vouched')
    life.cast.set('desk', desk)
  })

  it('CQSSA-12 once confirmed, the day until which dues are paid is shown: the last of a calendar year', async () => {
    const clerk = await life.world.signedIn('desk', finance.mobile)
    await confirmWholePayment(clerk, /吴经办/)
    const [desk, phone] = [life.who('desk'), life.who('debtor')]
    await desk.open('/portal/dues')
    await desk.text(/会费到期日期/).waitFor()
    expect(await desk.text(/会费到期日期/).innerText()).toMatch(/20\d\d-12-31/)
    await desk.look('dues-paid')
    await phone.open('/portal/dues/orders')
    await phone.text('已到账').first().waitFor()
    await phone.look('order-list-paid')
  })

  it('CQSSA-12 who goes to 订单管理 right after signing in gets there, slow as the network may be', async () => {
    const desk = await life.world.person('desk')
    let pressed = () => {}
    const press = new Promise<void>((resolve) => {
      pressed = resolve
    })
    // The home learns what it waits for between the press and the page that was pressed for.
    await desk.page.route(/\/api\/portal\/matters$/, (route) => press.then(() => route.continue()))
    await desk.page.route(/\/assets\/OrdersPage[^/]*\.js$/, async (route) => {
      const settled = desk.page.waitForResponse(/\/api\/portal\/matters$/)
      pressed()
      await settled
      await desk.page.waitForTimeout(300)
      await route.continue()
    })
    await desk.signIn(payer.mobile, password)
    await desk.link('订单管理').first().click()
    await desk.heading('订单管理').waitFor()
    life.cast.set('payer', desk)
  })

  it('CQSSA-12 who paid this year is offered the next years', async () => {
    const desk = life.who('payer')
    await desk.open('/portal/dues')
    await desk.page.getByRole('region', { name: '缴纳年限' }).waitFor()
    await desk.look('dues-offers-paid')
  })

  it('CQSSA-12 an order whose days are over is closed; opened again it keeps its number and its transfer code', async () => {
    const phone = await life.world.signedIn('phone', payer.mobile)
    await phone.open('/portal/dues')
    await phone.page.getByRole('region', { name: '缴纳年限' }).getByRole('link', { name: '去缴费' }).click()
    await phone.heading('交纳会费').waitFor()
    await phone.fill({ 经办人: '郑经办', 接收票据的邮箱: '100000@qq.com' })
    await phone.button('下一步：查看汇款信息').click()
    const code = phone.page.getByRole('region', { name: '汇款信息' }).locator('strong.number.big')
    const before = await code.innerText()
    const number = /订单 (\S+)，/.exec(await phone.text(/订单 \S+，20/).innerText())?.[1] ?? ''
    await life.world.ask(`update orders set expires_on = current_date - 2 where number = '${number}'`)
    await life.world.ask(`select enqueue('chores', '{}'::json)`)
    const lapsed = phone.text('这笔订单已过期')
    const expired = async () => {
      await phone.page.reload()
      await phone.heading().waitFor()
      return lapsed.count()
    }
    await expect.poll(expired, { timeout: 20_000, interval: 1000 }).toBe(1)
    expect(await code.count()).toBe(0)
    await phone.look('order-expired')
    await phone.open('/portal/dues/orders')
    await phone.text('已过期').first().waitFor()
    await phone.look('order-list-expired')
    await phone.link(`详情 ${number}`).click()
    await phone.button('恢复订单').click()
    await phone.text('订单已恢复，可以继续汇款').first().waitFor()
    expect(await code.innerText()).toBe(before)
    await phone.text(new RegExp(`订单 ${number}，[\\s\\S]*请在 20\\d\\d-\\d\\d-\\d\\d 前汇款`)).waitFor()
    await phone.look('order-reopened')
  })

  nothingWentWrong(life)
})
