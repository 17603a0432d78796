import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { photo } from '../../kit/papers.ts'
import { unit } from '../cast.ts'
import { openMatterOf } from './4-review.ts'

/** 信息变更: at once, or reviewed field by field. */
export function changing(life: Life) {
  it('CEPCA-11 contacts and basic data are changed at once', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/company')
    await desk.button(/^编辑/).first().click()
    const dialog = desk.page.getByRole('dialog')
    await dialog.getByLabel(/^职务/).fill('主任')
    await desk.look('contact-edit')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await desk.page.getByRole('region', { name: '联系人' }).getByText('主任').waitFor()
    await desk.button('修改基础信息').click()
    await desk.fill({ 所属集团: '示例能源集团' })
    await desk.look('company-edit')
    life.manual.step('联系人、通讯地址等一般信息：在“会员管理”里点“修改”或“编辑”，保存后立即生效。')
    await life.shot(desk, '修改基础信息')
    await desk.button('保存').click()
    await desk.page.getByRole('region', { name: '基础信息' }).getByText('示例能源集团').waitFor()
  })

  it('CEPCA-11 单位名称 and 法人代表 are asked for, with evidence', async () => {
    const member = life.who('member')
    await member.open('/portal/apply/change')
    await member.look('apply-change')
    await member.button(/^开始/).click()
    await member.heading('变更内容').waitFor()
    expect(await member.field('单位名称').inputValue()).toBe(unit.name)
    await member.fill({ 单位名称: unit.laterName, 法人代表: '韦新任' })
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.look('change-form')
    life.manual.step(
      '单位名称、统一社会信用代码、法人代表：点“信息变更”，修改需要变更的项目，上传变更后的营业执照等证明材料，提交后由会员部审核。',
    )
    await life.shot(member, '信息变更')
    await member.button(/^下一步：/).click()
    await member.heading('证明材料').waitFor()
    await member.page.getByLabel('上传变更证明材料', { exact: true }).setInputFiles(await photo('变更后的营业执照'))
    await member.link('变更后的营业执照.jpg').waitFor()
    await member.toReview()
    await member.look('change-submit')
    await member.submit('提交审核')
    await member.open('/portal/company')
    await member.text('有一份信息变更正在办理').waitFor()
    await member.look('company-changing')
  })

  it('CEPCA-11 staff see the change beside what stands, with its evidence, and accept one field and not the other', async () => {
    const officer = life.who('officer')
    await openMatterOf(officer, unit.laterName, 'change')
    const diff = officer.page.getByRole('region', { name: '变更内容' })
    for (const said of [unit.name, unit.laterName, '沈法人', '韦新任']) await diff.getByText(said).first().waitFor()
    await officer.page.getByRole('img', { name: /变更证明材料/ }).waitFor()
    await diff.getByRole('checkbox', { name: '接受法人代表的变更' }).uncheck()
    await officer.look('console-diff')
    const decision = officer.decision
    await decision.getByRole('button', { name: '接受 1 项，不接受 1 项' }).click()
    const dialog = officer.page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('营业执照上的法定代表人仍为原负责人，请核实后另行申请。')
    await officer.look('console-diff-pass')
    await dialog.getByRole('button', { name: '通过', exact: true }).click()
    await officer
      .text(/已通过：/)
      .first()
      .waitFor()
  })

  it('CEPCA-11 the new name stands, the old one is kept as 曾用名 and still found', async () => {
    const member = life.who('member')
    await member.open('/portal/company')
    await member.text(`曾用名：${unit.name}`).waitFor()
    await member.page.getByRole('main').getByText(unit.laterName).first().waitFor()
    await member.page.getByRole('main').getByText('沈法人').first().waitFor()
    await member.look('company-renamed')
    life.manual.step('审核通过后新的信息立即生效，原单位名称作为曾用名保留；没有接受的项目保持原来的内容，并写明原因。')
    await life.shot(member, '变更以后')
    await member.open('/portal/done')
    await member
      .link(/信息变更/)
      .first()
      .click()
    await member.text('有几项没有接受，保持原来的内容').waitFor()
    await member.text('请核实后另行申请').first().waitFor()
    await member.look('change-ended')
    const officer = life.who('officer')
    await officer.open(`/console/members?q=${encodeURIComponent(unit.name.slice(4, 10))}`)
    await officer.page
      .getByRole('row', { name: new RegExp(unit.laterName) })
      .getByText(`曾用名 ${unit.name}`)
      .waitFor()
    await officer.look('console-members')
    await officer.link(unit.laterName).first().click()
    await officer.heading(unit.laterName).waitFor()
    await officer.look('console-member')
    life.memory.memberPage = officer.page.url()
  })
}
