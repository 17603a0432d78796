import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { photo } from '../../kit/papers.ts'
import { members } from '../cast.ts'

const unit = members.inArrears
const renamed = unit.name.replace('建设集团', '工程集团')

/** A member in arrears pays. */
export function dues(life: Life) {
  it('CACEM-14 home says status, level and dues; 欠费 leads to payment', async () => {
    const debtor = await life.world.signedIn('phone', unit.mobile)
    life.cast.set('debtor', debtor)
    const who = debtor.page.getByRole('region', { name: unit.name })
    for (const text of ['会员状态', '在会', '会员级别', '普通会员', '会费情况']) await who.getByText(text).first().waitFor()
    life.memory.debtor = /会员编号\s*(\d{9})/.exec(await who.innerText())?.[1] ?? ''
    await debtor.look('home-arrears')
    life.manual.chapter('会费交纳', '每年的会费由协会生成，欠缴时首页会提示。')
    life.manual.step('登录后，首页可以看到会员状态、会员级别和会费情况。点“欠费”，或点菜单里的“会费交纳”，都能去交费。')
    await life.shot(debtor, '首页的会费情况')
    await who.getByRole('link', { name: /欠费/ }).click()
    await debtor.heading('交纳会费').waitFor()
  })

  it('CACEM-15 lists year, state, amount, way, progress, receipt and what can be done', async () => {
    const desk = await life.world.signedIn('desk', unit.mobile)
    await desk.open('/portal/dues')
    const table = desk.page.getByRole('table')
    await table.getByRole('row', { name: /2026/ }).waitFor()
    const heads = await table.getByRole('columnheader').allInnerTexts()
    expect(heads.map((head) => head.trim()).filter(Boolean)).toEqual([
      '序号',
      '交费年度',
      '状态',
      '交费金额（元）',
      '交费方式',
      '业务状态',
      '是否开票',
      '操作',
    ])
    expect(await table.getByRole('row', { name: /2026/ }).innerText()).toMatch(/欠费[\s\S]*3,000\.00[\s\S]*未提交/)
    expect(await table.getByRole('row', { name: /2025/ }).innerText()).toMatch(/已到账/)
    await desk.look('dues')
    life.manual.step('“会费交纳”里列出每个年度的状态、金额、交费方式、业务状态和是否开票。待交的年度点“交费”，已交的点“查看”。')
    await life.shot(desk, '会费交纳记录')
    await desk.leave()
  })

  it('CACEM-16 pays a year: unit and code may be corrected, the amount is that of the level, the payer is a person', async () => {
    const debtor = life.who('debtor')
    await debtor.open('/portal/dues')
    await debtor.look('dues')
    await debtor.link('交费 2026 年度').click()
    await debtor.heading('交纳会费').waitFor()
    await debtor.text('2026 年度会费（普通会员）').waitFor()
    expect(await debtor.field('单位名称').inputValue()).toBe(unit.name)
    expect(await debtor.field('信用代码').inputValue()).toBe(unit.creditCode)
    await debtor.fill({ 单位名称: renamed, 交费人: unit.name, 邮箱: '100000@qq.com' })
    await debtor.button('下一步：查看汇款信息').click()
    await debtor
      .text(/不要填写单位名称；单位写在/)
      .first()
      .waitFor()
    await debtor.fill({ 交费人: '吴交费' })
    await debtor.look('pay')
    life.manual.step(
      '核对单位名称和信用代码（系统已填好，企业更名的可以在这里改）；金额按会员级别的标准；交费人填写经办人姓名，不要填写单位名称；邮箱用来接收电子票据。',
    )
    await debtor.scrollTo(debtor.field('交费人'))
    await life.shot(debtor, '填写交费信息')
    await debtor.button('下一步：查看汇款信息').click()
    await debtor.heading('2026 年度会费').waitFor()
    await debtor.look('order')
    life.manual.step('按页面上的账户汇款，附言写明汇款识别码，再上传银行回单。协会确认到账后会发短信。')
    await life.shot(debtor, '汇款信息')
    await debtor.page.getByLabel('上传付款凭证', { exact: true }).setInputFiles(await photo('汇款回单'))
    await debtor.text('等待协会确认到账').first().waitFor()
    await debtor.look('order-vouched')
  })

  it('CACEM-17 the page says when the e-receipt comes, from whom and under which subject; staff see that it is due', async () => {
    const [debtor, finance] = [life.who('debtor'), life.who('finance')]
    await finance.open('/console/dues/orders')
    await finance.link(renamed).click()
    await finance.heading(renamed).waitFor()
    await finance.fill({ 到账金额: '3000' })
    await finance.button('确认到账').click()
    await finance.text('已确认到账').first().waitFor()
    await finance.open('/console/receipts')
    await finance.page.getByRole('row', { name: new RegExp(renamed) }).waitFor()
    await finance.look('console-receipts')
    await debtor.open('/portal/dues/receipts')
    for (const text of ['czpj@mof.gov.cn', '【电子票据】您收到一张新的电子票据', '7 个工作日']) await debtor.text(text).first().waitFor()
    await expect
      .poll(() => debtor.page.getByRole('region', { name: '我的票据' }).innerText())
      .toMatch(new RegExp(`${renamed}[\\s\\S]*100000@qq.com[\\s\\S]*最迟 \\d{4}-\\d\\d-\\d\\d`))
    await debtor.look('receipts')
    life.manual.step(
      '电子票据在汇款后 7 个工作日内发到您的邮箱：发件人 czpj@mof.gov.cn，标题“【电子票据】您收到一张新的电子票据”，正文有票据图片，附有 PDF。没有收到时，请在邮箱里搜索“czpj”，并查看垃圾箱。收到以“会费发票”为名的压缩包邮件请不要打开。',
    )
    await life.shot(debtor, '电子票据怎样查收')
    await debtor.open('/portal')
    await debtor.text('已交清').waitFor()
  })
}
