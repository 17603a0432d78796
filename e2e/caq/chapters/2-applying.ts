import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, photo, readPdf } from '../../kit/papers.ts'
import { annotate } from '../../kit/passages.ts'
import { unit } from '../cast.ts'
import { clerk, pass } from '../enter.ts'

/** The form, the stamped paper, the check, the dues, the secretariat. */
export function applying(life: Life) {
  it('CAQ-05 the application has its steps: 填写入会申请表, 打印盖章并上传, 缴费并等待审核', async () => {
    const phone = life.who('unit')
    await phone.open('/portal/apply')
    await phone.look('apply')
    await phone.button(/^开始/).first().click()
    await phone.heading('阅读章程').waitFor()
    await phone.text('— 全文完 —').scrollIntoViewIfNeeded()
    for (const box of await phone.page.getByRole('checkbox', { name: /同意/ }).all()) await box.check()
    await phone.button('同意并继续').click()
    await phone.heading('填写入会申请表').waitFor()
    const steps = await phone.page.getByRole('navigation', { name: '办理步骤' }).getByRole('listitem').allTextContents()
    expect(steps.join(' ')).toMatch(/填写入会申请表.*打印盖章并上传.*缴纳会费.*秘书处审批/)
    await phone.look('form')
  })

  it('CAQ-06 单位会员入会申请表: name, 行业, address, 人数 range, 省, contacts, 填表人, 填表日期', async () => {
    const phone = life.who('unit')
    expect(await phone.field('单位名称').inputValue()).toBe(unit.name)
    await phone.fill({ 统一社会信用代码: unit.creditCode, 地址: '江苏省南京市示例区示例路 9 号', 邮编: '210000', 法定代表人: '周法人' })
    await phone.page.getByLabel('行业：门类').selectOption({ label: '制造业' })
    await expect.poll(() => phone.page.getByLabel('省份：省份').inputValue()).toBe('320000')
    await phone.field('人数').selectOption({ label: '1000–4999 人' })
    life.manual.step(
      '登录后点“开始”，阅读章程并同意，然后填写《中国质量协会单位会员入会申请表》。填写时自动保存，可以随时退出、换设备继续。',
    )
    await phone.page.evaluate('scrollTo(0, 0)')
    await life.shot(phone, '入会申请表')
    await phone.button(/^下一项：联系人/).click()
    const first = phone.page.getByRole('region', { name: '会员联系人' })
    await first.getByLabel(/^部门/).fill('质量安全部')
    await first.getByLabel(/^角色/).selectOption({ label: '联系人' })
    await first.getByLabel(/^手机/).fill(unit.mobile)
    expect(await first.getByLabel(/^Email/).inputValue()).toBe(unit.email)
    await phone.look('form-contacts')
    await phone.button(/^下一项：填表/).click()
    expect(await phone.field('填表人').inputValue()).toBe(unit.person)
    await phone.look('form-filled')
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    await phone.button(/^下一步：打印盖章并上传/).click()
    await phone.heading('打印盖章并上传').waitFor()
  })

  it('CAQ-07 前往下载文件 gives the filled form, 返回修改 leads back; a PDF is no picture', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/')
    await desk.link(/^继续/).first().click()
    await desk.heading('打印盖章并上传').waitFor()
    await desk.look('stamped')
    const paper = await readPdf((await download(desk.page, desk.link(/^下载单位会员入会申请表/))).bytes)
    for (const text of [unit.name, unit.creditCode, '1000–4999人', unit.person]) expect(paper.text).toContain(text)
    await desk.button(/^上一步：填写入会申请表/).click()
    await desk.heading('填写入会申请表').waitFor()
    await desk.button(/^下一项：联系人/).click()
    await desk.button(/^下一项：填表/).click()
    await desk.button(/^下一步：打印盖章并上传/).click()
    await desk.heading('打印盖章并上传').waitFor()
    const slot = desk.page.getByRole('region', { name: '单位会员入会申请表' })
    await slot
      .getByLabel('上传单位会员入会申请表', { exact: true })
      .setInputFiles({ name: '申请表.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 no picture') })
    await slot.getByRole('alert').first().waitFor()
    await desk.look('stamped-refused')
    await slot
      .getByRole('button', { name: /删除|取消/ })
      .first()
      .click()
  })

  it('CAQ-07 one picture, and the tick 我已打印盖章并上传 before going on', async () => {
    const desk = life.who('desk')
    const slot = desk.page.getByRole('region', { name: '单位会员入会申请表' })
    await slot.getByLabel('上传单位会员入会申请表', { exact: true }).setInputFiles(await photo('单位会员入会申请表'))
    await desk.text('共 1 项材料，已上传 1 项').waitFor()
    await desk.button(/^下一步/).click()
    await desk.text('请勾选“我已打印盖章并上传《入会申请表》”。').first().waitFor()
    await desk.look('stamped-unticked')
    await desk.page.getByRole('checkbox', { name: '我已打印盖章并上传《入会申请表》' }).check()
    await desk.text('请勾选“我已打印盖章并上传《入会申请表》”。').first().waitFor({ state: 'detached' })
    life.manual.step(
      '下载填写好的入会申请表，打印盖章后扫描或拍照，上传 1 个 PNG 或 JPG 文件（不超过 10 MB），勾选“我已打印盖章并上传”。发现有误时点“上一步”返回修改。',
    )
    await life.shot(desk, '打印盖章并上传')
    await desk.toReview()
    await desk.look('submit')
    await desk.submit()
    await desk.look('waiting')
    life.manual.step('提交后等待工作人员审核资料，审核结果发到注册邮箱。')
    await life.shot(desk, '等待审核')
  })

  it('CAQ-08 staff send it back by mail and then pass the papers; a 会员号 is given before any dues', async () => {
    const officer = await clerk(life, 'officer')
    await officer.open(`/console/matters?q=${encodeURIComponent(unit.name)}`)
    await officer.link(unit.name).click()
    await officer.heading(unit.name).waitFor()
    await officer.look('console-matter')
    const decision = officer.decision
    await decision.getByRole('button', { name: '退回补正' }).click()
    await annotate(officer, '邮编', '邮编与地址不符，请核对')
    await decision.getByRole('button', { name: '填写说明并退回' }).click()
    await officer.page.getByRole('dialog').getByRole('button', { name: '退回补正' }).click()
    await officer
      .text(/已退回补正：/)
      .first()
      .waitFor()
    expect(await life.world.sms(unit.email, /需要补正/)).toContain(unit.name)
    const desk = life.who('desk')
    await desk.open('/portal')
    await desk.link('去补正').click()
    await desk.text('请补正 1 处').waitFor()
    await desk.look('returned')
    await desk.button('邮编').first().click()
    await expect.poll(() => desk.hasFocus(desk.field('邮编'))).toBe(true)
    await desk.field('邮编').fill('210008')
    await desk.text(/已保存 \d\d:\d\d/).waitFor()
    for (const next of [/^下一项：联系人/, /^下一项：填表/, /^下一步：打印盖章并上传/]) await desk.button(next).click()
    await desk.heading('打印盖章并上传').waitFor()
    await desk.toReview()
    await desk.submit('补正完毕，再次提交')
    await pass(officer, unit.name, /单位会员入会申请/)
  })
}
