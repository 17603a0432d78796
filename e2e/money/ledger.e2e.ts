import { describe, expect, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import type { Person } from '../kit/walk.ts'
import { orderYear } from './ordering.ts'

const [administrator, , finance] = demoLogins.staff
const [, debtor] = demoLogins.units
const unit = demoUnit(1)

/** Too much comes: it waits, goes back with a second person's consent, and the book adds up. */
describe('the book', () => {
  const life = useLife('cacem')
  const dialog = (person: Person) => person.page.getByRole('dialog').filter({ visible: true })

  it('STAFF-06 a hundred too much is confirmed on purpose only, and waits as 暂存款', async () => {
    const phone = await life.world.signedIn('phone', debtor.mobile)
    await orderYear(phone, 2026)
    await phone.text('汇款识别码（写在汇款附言里）').waitFor()
    const clerk = await life.world.signedIn('desk', finance.mobile)
    life.cast.set('clerk', clerk)
    await clerk.open(`/console/dues/orders?state=open&q=${encodeURIComponent(unit.name)}`)
    await clerk.link(unit.name).first().click()
    await clerk.button('确认到账').waitFor()
    const asked = Number((await clerk.page.locator('strong.number.big').nth(1).innerText()).replace(/[^\d.]/g, ''))
    await clerk.fill({ 到账金额: String(asked + 100) })
    await clerk.button('确认到账').click()
    await clerk
      .text(/到账金额与订单不一致/)
      .first()
      .waitFor()
    await clerk.page.getByLabel(/多付的 100\.00 元记为暂存款/).check()
    await clerk.look('ledger-too-much')
    await clerk.button('确认到账').click()
    await clerk.page.getByRole('region', { name: '到账明细' }).waitFor()
    await clerk.look('ledger-order-money')
  })

  it('STAFF-06 money in suspense: the clerk asks to send it back and can’t agree to it alone', async () => {
    const clerk = life.who('clerk')
    await clerk.open('/console/ledger?view=suspense')
    await clerk.page.getByRole('row', { name: new RegExp(unit.name) }).waitFor()
    await clerk.look('ledger-suspense')
    await clerk.button('认领到订单').first().click()
    await dialog(clerk).getByText('可认领').waitFor()
    await clerk.look('ledger-allocate')
    await dialog(clerk).getByRole('button', { name: '不了，返回' }).click()
    await clerk.button('申请退款').first().click()
    await dialog(clerk).getByLabel('退款原因').fill('多付的款项退回')
    await dialog(clerk).getByRole('button', { name: '提交申请' }).click()
    await clerk.text('没有暂存款').waitFor()
    await clerk.button('退款').first().click()
    const row = clerk.page.getByRole('row', { name: /待复核/ })
    await row.waitFor()
    expect(await row.getByRole('button', { name: '同意', exact: true }).getAttribute('aria-disabled')).toBe('true')
    await clerk.look('ledger-refund-asked')
  })

  it('STAFF-06 another person agrees, the bank sends it, the clerk enters the day', async () => {
    const head = await life.world.signedIn('desk', administrator.mobile)
    await head.open('/console/ledger?view=refunds')
    await head.button('同意').first().click()
    await dialog(head).getByRole('button', { name: '同意', exact: true }).click()
    await head.text('待退款').first().waitFor()
    const clerk = life.who('clerk')
    await clerk.page.reload()
    await clerk.button('登记已退款').click()
    await dialog(clerk).getByRole('button', { name: '登记', exact: true }).click()
    await clerk.text('已退款').first().waitFor()
    await clerk.look('ledger-refunds')
    life.cast.set('head', head)
  })

  it('STAFF-06 the month adds up, by day and as a workbook; the member’s account shows every line', async () => {
    const clerk = life.who('clerk')
    await clerk.open('/console/ledger')
    const book = clerk.page.getByRole('table', { name: '账簿明细' })
    await book.getByText('退款', { exact: true }).first().waitFor()
    await clerk.look('ledger-book')
    const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.link('导出 Excel').click()])
    expect(download.suggestedFilename()).toMatch(/^会费账簿-\d{4}-\d{2}\.xlsx$/)
    await clerk.open(`/console/members?q=${unit.creditCode}`)
    await clerk.link(unit.name).click()
    await clerk.page.getByRole('table', { name: '会费账' }).waitFor()
    await clerk.look('ledger-member')
  })

  it('STAFF-06 booked to the wrong order: taken back with a reason, and the year is owed again', async () => {
    const clerk = life.who('clerk')
    await clerk.open(`/console/dues/orders?state=paid&q=${encodeURIComponent(unit.name)}`)
    await clerk.link(unit.name).first().click()
    await clerk.button('撤回这笔到账').first().click()
    await dialog(clerk).getByLabel('撤回原因').fill('认错了单位')
    await clerk.look('ledger-take-back')
    await dialog(clerk).getByRole('button', { name: '撤回到账' }).click()
    await clerk.text('待汇款').first().waitFor()
    await clerk.text('认错了单位').first().waitFor()
    const phone = await life.world.signedIn('phone', finance.mobile)
    await phone.open('/console/ledger')
    await phone.page.getByRole('table', { name: '账簿明细' }).waitFor()
    await phone.look('ledger-book-phone')
  })

  it('CACEM-16 after a rename the order under way is put right by one press; what was paid keeps the name it was paid under', async () => {
    const phone = await life.world.signedIn('phone', debtor.mobile)
    const fresh = unit.name.replace(/有限公司$/, '股份有限公司')
    await phone.open('/portal/company')
    await phone.button('修改企业信息').click()
    await phone.field('单位全称').fill(fresh)
    await phone.button('保存').click()
    await phone.text(`曾用名：${unit.name}`).waitFor()
    await phone.open('/portal/dues/orders')
    await phone.link('2026 年度会费').first().click()
    await phone.text('单位已经更名').waitFor()
    await phone.look('order-renamed')
    const payer = phone.page.getByRole('region', { name: '交费信息' })
    await payer.getByText(unit.name, { exact: true }).waitFor()
    await phone.button('改用现在的名称').click()
    await payer.getByText(fresh, { exact: true }).waitFor()
    expect(await phone.text('单位已经更名').count()).toBe(0)
    await phone.look('order-renamed-done')
    await phone.open('/portal/dues/orders')
    await phone.link('2025 年度会费').first().click()
    await payer.getByText(unit.name, { exact: true }).waitFor()
    expect(await phone.text('单位已经更名').count()).toBe(0)
  })

  nothingWentWrong(life)
})
