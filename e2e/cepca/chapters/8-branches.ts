import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { staff, unit } from '../cast.ts'
import { enter } from '../enter.ts'

const contact = { 联系部门: '工程部', 联系人: '龚分会', 手机号: '13600000032' }

async function handIn(member: Person): Promise<void> {
  await member.text(/已保存 \d\d:\d\d/).waitFor()
  await member.handIn('提交审核')
}

/** 归属变更: into a branch, and from one into another. */
export function branches(life: Life) {
  it('CEPCA-12 归属变更 shows every branch; the unit asks to join one, and its papers are not asked for again', async () => {
    const member = life.who('member')
    await member.open('/portal/branches')
    await member.look('branches')
    life.manual.step('点“归属变更”，可以看到各分支机构。点“申请加入”，填写与该分支机构的联系人，提交后由该分支机构审核。')
    await life.shot(member, '归属变更')
    await member.button(/^申请加入.*火电建设分会/).click()
    await member.heading('填写申请').waitFor()
    await member.fill(contact)
    await member.look('branch-form')
    await handIn(member)
    await member
      .text(/火电建设分会/)
      .first()
      .waitFor()
    await member.look('branch-waiting')
    await member.open('/portal/branches')
    await member.text('待审核').first().waitFor()
  })

  it('CEPCA-12 that branch’s reviewer finds it and decides; another branch’s sees nothing of it, by no address', async () => {
    const grid = await enter(life.world, 'desk', staff.grid.mobile)
    life.cast.set('grid', grid)
    const thermal = await enter(life.world, 'desk', staff.thermal.mobile)
    life.cast.set('thermal', thermal)
    await thermal.open('/console/matters')
    await thermal.look('console-branch-todo')
    await thermal.link(unit.laterName).click()
    await thermal.heading(unit.laterName).waitFor()
    await thermal.look('console-branch-matter')
    const address = thermal.page.url()
    await grid.open(`/console/matters?scope=all&q=${encodeURIComponent(unit.laterName)}`)
    await grid.text('没有符合条件的事项').waitFor()
    await grid.page.goto(address)
    await grid.text('没有这件事项').waitFor()
    await grid.look('console-other-branch')
    await grid.page.goto(life.memory.memberPage ?? '')
    await grid.page
      .getByRole('main')
      .getByText(/没有|找不到/)
      .first()
      .waitFor()
    await thermal.pass()
    await thermal.open('/console/members')
    await expect.poll(() => thermal.page.getByRole('table').getByRole('link').allInnerTexts()).toContain(unit.laterName)
    await thermal.look('console-branch-members')
  })

  it('CEPCA-12 it changes into another branch, decided by that one’s own reviewer', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/branches')
    await desk.text('已加入').first().waitFor()
    await desk.look('branches-joined')
    await desk.button('变更分支机构').click()
    await desk.heading('填写申请').waitFor()
    await desk.field('从哪个分支机构转出').selectOption({ label: '新能源建设分会' })
    await desk.field('转入哪个分支机构').selectOption({ label: '输变电建设分会' })
    await desk.fill(contact)
    await desk.text(/已保存 \d\d:\d\d/).waitFor()
    await desk.toReview()
    await desk
      .text(/现在不在新能源建设分会/)
      .first()
      .waitFor()
    await desk.look('branch-change-wrong')
    await desk.page
      .getByRole('button', { name: /现在不在新能源建设分会/ })
      .first()
      .click()
    await desk.field('从哪个分支机构转出').selectOption({ label: '火电建设分会' })
    await handIn(desk)
    life.manual.step(
      '已加入分支机构、要转到另一个的，点“变更分支机构”，由转入的分支机构审核；通过后原来的归属同时结束。长时间没有审批的，请联系该分支机构。',
    )
    await desk.open('/portal/branches')
    await desk.look('branches-changing')
    await life.shot(desk, '变更分支机构')
    const [grid, thermal] = [life.who('grid'), life.who('thermal')]
    await thermal.open(`/console/matters?scope=all&q=${encodeURIComponent(unit.laterName)}`)
    await thermal.text('没有符合条件的事项').waitFor()
    await grid.open('/console/matters')
    await grid.link(unit.laterName).click()
    await grid.heading(unit.laterName).waitFor()
    await grid.look('console-branch-change')
    await grid.pass()
    await desk.open('/portal/branches')
    const rows = desk.page.getByRole('table', { name: /管理/ }).getByRole('row')
    await rows.filter({ hasText: '输变电建设分会' }).getByText('已加入').waitFor()
    await rows.filter({ hasText: '火电建设分会' }).getByText('已退出').waitFor()
    await desk.look('branches-changed')
    await desk.open('/portal/')
    await desk.text('输变电建设分会').first().waitFor()
    await desk.look('home-branches')
  })
}
