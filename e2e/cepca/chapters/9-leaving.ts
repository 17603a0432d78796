import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { writeManual } from '../../kit/passages.ts'
import { unit } from '../cast.ts'
import { openMatterOf } from './4-review.ts'

/** 退会申请, whom to ask, and the manual that all this wrote. */
export function leaving(life: Life) {
  it('CEPCA-13 退会申请 asks for no reason, and staff can’t refuse it', async () => {
    const member = life.who('member')
    await member.open('/portal/apply/leave')
    await member.look('apply-leave')
    await member.button(/^开始/).click()
    await member.heading('退会说明').waitFor()
    await member.look('leave-form')
    life.manual.step('退会自愿：点“退会申请”，原因可以不填，提交后由会员部登记，协会不会拒绝。')
    await life.shot(member, '退会申请')
    await member.handIn('提交审核')
    const officer = life.who('officer')
    await openMatterOf(officer, unit.laterName, 'leave')
    expect(await officer.decision.getByRole('button', { name: '不予通过' }).getAttribute('aria-disabled')).toBe('true')
    await officer.look('console-leave')
    await officer.pass()
  })

  it('CEPCA-13 membership, branch and certificate end; the unit may join again', async () => {
    const [member, stranger, grid] = [life.who('member'), life.who('stranger'), life.who('grid')]
    await member.open('/portal/')
    await member.text('已退会').first().waitFor()
    await member.look('home-left')
    await stranger.page.goto(life.memory.certificate ?? '')
    await stranger.page.getByText('已退会', { exact: true }).waitFor()
    await stranger.look('verify-left')
    await grid.open('/console/members')
    const row = grid.page.getByRole('table').getByRole('row').filter({ hasText: unit.laterName })
    await row.getByText('已退会').waitFor()
    await member.open('/portal/apply')
    await member.button('开始入会申请').waitFor()
  })

  it('CEPCA-01 says whom to ask', async () => {
    const desk = life.who('visitor')
    await desk.open('')
    const people = desk.page.getByRole('region', { name: '联系我们' })
    await people.getByText('入会咨询和会费').waitFor()
    life.manual.chapter('联系我们')
    life.manual.step('入会咨询、会费和系统操作的联系人和电话，见协会首页的“联系我们”。')
    await desk.scrollTo(people)
    await life.shot(desk, '联系我们')
  })

  it('CEPCA-01 the walk has written the manual that the pages link as 帮助', () =>
    writeManual(life, {
      title: '会员管理系统操作手册',
      chapters: ['入会须知与新会员注册', '登录与密码', '事项管理', '联系我们'],
      says: '归属变更',
    }))
}
