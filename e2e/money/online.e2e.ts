import { describe, expect, it } from 'vitest'
import { members, staff } from '../cacem/cast.ts'
import { useLife } from '../kit/life.ts'
import type { Person } from '../kit/walk.ts'

/** Paying online, on a phone and at a desk, through the demo's own gateway: it signs and verifies with real keys and notifies over HTTP. */
describe('a member pays online', () => {
  const life = useLife('cacem')
  const unit = members.inArrears
  const api = (path: string) => `/${life.world.slug}/api${path}`
  const headers = { 'x-huiji': '1' }

  /** Fills in who pays and goes on to the order. */
  async function order(person: Person, year: number, method: string): Promise<void> {
    await person.open(`/portal/dues/pay?year=${year}`)
    await person.fill({ 交费人: '吴交费', 邮箱: '100000@qq.com' })
    await person.page.getByRole('radio', { name: new RegExp(`^${method}`) }).check()
    await person.look(`online-choice-${method}`)
    await person.button('下一步：去支付').click()
    await person.heading(`${year} 年度会费`).waitFor()
  }

  const dialog = (person: Person) => person.page.getByRole('dialog').filter({ visible: true })
  const arrived = (person: Person) => person.page.getByText('已到账', { exact: true }).first()

  it('CACEM-09, 16 on a phone by 支付宝: led to the cashier, back again, and what the gateway says counts', async () => {
    const payer = await life.world.signedIn('phone', unit.mobile)
    await order(payer, 2026, '支付宝')
    await payer.page.getByRole('region', { name: '在线支付' }).getByText('演示支付：不会真的扣款。').waitFor()
    await payer.look('online-order')
    await payer.button('用支付宝支付').click()
    await payer.heading('演示支付宝').waitFor()
    await payer.look('online-cashier')
    // To come back proves nothing, and neither does a notice that somebody else signed.
    await payer.link('返回缴费页面').click()
    await payer.text('已发起过支付，正在查询结果').waitFor()
    const forged = await payer.page.request.post(`/${life.world.slug}/notify/alipay`, {
      form: { app_id: '2021000000000000', trade_status: 'TRADE_SUCCESS', total_amount: '3000.00', sign_type: 'RSA2', sign: 'Zm9yZ2Vk' },
    })
    expect(await forged.text()).toBe('fail')
    await payer.look('online-returned')
    expect(await arrived(payer).count()).toBe(0)
    await payer.button('用支付宝支付').click()
    await payer.button('确认支付 3000.00 元').click()
    await payer.heading('2026 年度会费').waitFor()
    await arrived(payer).waitFor()
    await payer.look('online-paid')
    await payer.open('/portal')
    await payer.text('已交清').first().waitFor()
  })

  it('CACEM-09, 15 at a desk by 微信: the code is scanned by another device, and the page goes on by itself', async () => {
    const administrator = await life.world.signedIn('desk', staff.administrator.mobile)
    life.cast.set('administrator', administrator)
    await administrator.page.request.post(api('/console/dues/charge-runs'), { data: { year: 2027 }, headers })
    const payer = await life.world.signedIn('desk', unit.mobile)
    await expect
      .poll(async () => (await payer.page.request.get(api('/portal/dues/quote?years=2027'), { headers })).ok(), { timeout: 20_000 })
      .toBe(true)
    await order(payer, 2027, '微信支付')
    await administrator.open('/console/dues/orders?state=open')
    await administrator.text('待支付').first().waitFor()
    await payer.open('/portal/dues/orders')
    await payer.page.getByRole('row', { name: /2027 年度会费[\s\S]*待支付/ }).waitFor()
    await payer
      .link(/^去支付/)
      .first()
      .click()
    await payer.heading('2027 年度会费').waitFor()
    await payer.button('微信扫码支付').click()
    await payer.page.getByRole('img', { name: '微信支付二维码' }).waitFor()
    await payer.look('online-code')
    const link = await payer.link('打开演示收银台').getAttribute('href')
    const phone = await life.world.person('phone')
    await phone.page.goto(`${link}`)
    await phone.button('确认支付 3000.00 元').click()
    await phone.text('支付成功').waitFor()
    await arrived(payer).waitFor()
    await payer.look('online-paid')
    await payer.open('/portal/dues')
    expect(await payer.page.getByRole('row', { name: /2027/ }).innerText()).toMatch(/微信支付[\s\S]*已到账/)
  })

  it('STAFF-06 the clerk sees every payment with both numbers; keys are entered, tested, and never shown again', async () => {
    const clerk = life.who('administrator')
    await clerk.open('/console/online')
    const table = clerk.page.getByRole('table')
    await table
      .getByRole('row', { name: /支付宝（手机网站）/ })
      .getByText('已支付')
      .waitFor()
    await table
      .getByRole('row', { name: /微信支付（扫码）/ })
      .getByText('已支付')
      .waitFor()
    await clerk.look('online-records')
    await clerk.button('设置').click()
    const wechat = clerk.page.getByRole('region', { name: '微信支付' })
    await wechat.getByLabel('商户号').fill('12')
    await wechat.getByRole('button', { name: '保存' }).click()
    await wechat.getByText('商户号是 8 至 10 位数字。').waitFor()
    await clerk.look('online-settings')
  })

  it('STAFF-06 agreed to by a second person, the money goes back by itself the way it came', async () => {
    const clerk = await life.world.signedIn('desk', staff.finance.mobile)
    await clerk.open(`/console/dues/orders?state=paid&q=${encodeURIComponent(unit.name)}`)
    await clerk.link(unit.name).first().click()
    await clerk.button('申请退款').click()
    await dialog(clerk)
      .getByText(/由系统原路退回微信支付/)
      .waitFor()
    await dialog(clerk).getByLabel('退款原因').fill('重复交费退还')
    await clerk.look('online-refund-ask')
    await dialog(clerk).getByRole('button', { name: '提交申请' }).click()
    const head = life.who('administrator')
    await head.open('/console/ledger?view=refunds')
    await head.button('同意').first().click()
    await dialog(head).getByRole('button', { name: '同意', exact: true }).click()
    await head.page.getByRole('row', { name: /已退回\s*原路退回微信支付/ }).waitFor()
    await head.look('online-refunded')
    life.cast.set('clerk', clerk)
  })

  it('STAFF-06 the day’s bill is laid beside the books: payments and refunds agree', async () => {
    const clerk = life.who('clerk')
    await clerk.open('/console/online?view=bills')
    await clerk.text('还没有对过账').waitFor()
    for (const method of ['支付宝', '微信支付']) {
      await clerk.field('支付平台').selectOption(method)
      await clerk.button('下载账单并核对').click()
      await clerk.page.getByRole('row', { name: new RegExp(`${method} 1 3,000\\.00[\\s\\S]*一致`) }).waitFor()
    }
    await clerk.look('online-bills')
    expect(life.world.browser.faults).toEqual([])
  })
})
