import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { members, persons, staff, units } from '../cast.ts'
import { enter } from '../enter.ts'
import { openState } from './3-recommending.ts'

/** Somebody of the secretariat passes what lies before it. */
export async function pass(officer: Person, name: string, state: string): Promise<void> {
  await officer.open(`/console/people?state=${state}`)
  await officer.link(name).click()
  await officer.heading(new RegExp(name)).waitFor()
  await officer.pass()
}

const one = persons.phone

/** The association decides; what the person reads at home, before and after the unit has paid. */
export function deciding(life: Life) {
  it('GSJL-09, GSJL-11 staff see who was recommended, with the stamped roster beside it', async () => {
    const officer = await enter(life.world, 'desk', '企业登录', staff.officer.mobile)
    life.cast.set('officer', officer)
    await officer.open('/console/people?state=recommended')
    for (const name of [one.name, persons.desk.name]) await officer.page.getByRole('row', { name: new RegExp(name) }).waitFor()
    await officer.look('console-people')
    await officer.link('收到的汇总表').click()
    await officer.page.getByRole('row', { name: new RegExp(life.memory.roster ?? '') }).waitFor()
    await officer.look('console-rosters')
    await officer.open('/console/people?state=recommended')
    await officer.link(one.name).click()
    await officer.heading(new RegExp(one.name)).waitFor()
    await officer.look('console-matter')
  })

  it('GSJL-10 approved, they are members; the unit can no longer change their data', async () => {
    const [officer, unit] = [life.who('officer'), life.who('unit')]
    await pass(officer, one.name, 'recommended')
    expect(await life.world.sms(one.mobile, /您已成为/)).toMatch(/会员编号 GSJL\d{7}/)
    await pass(officer, persons.desk.name, 'recommended')
    await openState(unit, '正式会员')
    await unit.link(one.name).click()
    await unit.text('协会已经审核，单位不能再修改此人的信息').waitFor()
    for (const verb of ['修改信息', '退回修改', '推荐', '回退']) expect(await unit.button(verb).count()).toBe(0)
    expect(await unit.text(one.idCard).count()).toBe(0)
    await unit.look('person-decided')
    const id = unit.page.url().split('/').at(-1)
    const answer = await unit.page.request.patch(`/gsjl/api/portal/people/${id}`, {
      data: { revision: 9, data: { jobTitle: '事后修改' } },
      headers: { 'x-huiji': '1' },
    })
    expect(await answer.text()).toContain('协会已经审核')
    life.manual.step('协会审核通过后，人员转入“正式会员”，单位不能再修改其信息；确需更正的，请联系协会。')
    await life.shot(unit, '协会审核之后')
  })

  it('GSJL-12 home says 审批状态, 缴费情况, 缴费年限, and that the unit pays', async () => {
    const person = life.who('person')
    await person.open('/portal')
    const card = person.page.getByRole('region', { name: '会员情况' })
    for (const said of ['审批状态', '协会已批准', '缴费情况', '还没有缴纳会费', '缴费年限', units.first.name])
      await card.getByText(said).first().waitFor()
    const who = person.page.getByRole('region', { name: one.name })
    await who.getByText('由单位统一交纳').waitFor()
    expect(await person.link(/去交纳|去交费/).count()).toBe(0)
    await person.look('person-home')
    const phone = await enter(life.world, 'phone', '个人登录', one.idCard, one.password)
    await phone.page.getByRole('region', { name: '会员情况' }).getByText('协会已批准').waitFor()
    await phone.look('person-home')
    life.manual.chapter('个人会员：我的会员情况', '登录后首页显示审批状态、缴费情况和缴费年限。会费由所在单位统一交纳。')
    life.manual.step('用身份证号登录，首页的“会员情况”里可以看到审批状态、缴费情况、缴费年限和所在单位。')
    await life.shot(phone, '个人会员首页')
    life.cast.set('phone', phone)
  })

  it('GSJL-12 once the unit has paid, home says until when and for how many years; the dues page asks nothing', async () => {
    const paid = await enter(life.world, 'desk', '个人登录', members.paid.idCard)
    const card = paid.page.getByRole('region', { name: '会员情况' })
    await card.getByText(/^已缴至 20\d\d-\d\d-\d\d/).waitFor()
    await card
      .getByText(/^\d 年/)
      .first()
      .waitFor()
    await paid.look('person-home-paid')
    await paid.link('缴费情况').first().click()
    await paid.text(`由单位统一交纳：${units.first.name}`).waitFor()
    expect(await paid.link(/^交费/).count()).toBe(0)
    await paid.look('person-dues')
    await paid.open('/portal/history')
    await paid.page.getByRole('list', { name: '历史动态' }).getByText('缴纳会费').first().waitFor()
    await paid.leave()
  })

  it('GSJL-04 我的信息 is read only; staff change it on request, with a reason', async () => {
    const [phone, officer] = [life.who('phone'), life.who('officer')]
    await phone.open('/portal/company')
    await phone.text(/资料由.*维护，如需修改请联系/).waitFor()
    expect(await phone.button(/^修改/).count()).toBe(0)
    await phone.look('person-info')
    life.manual.step('“我的信息”只能查看；需要修改的，请联系协会由工作人员调整。')
    await life.shot(phone, '我的信息')
    await officer.open('/console/people?state=member')
    await officer.link(one.name).click()
    await officer.button('修改资料').click()
    await officer.fill({ 'QQ 号': '1000000009', 修改原因: '本人来电申请' })
    await officer.button('保存修改').click()
    await officer.text('资料已修改').first().waitFor()
    await phone.open('/portal/company')
    await phone.text('1000000009').first().waitFor()
  })

  it('GSJL-04 历史动态 tells payments, matters, employer and membership', async () => {
    const phone = life.who('phone')
    await phone.open('/portal/history')
    const story = phone.page.getByRole('list', { name: '历史动态' })
    for (const said of ['个人会员申请', `工作单位：${units.first.name}`, '成为个人会员']) await story.getByText(said).first().waitFor()
    await phone.look('person-history')
    life.manual.step('“历史动态”按时间列出缴费、申请、工作单位和会籍的变化。')
    await life.shot(phone, '历史动态')
  })

  it('GSJL-04 修改密码, 安全退出: the old password opens nothing any more', async () => {
    const phone = life.who('phone')
    await phone.open('/portal/settings/password')
    await phone.look('person-password')
    const fresh = 'Jianli_2027'
    await phone.fill({ 原密码: one.password, 新密码: fresh, 确认新密码: fresh })
    await phone.button('修改密码').click()
    await phone
      .text(/密码已修改/)
      .first()
      .waitFor()
    life.manual.step('“修改密码”修改本人的登录密码；右上角菜单中“退出登录”安全退出。')
    await phone.button(/^账号菜单/).click()
    await phone.button('退出登录').click()
    await phone.page.waitForURL(/\/login|\/gsjl\/?$/)
    await phone.leave()
    const again = await enter(life.world, 'phone', '个人登录', one.idCard, fresh)
    life.cast.set('phone', again)
  })
}
