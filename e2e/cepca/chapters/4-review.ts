import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { photo } from '../../kit/papers.ts'
import { annotate, decideAtOnce } from '../../kit/passages.ts'
import type { Person } from '../../kit/walk.ts'
import { staff, unit } from '../cast.ts'
import { enter } from '../enter.ts'

/** Opens a matter from the list of all that are under review. */
export async function openMatterOf(person: Person, name: string, kind?: string): Promise<void> {
  const address = `/console/matters?scope=all&q=${encodeURIComponent(name)}${kind ? `&kind=${kind}` : ''}`
  await person.open(address)
  await person.link(name).first().click()
  await person.heading(name).waitFor()
}

/** 会员部初审: late ones on top, returned, corrected, passed. */
export function reviewing(life: Life) {
  it('CEPCA-08 会员部 finds what is late on top of its list', async () => {
    const officer = life.who('officer')
    await officer.open('/console/matters')
    const rows = officer.page.getByRole('table').getByRole('row')
    await expect.poll(() => rows.count()).toBeGreaterThan(3)
    const late = await rows.evaluateAll((all) => all.slice(1).map((row) => row.textContent?.includes('逾期') ?? false))
    expect(late[0]).toBe(true)
    expect(late.lastIndexOf(true)).toBeLessThan(late.indexOf(false))
    await officer.look('console-todo')
  })

  it('CEPCA-08 会员部 returns the application with a remark per field and per document', async () => {
    const officer = life.who('officer')
    await openMatterOf(officer, unit.name)
    await officer.look('console-matter')
    await officer.decision.getByRole('button', { name: '退回补正' }).click()
    await annotate(officer, '通讯地址', '请写明楼层和房间号')
    await officer.button(/^营业执照/).click()
    await annotate(officer, '营业执照', '照片反光，请重新拍照')
    await officer.decision.getByRole('button', { name: '填写说明并退回' }).click()
    await officer.look('console-return')
    await officer.page.getByRole('dialog').getByRole('button', { name: '退回补正' }).click()
    await officer
      .text(/已退回补正：/)
      .first()
      .waitFor()
    expect(await life.world.sms(unit.mobile, /补正/)).toContain(unit.name)
  })

  it('CEPCA-08 the unit reads what to put right, does it and hands in again', async () => {
    const member = life.who('member')
    await member.open('/portal/to-do')
    await member.look('to-do-returned')
    await member
      .link(/入会申请/)
      .first()
      .click()
    await member.text('请补正 2 处').waitFor()
    await member.look('returned')
    life.manual.step('需要补正的，联系人会收到短信，“待办事项”里也会出现。登录后按页面最上方列出的意见修改，改好后点“补正完毕，再次提交”。')
    await life.shot(member, '按意见补正')
    await member.button('通讯地址').click()
    await expect.poll(() => member.hasFocus(member.field('通讯地址'))).toBe(true)
    await member.field('通讯地址').fill('浙江省杭州市示例区电建路 66 号 9 层 901 室')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.button('营业执照').click()
    await member.heading('上传入会申请书与证明材料').waitFor()
    const slot = member.page.getByRole('region', { name: '营业执照' })
    await slot.getByRole('button', { name: /删除/ }).first().click()
    await slot.getByLabel('上传营业执照', { exact: true }).setInputFiles(await photo('营业执照', '营业执照（重拍）.jpg'))
    await slot.getByRole('link', { name: '营业执照（重拍）.jpg' }).waitFor()
    await member.toReview()
    await member.text('意见都已处理，可以再次提交').waitFor()
    await member.submit('补正完毕，再次提交')
  })

  it('CEPCA-08 of two reviewers at once one passes it, the other is told', async () => {
    const [officer, other] = [life.who('officer'), await enter(life.world, 'desk', staff.administrator.mobile)]
    await decideAtOnce(officer, other, (reviewer) => openMatterOf(reviewer, unit.name))
    await other.leave()
  })

  it('CEPCA-08 who passed the first review decides nothing at the second: it lies before the meeting', async () => {
    const officer = life.who('officer')
    await openMatterOf(officer, unit.name)
    await officer.decision.getByText('由会议审议，不在这里单独办理；还没有列入议程').waitFor()
    expect(await officer.decision.getByRole('button').count()).toBe(0)
    await officer.look('console-before-meeting')
    await officer.decision.getByRole('link', { name: '到会议审定' }).click()
    await officer.heading('会议审定').waitFor()
    expect(await officer.button('新建会议').first().getAttribute('aria-disabled')).toBe('true')
    await officer.look('console-meetings-reading')
    const member = life.who('member')
    await member.open('/portal/done')
    await member
      .text(/会长办公会/)
      .first()
      .waitFor()
  })
}
