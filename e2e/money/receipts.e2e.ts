import { describe, expect, it } from 'vitest'
import { demoUnit } from '../../server/demo/units.ts'
import { sampleOfd, samplePdf, sampleZip } from '../../server/modules/receipts/testing/papers.ts'
import { clerk, confirmEmail, enter, pass } from '../caq/enter.ts'
import type { Device } from '../kit/browser.ts'
import { useLife } from '../kit/life.ts'
import { download, photo, readPdf } from '../kit/papers.ts'
import type { Person } from '../kit/walk.ts'

/** Of the demo: one that paid, and one that owes. Nothing about either is real. */
const payer = { ...demoUnit(0), email: 'piao@example.org' }
const borrower = { ...demoUnit(1), email: 'jie@example.org' }
const numbers = { payer: '0000012345', borrower: '0000012346' }

/** An official receipt, asked for, borrowed, brought back as a file, found, sent and downloaded. */
describe('receipts come back', () => {
  const life = useLife('caq')

  /** Signs in a member of before, who is asked for a valid e-mail first. */
  async function member(device: Device, unit: typeof payer): Promise<Person> {
    const person = await enter(life.world, device, '企业登录', unit.name)
    await confirmEmail(person, unit.email)
    await person.heading(unit.name).waitFor()
    return person
  }

  it('CAQ-10 申请发票: the title is typed, 查看发票样式 shows how it will look, on a phone', async () => {
    const phone = await member('phone', payer)
    life.cast.set('payer', phone)
    await phone.open('/portal/dues/receipts')
    const form = phone.page.getByRole('form', { name: /^申请发票/ }).first()
    life.memory.what = await form.getByRole('heading').innerText()
    await form.getByLabel(/^票据抬头/).fill(`${payer.name}财务部`)
    await form.getByLabel(/^接收邮箱/).fill('not an address')
    await form.getByRole('button', { name: '查看发票样式' }).click()
    await form.getByText('样式示意，不是正式票据').waitFor()
    await phone.look('receipt-preview')
    await form.getByRole('button', { name: '提交开票申请' }).click()
    await form.getByRole('alert').waitFor()
    await form.getByLabel(/^接收邮箱/).fill(payer.email)
    await form.getByRole('button', { name: '提交开票申请' }).click()
    await phone.text('已提交开票申请').first().waitFor()
    await phone.text('待开票').first().waitFor()
    await phone.look('receipt-asked')
  })

  it('STAFF-07 before it is made finance puts the title right; a wrong code is refused; the member reads the right one', async () => {
    const finance = await clerk(life, 'finance')
    await finance.open('/console/receipts')
    await finance.link(`${payer.name}财务部`).first().click()
    await finance.button('更正抬头和邮箱').click()
    const dialog = finance.page.getByRole('dialog', { name: '更正抬头和邮箱' })
    await dialog.getByLabel(/^票据抬头/).fill(payer.name)
    await dialog.getByLabel(/^统一社会信用代码/).fill('91110000000000000X')
    await dialog.getByLabel(/^原因/).fill('抬头应为单位全称，会员来电要求更正')
    await dialog.getByRole('button', { name: '更正', exact: true }).click()
    await dialog.getByRole('alert').waitFor()
    await finance.look('console-receipt-correct')
    await dialog.getByLabel(/^统一社会信用代码/).fill(payer.creditCode)
    await dialog.getByRole('button', { name: '更正', exact: true }).click()
    await finance.heading(payer.name).waitFor()
    await finance.look('console-receipt-corrected')
    const phone = life.who('payer')
    await phone.page.reload()
    await phone.text('待开票').first().waitFor()
    expect(await phone.text(`${payer.name}财务部`).count()).toBe(0)
  })

  it('CAQ-11 借发票 in four steps: fill in, submit, download 《提前开票申请》 and stamp it, upload', async () => {
    const phone = await member('phone', borrower)
    life.cast.set('borrower', phone)
    await phone.open('/portal/dues')
    await phone.link('交费').first().click()
    await phone.fill({ 联系手机号: borrower.mobile, 接收票据的邮箱: borrower.email })
    await phone.button(/查看汇款信息$/).click()
    await phone.page.getByRole('heading', { name: '汇款信息' }).waitFor()
    await phone.link('借发票').click()
    await phone.heading('借发票').waitFor()
    await phone.look('borrow')
    await phone.button('开始借发票').click()
    await phone.heading('填写申请表').waitFor()
    expect(await phone.field('票据抬头').inputValue()).toBe(borrower.name)
    life.memory.borrowed = await phone.field('开票金额').inputValue()
    await phone.look('borrow-form')
    await phone.button(/^下一项/).click()
    const payBy = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await phone.fill({ 预计付款日期: payBy, 经办人: '周示例', 联系手机号: borrower.mobile, 需要先开票的原因: '财务需先收到票据再付款' })
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    await phone.button(/^下一步：下载盖章并上传/).click()
    await phone.heading('下载盖章并上传').waitFor()
    const paper = await readPdf((await download(phone.page, phone.link(/^下载提前开票申请/))).bytes)
    for (const text of [borrower.name, payBy, '先行开具']) expect(paper.text).toContain(text)
    const slot = phone.page.getByRole('region', { name: /^提前开票申请/ })
    await slot.getByLabel(/^上传提前开票申请/).setInputFiles(await photo('提前开票申请'))
    await phone.text('共 1 项材料，已上传 1 项').waitFor()
    await phone.page.getByRole('checkbox', { name: '我已打印盖章并上传《提前开票申请》' }).check()
    await phone.look('borrow-stamped')
    await phone.handIn()
  })

  it('STAFF-07 finance grants it; both wait on the list with their day', async () => {
    const finance = await clerk(life, 'finance')
    await pass(finance, borrower.name, /借发票/)
    await finance.open('/console/receipts')
    for (const unit of [payer, borrower]) await finance.link(unit.name).first().waitFor()
    await finance.look('console-receipts')
    const sheet = await download(finance.page, finance.link('导出开票清单'))
    expect(sheet.name).toMatch(/^财政电子票据开票清单-.*\.xlsx$/)
  })

  it('STAFF-07 a ZIP of official files is read; each finds its receipt with the evidence; the sure ones are registered together', async () => {
    const finance = await clerk(life, 'finance')
    await finance.open('/console/receipts/files')
    await finance.look('console-receipt-files')
    const issuedOn = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const fen = (text = '') =>
      Math.round(Number(/[\d,]+(\.\d{2})?/.exec(text.replace(/^.*(年度会费|：)/, ''))?.[0].replaceAll(',', '')) * 100)
    const sample = { document: 'fiscal' as const, code: '00010726', checkCode: 'a1b2c3', payee: '中国质量协会', issuedOn }
    const files = {
      '票据/甲.pdf': samplePdf({
        ...sample,
        number: numbers.payer,
        title: payer.name,
        creditCode: payer.creditCode,
        amountFen: fen(life.memory.what),
      }),
      '票据/乙.ofd': sampleOfd({
        ...sample,
        number: numbers.borrower,
        title: borrower.name,
        creditCode: borrower.creditCode,
        amountFen: fen(life.memory.borrowed),
      }),
      '票据/不相干.pdf': samplePdf({ ...sample, number: '0000099999', title: '示例不相干有限公司', creditCode: '', amountFen: 12300 }),
    }
    await finance.page
      .getByLabel('选择文件或 ZIP')
      .setInputFiles({ name: '票据.zip', mimeType: 'application/zip', buffer: sampleZip(files) })
    await finance.heading('票据文件').waitFor()
    await finance.page.getByRole('button', { name: '登记可以确定的 2 张' }).waitFor()
    await finance.page.getByRole('article', { name: '甲.pdf' }).getByText(numbers.payer).waitFor()
    await finance.look('console-receipt-batch')
    await finance.page.getByRole('button', { name: /^没有对应的/ }).click()
    await finance.text(/没有待开给“示例不相干有限公司”/).waitFor()
    await finance.look('console-receipt-none')
    await finance.button('登记可以确定的 2 张').click()
    await finance.page.getByRole('dialog').getByRole('button', { name: '登记 2 张' }).click()
    await finance
      .text(/已登记 2 张/)
      .first()
      .waitFor()
  })

  it('STAFF-07 the mail carries the receipt; the member downloads it for ever; what was lent is chased', async () => {
    expect(await life.world.sms(payer.email, /电子票据/)).toContain(numbers.payer)
    const phone = life.who('payer')
    await phone.open('/portal/dues/receipts')
    await expect
      .poll(async () => (await phone.page.reload()) && (await phone.text('已送达').count()), { timeout: 20_000 })
      .toBeGreaterThan(0)
    const one = phone.page.getByRole('listitem').filter({ hasText: numbers.payer })
    await phone.look('receipt-delivered')
    const file = await download(phone.page, one.getByRole('link', { name: '下载票据' }))
    expect((await readPdf(file.bytes)).text).toContain(numbers.payer)
    const finance = await clerk(life, 'finance')
    await finance.open('/console/receipts?view=advance')
    await finance.text('预开 0 天').first().waitFor()
    await finance.look('console-receipts-advance')
    await finance.link(borrower.name).first().click()
    await finance.heading(borrower.name).waitFor()
    await finance
      .text(/还没有到账/)
      .first()
      .waitFor()
    await finance.look('console-receipt')
  })
})
