import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { persons, units } from '../cast.ts'
import { portrait } from '../portrait.ts'

type Newcomer = (typeof persons)[keyof typeof persons]

/** Fills 个人会员注册 and has the code sent. */
async function register(person: Person, one: Newcomer): Promise<void> {
  await person.open('/register')
  await person.fill({ 姓名: one.name, 身份证号: one.idCard, 联系电话: one.mobile, 密码: one.password, 确认密码: one.password })
  await person.enterCode(one.mobile)
  await person.button('注册').click()
  await person.page.waitForURL(/\/portal/)
  await person.heading().first().waitFor()
}

/** Reads the notices and agrees. */
async function agree(person: Person): Promise<void> {
  await person.open('/portal/')
  await person.link('开始申请').click()
  await person.button(/^开始/).click()
  await person.heading('阅读入会须知').waitFor()
  await person.text('— 全文完 —').scrollIntoViewIfNeeded()
  for (const box of await person.page.getByRole('checkbox', { name: /同意/ }).all()) await box.check()
  await person.button('同意并继续').click()
  await person.heading('填写详细信息').waitFor()
}

export function registering(life: Life) {
  it('GSJL-01 an ID number that was copied wrongly is refused by its check digit', async () => {
    const person = life.who('person')
    await person.open('/register')
    const { idCard } = persons.phone
    const wrong = idCard.slice(0, 16) + String((Number(idCard[16]) + 1) % 10) + idCard.slice(17)
    await person.fill({ 姓名: persons.phone.name, 身份证号: wrong, 联系电话: persons.phone.mobile, 密码: 'short', 确认密码: 'Jianli_2026' })
    await person.button('注册').click()
    await person.alert('处需要修改').waitFor()
    await person.text('身份证号的校验位不对').first().waitFor()
    await person.look('register-wrong')
  })

  it('GSJL-01 registers with the ID number as the account and a password of one’s own', async () => {
    const person = life.who('person')
    const { password, idCard, mobile } = persons.phone
    await person.fill({ 身份证号: idCard, 密码: password, 确认密码: password })
    await person.enterCode(mobile)
    await person.look('register')
    life.manual.step('填写姓名、身份证号和本人手机号，收取短信验证码，自己设定密码。身份证号就是以后登录的账号。')
    await person.page.evaluate('scrollTo(0, 0)')
    await life.shot(person, '个人会员注册')
    await person.button('注册').click()
    await person.page.waitForURL(/\/portal/)
    await person.heading().first().waitFor()
    await person.look('person-home-new')
  })

  it('GSJL-01 reads 入会须知 and is asked about the sensitive information by itself', async () => {
    const person = life.who('person')
    await person.look('apply')
    await agree(person)
    await person.look('person-form')
  })
}
