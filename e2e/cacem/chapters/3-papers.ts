import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, falsePdf, photo, readPdf } from '../../kit/papers.ts'
import { unit } from '../cast.ts'

/** Papers, payment, and handing in. */
export function handingIn(life: Life) {
  it('CACEM-08 hands out blanks that are filled in already', async () => {
    const member = life.who('member')
    await member.look('papers')
    life.manual.step('下载《入会申请书》和《信用承诺书》。模板已按您填写的内容生成，核对后打印，签字、盖章。')
    await life.shot(member, '下载模板')
    const form = await readPdf((await download(member.page, member.link(/下载入会申请书/))).bytes)
    for (const text of [unit.name, unit.creditCode, '周示例', unit.first.name]) expect(form.text).toContain(text)
    const pledge = await readPdf((await download(member.page, member.link(/下载信用承诺书/))).bytes)
    expect(pledge.text).toContain(unit.name)
  })

  it('CACEM-08 looks into a file, not at its name', async () => {
    const member = life.who('member')
    const slot = member.page.getByRole('region', { name: '入会申请书' })
    await slot.getByLabel('上传入会申请书', { exact: true }).setInputFiles(falsePdf('入会申请书.pdf'))
    await slot.getByRole('alert').waitFor()
    expect(await slot.getByRole('alert').innerText()).toMatch(/PDF|图片/)
    await member.look('papers-false')
    await slot.getByRole('button', { name: /删除/ }).click()
  })

  it('CACEM-08 several photos of a phone become one PDF; pledge and licence join them', async () => {
    const member = life.who('member')
    const slot = member.page.getByRole('region', { name: '入会申请书' })
    await slot.getByLabel('拍照上传入会申请书').waitFor({ state: 'attached' })
    await slot
      .getByLabel('上传入会申请书', { exact: true })
      .setInputFiles([await photo('入会申请书 第一页'), await photo('入会申请书 第二页')])
    await slot.getByText('第 2 页').waitFor()
    const merged = member.link(/查看“入会申请书”合并后的 PDF/)
    const answer = await member.page.request.get((await merged.getAttribute('href')) ?? '')
    expect((await readPdf(await answer.body())).pages).toBe(2)
    const pledge = await download(member.page, member.link(/下载信用承诺书/))
    await member.page
      .getByRole('region', { name: '信用承诺书' })
      .getByLabel('上传信用承诺书', { exact: true })
      .setInputFiles({ name: '信用承诺书（盖章）.pdf', mimeType: 'application/pdf', buffer: pledge.bytes })
    await member.page
      .getByRole('region', { name: '营业执照' })
      .getByLabel('上传营业执照', { exact: true })
      .setInputFiles(await photo('营业执照'))
    await member.text('共 3 项材料，已上传 3 项').waitFor()
    await member.look('papers-done')
    life.manual.step('把签字盖章后的材料扫描或拍照上传，可以直接用手机拍照。一份材料拍了多张照片的，系统按顺序合并成一个 PDF。')
    await slot.scrollIntoViewIfNeeded()
    await life.shot(member, '上传材料')
    await member.button(/^下一步：交纳会费/).click()
    await member.heading('交纳会费').waitFor()
  })

  it('CACEM-09 names payer, amount and mailbox, and makes an order with a code for the remittance note', async () => {
    const member = life.who('member')
    await member.text('3,000.00 元').first().waitFor()
    expect(await member.field('单位名称').inputValue()).toBe(unit.name)
    expect(await member.field('信用代码').inputValue()).toBe(unit.creditCode)
    expect([await member.field('交费人').inputValue(), await member.field('联系手机号').inputValue()]).toEqual([unit.person, unit.mobile])
    await member.fill({ 邮箱: 'caiwu@example.org' })
    await member.look('payment')
    life.manual.step(
      '交纳本年度会费（新入会企业为普通会员，3000 元/年）。核对单位名称和信用代码，填写交费人、联系手机号和邮箱。电子票据会发到这个邮箱，推荐使用个人 QQ 邮箱，企业邮箱可能屏蔽邮件。',
    )
    await member.field('邮箱').scrollIntoViewIfNeeded()
    await life.shot(member, '填写交费信息')
    await member.button('生成订单，查看汇款信息').click()
    await member.page.getByRole('heading', { name: '汇款信息' }).waitFor()
    for (const text of ['中国施工企业管理协会（示例账户）', '0000 0000 0000 0000', '000000000000'])
      await member.text(text).first().waitFor()
    const slip = await readPdf((await download(member.page, member.link('打印缴费通知单'))).bytes)
    for (const text of [unit.name, '3,000.00']) expect(slip.text).toContain(text)
    await member.look('payment-transfer')
    life.manual.step('点“生成订单”，按页面给出的户名、账号、开户银行和联行号汇款，并把汇款识别码写在汇款附言里，财务凭它核对到账。')
    await member.page.getByRole('heading', { name: '汇款信息' }).scrollIntoViewIfNeeded()
    await life.shot(member, '汇款信息和识别码')
  })

  it('CACEM-09 takes the voucher of the transfer, then the application is handed in', async () => {
    const member = life.who('member')
    await member.page.getByLabel('上传付款凭证', { exact: true }).setInputFiles(await photo('汇款回单'))
    await member.text('付款凭证已上传').first().waitFor()
    life.manual.step('汇款后上传银行回单（PDF 或照片）。')
    await member.page.getByRole('heading', { name: '付款凭证' }).scrollIntoViewIfNeeded()
    await life.shot(member, '上传付款凭证')
    await member.toReview()
    await member.text('都填好了').waitFor()
    await member.look('submit')
    life.manual.step('核对填写的内容和材料，点“提交审核”，等待协会审核。页面会写明由谁办理、最迟哪天有结果；审核期间可以撤回修改。')
    await life.shot(member, '核对并提交')
    await member.submit('提交审核')
    await member.look('waiting')
    await life.shot(member, '等待审核')
  })
}
