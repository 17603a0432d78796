import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { annotate } from '../../kit/passages.ts'
import type { Person } from '../../kit/walk.ts'
import { staff, unit } from '../cast.ts'
import { handIn } from './2-applying.ts'

const dialog = (person: Person) => person.page.getByRole('dialog')

/** Opens a matter of the to-do list by what its title holds. */
export async function openMatter(person: Person, title: string | RegExp): Promise<void> {
  await person.open(`/console/matters?q=${encodeURIComponent(unit.name)}`)
  await person.page.getByRole('row').filter({ hasText: title }).getByRole('link', { name: unit.name }).click()
  await person.heading(unit.name).waitFor()
}

export function reviewing(life: Life) {
  it('CQSSA-06 a branch waits for the association: before it has admitted the unit, the branch can’t', async () => {
    const quality = await life.world.signedIn('desk', staff.quality)
    life.cast.set('quality', quality)
    // What is the whole association's is not in a branch's menu.
    const menu = quality.page.getByRole('navigation', { name: '工作台导航' })
    expect(await menu.getByRole('link').evaluateAll((links) => links.map((link) => link.firstChild?.textContent?.trim()))).toEqual([
      '首页',
      '待办事项',
      '已办事项',
      '会员列表',
    ])
    await quality.look('branch-console-home')
    await openMatter(quality, '质量分会')
    life.memory.qualityMatter = new URL(quality.page.url()).pathname.split('/').at(-1) ?? ''
    await quality.text('入会申请还没有通过，通过后才能加入').first().waitFor()
    await quality.look('branch-console-matter')
    await quality.decision.getByRole('button', { name: '通过', exact: true }).click()
    await dialog(quality).getByRole('button', { name: '通过', exact: true }).click()
    await dialog(quality)
      .getByText(/现在不是会员/)
      .waitFor()
    await quality.look('branch-console-too-early')
    await quality.page.keyboard.press('Escape')
  })

  it('STAFF-01, CQSSA-07 the secretariat returns the application for a field and a paper; corrected, it is approved', async () => {
    const officer = await life.world.signedIn('desk', staff.officer)
    life.cast.set('officer', officer)
    await openMatter(officer, '入会注册')
    await officer.look('console-matter')
    await officer.decision.getByRole('button', { name: '退回补正' }).click()
    await annotate(officer, '通讯地址', '请写明楼层和房间号')
    await officer.button(/^入川备案许可证/).click()
    await annotate(officer, '入川备案许可证', '有效期看不清，请重新拍照')
    await officer.decision.getByRole('button', { name: '填写说明并退回' }).click()
    await dialog(officer).getByRole('button', { name: '退回补正' }).click()
    await officer
      .text(/已退回补正：/)
      .first()
      .waitFor()
    const phone = life.who('unit')
    await phone.open('/portal')
    await phone.link('去补正').click()
    await phone.text('请补正 2 处').waitFor()
    await phone.look('returned')
    life.manual.step('如果需要补正，会收到短信；登录后点“去补正”，按页面上方列出的意见逐处修改，再次提交。')
    await life.shot(phone, '按意见补正')
    await phone.button('通讯地址').click()
    await expect.poll(() => phone.hasFocus(phone.field('通讯地址'))).toBe(true)
    await phone.field('通讯地址').fill('江苏省南京市示例区宁远路 8 号 12 层 1201 室')
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    const permit = phone.page.getByRole('region', { name: '入川备案许可证', exact: true })
    await permit.getByRole('button', { name: /删除/ }).click()
    await handIn(phone, '入川备案许可证')
    await phone.button('下一步：核对并提交').click()
    await phone.text('意见都已处理，可以再次提交').waitFor()
    await phone.submit('补正完毕，再次提交')
    await openMatter(officer, '入会注册')
    await officer.pass()
    expect(await life.world.sms(unit.mobile, /已审核通过/)).toContain(unit.name)
  })

  it('CQSSA-06 once the association has admitted the unit, each branch lets it in', async () => {
    const quality = life.who('quality')
    await openMatter(quality, '质量分会')
    await quality.pass()
    const safety = await life.world.signedIn('desk', staff.safety)
    life.cast.set('safety', safety)
    await openMatter(safety, '安全分会')
    await safety.pass()
    const testing = await life.world.signedIn('desk', staff.testing)
    await openMatter(testing, '检测分会')
    await testing.pass()
    await testing.leave()
  })

  it('CQSSA-07 after the review the head shows every standing', async () => {
    for (const who of ['unit', 'desk']) {
      const person = life.who(who)
      await person.open('/portal/')
      const standings = person.page.getByRole('list', { name: '会员身份' }).getByRole('listitem')
      await expect
        .poll(() => standings.allInnerTexts())
        .toEqual(['大协会普通会员', '检测分会普通会员', '安全分会普通会员', '质量分会普通会员'])
      await person.look('home-standings')
    }
    life.manual.step('审核通过后，页面上方显示本单位在大协会及各分会中的会员级别。')
    await life.shot(life.who('unit'), '会员级别')
    const desk = life.who('desk')
    await desk.open('/portal/branches')
    expect(await branchText(desk, '质量分会')).toMatch(/普通会员[\s\S]*ZA-ZL\d{4}[\s\S]*已加入/)
    await desk.look('branches-in')
    await life.shot(desk, '已加入的分会')
  })
}

const branchText = (person: Person, branch: string) =>
  person.page.getByRole('table', { name: '分会管理' }).getByRole('row').filter({ hasText: branch }).innerText()
