import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { expectFocusSeen } from '../../kit/look.ts'
import { units } from '../cast.ts'
import { doors, enter } from '../enter.ts'

/** The ways in: 个人登录 and 企业登录. */
export function entering(life: Life) {
  it('GSJL-03 the association’s face leads to 个人会员注册 and to the login', async () => {
    const person = await life.world.person('phone')
    life.cast.set('person', person)
    await person.open('')
    await person.heading('甘肃省建设监理协会').waitFor()
    await person.look('face')
    life.manual.chapter(
      '个人会员注册',
      '个人会员自己注册、填写信息，由所在单位核实推荐，协会审核批准。手机和电脑都可以办理，填到哪里自动保存到哪里。',
    )
    life.manual.step('打开协会首页，先看入会条件和步骤，再点“个人会员注册”。')
    await life.shot(person, '协会首页')
    const desk = await life.world.person('desk')
    life.cast.set('visitor', desk)
    await desk.open('')
    await desk.look('face')
  })

  it('GSJL-03 a person signs in by ID card, a unit by its name, each under a tab of its own, with a picture code', async () => {
    const desk = life.who('visitor')
    await desk.open('/login')
    await desk.look('login-person')
    await expectFocusSeen(desk.page, 6)
    await desk.page.getByRole('img', { name: '图形验证码' }).waitFor()
    await desk.typeAtDoor(units.first.name, 'Wrong_2026', doors.企业登录)
    await desk.text('账号由协会分配').first().waitFor()
    await desk.look('login-unit')
    await desk.beRefused()
    await desk.link('登录遇到问题').waitFor()
    const phone = await life.world.person('phone')
    await phone.open('/login')
    await phone.look('login-person')
    await phone.leave()
  })

  it('GSJL-03 a unit’s name opens nothing under 个人登录', async () => {
    const desk = life.who('visitor')
    await desk.typeAtDoor(units.first.name, 'Huiji_2026', doors.个人登录)
    await desk.beRefused()
  })

  it('GSJL-03, GSJL-06 the unit signs in by its name and finds 会员列表 in five states', async () => {
    const unit = await enter(life.world, 'desk', '企业登录', units.first.name)
    life.cast.set('unit', unit)
    await unit.heading(units.first.name).waitFor()
    await unit.look('unit-home')
    await unit.link('会员列表').first().click()
    await unit.heading('会员列表').waitFor()
    const states = unit.page.getByRole('group', { name: '状态' }).getByRole('button')
    await states.first().waitFor()
    expect((await states.allInnerTexts()).map((text) => text.replace(/[\s\d]+$/, ''))).toEqual([
      '个人提交',
      '企业推荐（新会员）',
      '企业推荐（续期）',
      '正式会员',
      '已过期',
    ])
    await unit.look('people')
  })
}
