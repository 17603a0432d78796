import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { persons, units } from '../cast.ts'
import { openState, row } from './3-recommending.ts'

const one = persons.phone

/** A person goes to another unit and keeps the story. */
export function moving(life: Life) {
  it('GSJL-04, GSJL-11 a person names its new employer, which must be another member unit', async () => {
    const phone = life.who('phone')
    await phone.open('/portal/matters')
    await phone.link('办理事项').click()
    await phone.look('person-apply')
    await phone.button(/工作单位变更/).click()
    await phone.heading('填写新单位').waitFor()
    await phone.fill({ 新的工作单位: units.first.name, 变更日期: '2026-11-01', 新单位地址: '甘肃省兰州市示例区示例路 9 号', 职务: '总监' })
    await phone.button(/^下一步：/).click()
    await phone.button(/您登记的工作单位现在就是/).waitFor()
    await phone.button(/您登记的工作单位现在就是/).click()
    await phone.fill({ 新的工作单位: units.other.name })
    await phone.look('person-moves')
    life.manual.chapter('个人会员：工作单位变更', '工作单位变更之日起 30 日内提交，由新单位确认，协会核对后办理。')
    life.manual.step('点“我的事项”里的“办理事项”，选择“工作单位变更”，填写新单位；以前的工作单位、会费记录都会保留。')
    await life.shot(phone, '工作单位变更')
    await phone.handIn()
    await phone.look('person-moving')
  })

  it('the new unit confirms, then the association; each unit sees only its own', async () => {
    const [other, officer, unit] = [life.who('other'), life.who('officer'), life.who('unit')]
    await other.open('/portal')
    await other.link(/人等待本单位审核/).click()
    await other.look('unit-reviews')
    await other.link(new RegExp(one.name)).first().click()
    await other.button('确认').click()
    await other.page.getByRole('dialog').getByRole('button', { name: '确认' }).click()
    await other.text('本单位已确认，等待协会审核').waitFor()
    await other.look('unit-confirmed')
    await officer.open('/console/matters')
    await officer.link(new RegExp(one.name)).first().click()
    await officer.pass()
    await openState(other, '正式会员')
    await row(other, one.name).waitFor()
    await openState(unit, '正式会员')
    expect(await row(unit, one.name).count()).toBe(0)
    await unit.page.goto(life.memory.person ?? '')
    await unit.text('没有这位人员').waitFor()
    const sms = await life.world.sms(one.mobile, /工作单位已变更/)
    expect(sms).toContain(`已变更为${units.other.name}，原单位为${units.first.name}`)
  })

  it('GSJL-04 who changed employer keeps the story: number, membership and matters stay, the new unit stands in it', async () => {
    const phone = life.who('phone')
    await phone.open('/portal/history')
    const story = phone.page.getByRole('list', { name: '历史动态' })
    for (const said of [units.other.name, '个人会员申请', '工作单位变更', '成为个人会员']) await story.getByText(said).first().waitFor()
    await phone.look('person-history-moved')
    await life.shot(phone, '变更后的历史动态')
    await phone.open('/portal')
    await phone.page.getByRole('region', { name: '会员情况' }).getByText(units.other.name).waitFor()
  })
}
