import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { unit } from '../cast.ts'
import { enter } from '../enter.ts'

/** The side menu at the desk: its headings, and what stands under them. */
export async function menuOf(person: Person): Promise<string[]> {
  const menu = person.page.getByRole('navigation', { name: '会员中心导航' }).filter({ visible: true }).first()
  return (await menu.getByRole('link').allInnerTexts()).map((text) => text.trim())
}

/** 入会须知 and form, on a phone and a desk. */
export function applying(life: Life) {
  it('CEPCA-04 the left menu at the desk: 事项管理 with its places, 待办事项, 已办事项; nothing that does not work yet', async () => {
    const desk = await enter(life.world, 'desk', unit.mobile, unit.password)
    life.cast.set('desk', desk)
    await desk.page.getByRole('region', { name: '事项管理' }).waitFor()
    const menu = await menuOf(desk)
    // Who has not joined has nothing to change or to leave.
    expect(menu).toEqual(['首页', '会员管理', '归属变更', '会费管理', '待办事项', '已办事项', '账号管理'])
    await desk.look('home-new')
    for (const [place, heading] of [
      ['会员管理', '企业信息'],
      ['归属变更', '分支机构管理'],
      ['会费管理', '会费管理'],
      ['待办事项', '待办事项'],
      ['已办事项', '已办事项'],
    ] as const) {
      await desk.link(place).first().click()
      await desk.heading(heading).waitFor()
      await desk.look(`menu-${place}`)
    }
    life.manual.step(
      '登录后，电脑上左侧是“事项管理”（会员管理、信息变更、归属变更、退会申请、会费管理）、“待办事项”和“已办事项”；手机上在页面底部和“更多”里。',
    )
    await desk.open('/portal/')
    await life.shot(desk, '会员管理系统')
  })

  it('CEPCA-05 会员管理 → 入会申请: 入会须知 is read to its end, ticked and confirmed before anything else', async () => {
    const member = life.who('member')
    await member.link('会员管理').click()
    await member.heading('企业信息').waitFor()
    await member.look('company-new')
    life.manual.step('点“会员管理”，再点“入会申请”。')
    await life.shot(member, '会员管理')
    await member.link('入会申请').click()
    await member.heading('办理事项').or(member.heading('入会申请')).waitFor()
    await member.look('apply')
    await member.button('开始入会申请').click()
    await member.heading('阅读入会须知').waitFor()
    const agree = member.button('同意并继续')
    expect(await agree.getAttribute('aria-disabled')).toBe('true')
    await member.text('会长单位、副会长单位：200,000 元/年').waitFor()
    await member.text('会费以年为单位交纳，不足一年按一年计').waitFor()
    await member.look('guide-to-agree')
    life.manual.step('阅读《中国电力建设企业协会入会须知》和《个人信息处理告知》，读到最后，勾选“我已认真阅读并同意”，点“同意并继续”。')
    await life.shot(member, '入会须知')
    await member.text('— 全文完 —').scrollIntoViewIfNeeded()
    expect(await agree.getAttribute('aria-disabled')).toBe('true')
    await member.page.getByRole('checkbox', { name: /我已认真阅读/ }).check()
    await agree.click()
    await member.heading('基础信息和联系人').waitFor()
  })

  it('CEPCA-06 the form asks for 所属集团 and 所属单位 (无 when none), 通讯地址 and the credit code, which takes no blanks', async () => {
    const member = life.who('member')
    await member.look('form')
    expect(await member.field('单位名称').inputValue()).toBe(unit.name)
    for (const label of ['所属集团', '所属单位']) {
      const described = await member.field(label).getAttribute('aria-describedby')
      expect(described).toBeTruthy()
    }
    const { creditCode } = unit
    const code = member.field('统一社会信用代码')
    await code.fill(`${creditCode.slice(0, 17)}${creditCode.endsWith('0') ? '1' : '0'}`)
    await member.text('校验位不对').first().waitFor()
    // Blanks that were typed are not kept: they are shown as on the licence, and never sent.
    await code.fill(` ${creditCode.slice(0, 6)}  ${creditCode.slice(6)} `)
    await member.text('校验通过').waitFor()
    await member.field('单位类别').selectOption({ label: '施工企业' })
    await member.fill({ 法人代表: '沈法人', 所属集团: '无' })
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.button(/^下一项：联系人/).click()
    await member.button(/^下一步：/).click()
    const summary = member.alert('处需要修改')
    await summary.waitFor()
    await member.look('form-wrong')
    await summary.getByRole('button', { name: /所属单位/ }).click()
    await expect.poll(() => member.hasFocus(member.field('所属单位'))).toBe(true)
    await member.fill({ 所属单位: '无', 通讯地址: '浙江省杭州市示例区电建路 66 号', 邮编: '310000' })
    expect(await member.page.getByLabel('所在省市：省份').inputValue()).toBe('330000')
    life.manual.step(
      '填写基础信息：所属集团、所属单位没有的填“无”；通讯地址填能收到文件的地址，写上省和市；统一社会信用代码中间不要有空格，系统会自动去掉空格并校验。',
    )
    await member.scrollTo(member.field('所属集团'))
    await life.shot(member, '基础信息')
  })

  it('CEPCA-06 联系人: one to three, the first with the registered mobile and mail', async () => {
    const member = life.who('member')
    await member.page.getByRole('tab', { name: /联系人/ }).click()
    const first = member.page.getByRole('region', { name: '第一联系人' })
    expect(await first.getByLabel(/^姓名/).inputValue()).toBe(unit.person)
    expect(await first.getByLabel(/^手机号/).inputValue()).toBe(unit.mobile)
    expect(await first.getByLabel(/^邮箱/).inputValue()).toBe(unit.email)
    await first.getByLabel(/^部门/).fill('综合管理部')
    await member.look('form-contacts')
    life.manual.step('填写联系人：协会的通知、文件和会费票据都发给联系人，登录也用联系人的手机号。')
    await life.shot(member, '联系人')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.button(/^下一步：入会说明/).click()
    await member.heading('入会说明').waitFor()
  })

  it('CEPCA-06 意向分支机构 may stay open; 入会说明 is asked for', async () => {
    const member = life.who('member')
    const branches = await member.field('意向分支机构').getByRole('option').allInnerTexts()
    expect(branches.slice(1)).toEqual(['火电建设分会', '输变电建设分会', '新能源建设分会', '调试专业委员会'])
    await member.button(/^下一步：/).click()
    const summary = member.alert('处需要修改')
    await summary.waitFor()
    expect(await summary.getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('入会说明')])
    await member.page.getByRole('textbox', { name: '入会说明' }).fill('本单位从事火电和新能源工程施工，希望加入协会参加行业交流与自律。')
    await member.look('form-note')
    life.manual.step('意向分支机构不确定可以先不选，入会后可在“归属变更”中申请；入会说明简要填写。')
    await life.shot(member, '入会说明')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
  })

  it('CEPCA-06 what is saved is kept and not handed in: another device goes on with it, and staff see nothing', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/to-do')
    await desk.look('to-do-draft')
    await desk.open('/portal/')
    await desk
      .text(/入会申请.*还没有提交/)
      .first()
      .waitFor()
    await desk.look('home-draft')
    await desk.link('继续填写').click()
    await desk.heading().first().waitFor()
    const officer = await enter(life.world, 'desk', '13900000002')
    life.cast.set('officer', officer)
    await officer.open(`/console/matters?scope=all&q=${encodeURIComponent(unit.name)}`)
    await officer.text('没有符合条件的事项').waitFor()
    life.manual.step('填写时自动保存，页面上会显示“已保存”和时间。保存不等于提交：入会申请还要上传附件，点“提交审核”后协会才看得到。')
    const member = life.who('member')
    await member.button(/^下一步：/).click()
    await member.heading('上传入会申请书与证明材料').waitFor()
  })
}
