import { expect, it } from 'vitest'
import { demoPerson } from '../../../server/demo/persons.ts'
import type { Life } from '../../kit/life.ts'
import { readPdf } from '../../kit/papers.ts'
import { members, staff, units } from '../cast.ts'
import { enter } from '../enter.ts'
import { actOn, openState, row } from './3-recommending.ts'
import { pass } from './4-deciding.ts'

const one = members.expired
const also = demoPerson(7)

/** A person whose paid time is over is recommended again. */
export function renewing(life: Life) {
  it('GSJL-12 a person whose time is over reads so at home, and who has to act', async () => {
    const expired = await enter(life.world, 'phone', '个人登录', one.idCard)
    life.cast.set('expired', expired)
    const card = expired.page.getByRole('region', { name: '会员情况' })
    await card.getByText(/到期，请联系所在单位推荐续期/).waitFor()
    await expired.page.getByRole('region', { name: one.name }).getByText('由单位统一交纳').waitFor()
    expect(await expired.link(/去交纳|去交费/).count()).toBe(0)
    await expired.look('person-expired')
  })

  it('GSJL-08 推荐续期 from 已过期, 回退, and again', async () => {
    const unit = life.who('unit')
    await openState(unit, '已过期')
    await unit.look('people-expired')
    life.manual.chapter('企业：推荐续期', '会费到期的个人会员，由单位推荐续期；推荐续期后可以参加继续教育。')
    life.manual.step('在“已过期”中勾选人员，点“推荐续期”。协会审核之前，可以在“企业推荐（续期）”中回退。')
    await life.shot(unit, '已过期的人员')
    await actOn(unit, [one.name, also.name], '推荐续期')
    await openState(unit, '企业推荐（续期）')
    await unit.look('people-renewing')
    await actOn(unit, [also.name], '回退')
    await openState(unit, '已过期')
    await row(unit, also.name).waitFor()
    expect(await row(unit, one.name).count()).toBe(0)
    expect(await life.world.sms('13700000002', /推荐续期/)).toContain(`${units.first.name}已为您提交推荐续期`)
  })

  it('GSJL-08, GSJL-09 the roster of those to be renewed prints on A4 landscape', async () => {
    const unit = life.who('unit')
    await openState(unit, '企业推荐（续期）')
    const pdf = await unit.page.request.get(new URL((await unit.link('打印汇总表').getAttribute('href')) ?? '', unit.page.url()).href)
    const { text, landscape } = await readPdf(await pdf.body())
    expect(landscape).toBe(true)
    expect(text).toContain(one.name)
    expect(text).not.toContain(also.name)
    life.manual.step('点“打印汇总表”，A4 纸横向打印，加盖公章后扫描上传，与推荐新会员相同。')
    await life.shot(unit, '企业推荐（续期）')
  })

  it('GSJL-08 the association agrees; then the unit can’t take it back, and the person is told', async () => {
    const [unit, expired] = [life.who('unit'), life.who('expired')]
    const reviewer = await enter(life.world, 'desk', '企业登录', staff.reviewer.mobile)
    await pass(reviewer, one.name, 'renewing')
    await reviewer.leave()
    expect(await life.world.sms('13700000002', /已获协会同意/)).toContain('会费由单位统一缴纳')
    await openState(unit, '企业推荐（续期）')
    await row(unit, one.name).getByText('协会已同意续期，等待缴费').waitFor()
    expect(await unit.page.getByRole('checkbox', { name: new RegExp(`^${one.name}：协会已同意续期`) }).isDisabled()).toBe(true)
    await expired.open('/portal')
    await expired.page
      .getByRole('region', { name: '会员情况' })
      .getByText(/续期已获同意，等待缴费/)
      .waitFor()
    await expired.look('person-renewed')
    await expired.leave()
  })
}
