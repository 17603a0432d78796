import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { dayInChina } from '../../contract/rules/days.ts'
import { members, staff } from '../cacem/cast.ts'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import { fillPayer, orderYear } from './ordering.ts'

const debtor = members.inArrears

/** The clerk's afternoon: the bank's export in, what is sure with one press, what isn't side by side, a mistake taken back. */
describe('money finds its dues by the bank statement', () => {
  const life = useLife('cacem')
  const today = dayInChina(new Date())
  const clerk = () => life.who('clerk')
  const toast = (words: string | RegExp) => clerk().page.getByText(words).first().waitFor()
  const row = (name: string | RegExp): Locator => clerk().page.getByRole('row', { name: name instanceof RegExp ? name : new RegExp(name) })

  it('CACEM-16 STAFF-06 a member orders its year and gets a transfer code', async () => {
    const phone = await life.world.signedIn('phone', debtor.mobile)
    await orderYear(phone, 2026)
    const [order] = await life.world.ask<{ code: string }>(
      `select transfer_code as code from orders o join members m on m.id = o.member_id where m.name = '${debtor.name}' and o.state = 'open'`,
    )
    expect(order?.code).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    life.memory.code = order?.code ?? ''
    await phone.leave()
  })

  it('STAFF-06 the bank’s export is read as it comes: GBK, English beside Chinese, what is out and what is in', async () => {
    life.cast.set('clerk', await life.world.signedIn('desk', staff.finance.mobile))
    await clerk().open('/console/bank')
    await clerk().look('bank-empty')
    await clerk().link('导入流水').click()
    await clerk().heading('导入银行流水').waitFor()
    const sample = await readFile(new URL('../../server/modules/bank/samples/boc.csv', import.meta.url))
    await clerk().field('选择流水文件').setInputFiles({ name: '中行明细.csv', mimeType: 'text/csv', buffer: sample })
    await clerk().text('认出中国银行的格式').waitFor()
    await clerk().text('文本，GBK').waitFor()
    expect(await clerk().page.getByText('130,012.34').count()).toBe(1)
    await clerk().look('bank-read')
  })

  it('STAFF-06 columns that nobody knows are said once; a cell that can’t be read is named by row and column', async () => {
    const owing = await life.world.ask<{ name: string; fen: string }>(
      `select m.name, c.amount_fen as fen from charges c join members m on m.id = c.member_id
       where c.state = 'open' and c.kind = 'year' and c.year = 2026 and m.kind = 'unit' and m.name <> '${debtor.name}' and m.admitted_at is not null
         and not exists (select 1 from order_charges x where x.charge_id = c.id and x.live)
         and (select count(*) from charges y where y.member_id = m.id and y.state = 'open') = 1 order by m.name limit 4`,
    )
    expect(owing.length).toBeGreaterThanOrEqual(3)
    const [one, two, three] = owing.map(({ name, fen }) => ({ name, yuan: Number(fen) / 100 }))
    if (!one || !two || !three) throw new Error('nobody owes anything')
    Object.assign(life.memory, { one: one.name, two: two.name, three: three.name })
    const lines = [
      ['到账登记', ''],
      ['日子', '进账', '谁汇的', '说了什么', '编号'],
      [today, '3,000.00', '某代付有限公司', `会费 ${life.memory.code}`, 'B1'],
      [today, one.yuan.toFixed(2), one.name, '2026会费', 'B2'],
      [today, (two.yuan + 500).toFixed(2), two.name, '会费', 'B3'],
      [today, three.yuan.toFixed(2), '示例建设控股有限公司', '代子公司缴会费', 'B4'],
      [today, '12.34', '', '结息', 'B5'],
      ['2026-13-45', '100.00', '路人', '会费', 'B6'],
    ]
    const text = `\ufeff${lines.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`
    await clerk()
      .field('换一个文件')
      .setInputFiles({ name: '村镇银行.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await clerk().text('没有认出这份文件的表头').waitFor()
    await clerk().field('表头在').selectOption({ label: '第 2 行：日子、进账、谁汇的、说了什么' })
    const said = { 交易日期: '日子', '收入金额（贷方）': '进账', 对方户名: '谁汇的', 附言或用途: '说了什么', 流水号: '编号' }
    for (const [label, column] of Object.entries(said)) await clerk().field(label).selectOption({ label: column })
    await clerk().look('bank-columns')
    await clerk().button('按这些列读取').click()
    await clerk().text('按您指定的列读取').waitFor()
    await clerk()
      .text(/第 8 行“日子”/)
      .waitFor()
    await clerk().fill({ 开户银行: '示例村镇银行' })
    await clerk().button('导入 5 笔到账').click()
    await clerk().heading('示例村镇银行').waitFor()
  })

  it('STAFF-06 what is sure goes in with one press, with its evidence', async () => {
    await row(debtor.name).getByText('确定').waitFor()
    await row(life.memory.one ?? '')
      .first()
      .waitFor()
    await clerk().look('bank-sure')
    await clerk().button('2 笔一次入账').click()
    const dialog = clerk().page.getByRole('dialog', { name: '确定的到账一次入账' })
    await dialog.getByText(/可以逐笔撤销/).waitFor()
    await clerk().look('bank-confirm')
    await dialog.getByRole('button', { name: '2 笔入账' }).click()
    await clerk()
      .page.getByRole('button', { name: /^已入账/ })
      .click()
    const booked = row(new RegExp(`${debtor.name}|${life.memory.one}`)).filter({ hasText: '已入账' })
    await expect.poll(() => booked.count(), { timeout: 20_000 }).toBe(2)
    await clerk().look('bank-booked')
  })

  it('STAFF-06 what isn’t sure stands side by side with the evidence: too much money leaves a rest in suspense', async () => {
    await clerk()
      .page.getByRole('button', { name: /^待核对/ })
      .click()
    await row(life.memory.two ?? '')
      .getByRole('link')
      .click()
    await clerk().heading(life.memory.two).waitFor()
    await clerk()
      .text(/多 500.00 元/)
      .waitFor()
    await clerk()
      .button(/^选这个/)
      .first()
      .click()
    await clerk().text('还剩 500.00 元，会记为暂存款').waitFor()
    await clerk().look('bank-line')
    await clerk().button('认领入账').click()
    await toast('已认领入账')
    // On to the next: nobody knows the payer, a person finds for whom it is.
    await clerk().heading('示例建设控股有限公司').waitFor()
    await clerk().text('没有找到线索').waitFor()
    await clerk()
      .page.getByRole('searchbox', { name: '查找要认领到的订单或会费' })
      .fill(life.memory.three ?? '')
    await clerk().button(/^选上/).first().click()
    await clerk().look('bank-line-search')
    await clerk().button('认领入账').click()
    await clerk().heading('没有户名的到账').waitFor()
    await clerk().button('不是会费').click()
    const dialog = clerk().page.getByRole('dialog', { name: '不是会费' })
    await dialog.getByRole('button', { name: '利息' }).click()
    await dialog.getByRole('button', { name: '标记为不是会费' }).click()
    await toast('已标记为不是会费')
  })

  it('STAFF-06 money in suspense finds its owner; the same file again brings nothing', async () => {
    await clerk().open('/console/bank/suspense')
    await row(life.memory.two ?? '')
      .getByText('500.00')
      .first()
      .waitFor()
    await clerk().look('bank-suspense')
    await clerk().button(/^认领/).first().click()
    const dialog = clerk().page.getByRole('dialog')
    await dialog.getByRole('searchbox').fill('有限公司')
    await dialog.getByRole('button', { name: /^选上/ }).first().click()
    await clerk().look('bank-suspense-give')
    await dialog.getByRole('button', { name: '认领入账' }).click()
    await clerk().text('没有暂存款').waitFor()
  })

  it('STAFF-06 a mistake is taken back with its reason, and who did what stands there', async () => {
    await clerk().open('/console/bank')
    await clerk().look('bank-list')
    await clerk().link('示例村镇银行').click()
    await clerk().heading('示例村镇银行').waitFor()
    await clerk()
      .page.getByRole('button', { name: /^已入账/ })
      .click()
    await row(life.memory.one ?? '')
      .getByRole('link')
      .click()
    await clerk().button('撤销').click()
    const dialog = clerk().page.getByRole('dialog', { name: '撤销这笔认领' })
    await dialog.getByLabel(/原因/).fill('认错了单位')
    await clerk().look('bank-undo')
    await dialog.getByRole('button', { name: '撤销', exact: true }).click()
    await clerk().text('可能对应的会费').waitFor()
    await clerk()
      .text(/撤销：认错了单位/)
      .waitFor()
    await clerk().look('bank-undone')
  })

  it('STAFF-06 it can be looked at on the phone as well', async () => {
    const path = new URL(clerk().page.url()).pathname.replace(/^\/cacem/, '')
    const phone = await life.world.signedIn('phone', staff.finance.mobile)
    for (const [at, name] of [
      ['/console/bank', 'bank-list'],
      ['/console/bank/import', 'bank-import'],
      [path, 'bank-line'],
      ['/console/bank/suspense', 'bank-suspense'],
      ['/console/dues/services', 'service-list'],
    ] as const) {
      await phone.open(at)
      await phone.look(name)
    }
  })

  it('STAFF-07 a 会务费 is charged on the member’s page, paid by a phone against an invoice, and is no dues', async () => {
    await clerk().open(`/console/members?q=${debtor.creditCode}`)
    await clerk().link(debtor.name).first().click()
    await clerk().button('登记其他应缴').click()
    const dialog = clerk().page.getByRole('dialog', { name: '登记其他应缴' })
    await dialog.getByLabel(/^收费项目/).selectOption({ label: '会务费' })
    await dialog.getByLabel(/^金额/).fill('2400')
    await dialog.getByLabel(/^事由/).fill('2026 年年会会务费（2 人）')
    await clerk().look('service-charge')
    await dialog.getByRole('button', { name: '登记并通知会员' }).click()
    await toast('已登记，会员会收到通知')
    const charged = clerk().page.getByRole('table', { name: '其他应缴' })
    await charged.getByText('待交费').waitFor()
    await clerk().look('service-charged')

    const phone = await life.world.signedIn('phone', debtor.mobile)
    await phone.text('有会费以外的费用待缴').waitFor()
    await phone.open('/portal/dues')
    await phone.look('service-owed')
    await phone.link('交费 2026 年年会会务费（2 人）').click()
    await phone.heading('交纳会务费').waitFor()
    await phone.look('service-pay')
    await fillPayer(phone)
    await phone.text('汇款识别码（写在汇款附言里）').waitFor()
    await phone.look('service-order')

    await clerk().open(`/console/dues/orders?state=open&q=${encodeURIComponent(debtor.name)}`)
    await row('会务费').getByRole('link').first().click()
    await clerk().fill({ 到账金额: '2400' })
    await clerk().look('service-order-desk')
    await clerk().button('确认到账').click()
    await clerk().text('已确认到账').first().waitFor()
    await clerk().page.getByRole('navigation', { name: '工作台导航' }).getByRole('link', { name: '其他应缴' }).click()
    await clerk().heading('其他应缴').waitFor()
    await row(new RegExp(`${debtor.name}.*2026 年年会会务费（2 人）`))
      .getByText('已到账')
      .waitFor()
    await clerk().look('service-list')
    await clerk().open('/console/receipts')
    await clerk().page.getByLabel('收费', { exact: true }).selectOption({ label: '其他收费（电子发票）' })
    await row(debtor.name).getByText('电子发票').waitFor()
    await clerk().look('service-receipts')
    await phone.open('/portal/dues')
    await phone
      .text(/发票待开票/)
      .first()
      .waitFor()
    await phone.look('service-paid')
    await clerk().open('/console/ledger')
    await clerk()
      .text(/其他收费 (2,400|4,800)\.00 元/)
      .waitFor()
    await clerk().look('service-ledger')
    await phone.leave()
  })

  nothingWentWrong(life)
})
