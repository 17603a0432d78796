import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { unit } from '../cast.ts'

/** Charter and form, on a phone and a desk at once. */
export function applying(life: Life) {
  it('CACEM-03 the charter is opened, read to its end and agreed to before anything else', async () => {
    const member = life.who('member')
    await member.open('/portal/apply')
    await member.look('apply')
    await member.button('开始入会申请').click()
    await member.heading('阅读章程').waitFor()
    const agree = member.button('同意并继续')
    expect(await agree.getAttribute('aria-disabled')).toBe('true')
    await member.look('charter')
    life.manual.step(
      '登录后点“开始入会申请”，先阅读《章程》和《个人信息处理告知》。读到最后，勾选“我已认真阅读并同意”，点“同意并继续”。系统会记下您同意的是哪一版。',
    )
    await life.shot(member, '阅读章程')
    await member.text('— 全文完 —').scrollIntoViewIfNeeded()
    await member.page.getByRole('checkbox', { name: /我已认真阅读并同意/ }).check()
    await agree.click()
    await member.heading('企业信息').waitFor()
  })

  it('CACEM-04 shows the application as steps: 企业信息, 上传申请材料, 交纳会费', async () => {
    const member = life.who('member')
    const steps = member.page.getByRole('navigation', { name: '办理步骤' })
    expect(await steps.getByRole('listitem').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('企业信息'),
        expect.stringContaining('上传申请材料'),
        expect.stringContaining('交纳会费'),
      ]),
    )
    expect(await steps.getByText(/第 \d 步 \/ 共 \d 步/).innerText()).toBe('第 2 步 / 共 6 步')
  })

  it('CACEM-05 suggests the place from the credit code and asks for every field of 企业信息', async () => {
    const member = life.who('member')
    await expect.poll(() => member.page.getByLabel('所在省市：省份').inputValue()).toBe('320000')
    expect(await member.page.getByLabel('所在省市：城市').inputValue()).toBe('320100')
    expect(await member.field('单位全称').inputValue()).toBe(unit.name)
    await member.look('form')
    life.manual.step(
      '填写企业信息。所属行业和所属领域按主营业务选择；所在省市已按信用代码预选；通讯地址要填能收到文件的地址，写上省和市。填写时自动保存，页面上会显示“已保存”和时间。',
    )
    await life.shot(member, '企业信息')
    await member.page.getByLabel('所属行业：门类').selectOption({ label: '建筑业' })
    await member.page.getByLabel('所属行业：大类').selectOption({ index: 1 })
    await member.field('所属领域').selectOption({ label: '房屋建筑工程' })
    await member.fill({ 通讯地址: '江苏省南京市示例区示例路 8 号示例大厦', 邮编: '210000', 法人代表: '周法人' })
    await member.field('企业类型').selectOption({ label: '民营企业' })
    await member.fill({ 企业基本情况: '施'.repeat(401) })
    await member.text('超出 1 字').waitFor()
    await member.text(/已保存 \d\d:\d\d/).waitFor()
  })

  it('CACEM-05 what is too long or missing stands in a summary that leads to its place', async () => {
    const member = life.who('member')
    await member.field('邮编').fill('')
    await member.button(/^下一项：联络人/).click()
    await member.button(/^下一项：资质信息/).click()
    await member.button(/^下一步：上传申请材料/).click()
    const summary = member.page.getByRole('alert').filter({ hasText: '处需要修改' })
    await summary.waitFor()
    await member.look('form-wrong')
    await summary.getByRole('button', { name: /邮编/ }).click()
    await expect.poll(() => member.hasFocus(member.field('邮编'))).toBe(true)
    await member.field('邮编').fill('210000')
    await summary.getByRole('button', { name: /企业基本情况/ }).click()
    await member.field('企业基本情况').fill('本单位是用于演示的虚构单位，主营房屋建筑工程施工总承包。')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
  })

  it('CACEM-10 another device goes on at the same step with what was filled in', async () => {
    const desk = await life.world.signedIn('desk', unit.mobile, unit.password)
    life.cast.set('desk', desk)
    await desk.heading('企业信息').waitFor()
    await desk.open('/portal/')
    await desk.look('home-applying')
    await desk.link('继续填写').click()
    await desk.heading('企业信息').waitFor()
    expect(await desk.field('通讯地址').inputValue()).toBe('江苏省南京市示例区示例路 8 号示例大厦')
    await desk.look('form')
    life.manual.step('中途可以随时退出。下次登录（换一台手机或电脑也可以），会回到上次离开的那一步，已填的内容都在。')
    await life.shot(desk, '换到电脑上接着填')
  })

  it('CACEM-10 two devices that write into one field are both asked which text stays', async () => {
    const [member, desk] = [life.who('member'), life.who('desk')]
    await desk.field('法人代表').fill('周改名')
    await desk.text(/已保存 \d\d:\d\d/).waitFor()
    await member.field('法人代表').fill('周示例')
    await member.field('法人代表').blur()
    const dialog = member.page.getByRole('dialog')
    await dialog.waitFor()
    expect(await dialog.getByRole('region', { name: '这里填写的' }).innerText()).toContain('周示例')
    expect(await dialog.getByRole('region', { name: '另一台设备上的' }).innerText()).toContain('周改名')
    await member.look('form-conflict')
    await dialog.getByRole('button', { name: '保留这一份' }).click()
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await desk.page.reload()
    await expect.poll(() => desk.field('法人代表').inputValue()).toBe('周示例')
  })

  it('CACEM-06 takes one or two contacts, the first of whom gets the post', async () => {
    const member = life.who('member')
    await member.page.getByRole('tab', { name: /联络人/ }).click()
    const first = member.page.getByRole('region', { name: '第一联络员' })
    expect(await first.getByLabel(/^手机号/).inputValue()).toBe(unit.mobile)
    await first.getByLabel(/^姓名/).fill(unit.first.name)
    await first.getByLabel(/^手机号/).fill(unit.first.mobile)
    await member.button('添加第二联络员').click()
    const second = member.page.getByRole('region', { name: '第二联络员' })
    await second.getByLabel(/^姓名/).fill(unit.person)
    await second.getByLabel(/^手机号/).fill(unit.mobile)
    expect(await member.button('添加联络员').getAttribute('aria-disabled')).toBe('true')
    await member.look('form-contacts')
    life.manual.step('在“联络人”里填写 1 至 2 名联络员。文件默认邮寄给第一联络员，审核结果也用短信通知第一联络员。')
    await life.shot(member, '联络人')
  })

  it('CACEM-07 offers only 特级 grades, and 无 which stands alone', async () => {
    const member = life.who('member')
    await member.page.getByRole('tab', { name: /资质信息/ }).click()
    const grades = member.page.getByRole('group', { name: '特级资质' }).first()
    const names = await grades
      .getByRole('checkbox')
      .evaluateAll((boxes) => boxes.map((box) => String(box.closest('label')?.textContent).trim()))
    expect(names.filter((name) => name !== '无').every((name) => name.endsWith('特级'))).toBe(true)
    await grades.getByRole('checkbox', { name: '建筑工程施工总承包特级' }).check()
    await grades.getByRole('checkbox', { name: '无', exact: true }).check()
    await expect.poll(() => grades.getByRole('checkbox', { name: '建筑工程施工总承包特级' }).isChecked()).toBe(false)
    await member.look('form-grades')
    life.manual.step('在“资质信息”里选择特级资质；没有特级资质的选“无”。填完点“下一步”。')
    await life.shot(member, '资质信息')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.button(/^下一步：上传申请材料/).click()
    await member.heading('上传申请材料').waitFor()
  })
}
