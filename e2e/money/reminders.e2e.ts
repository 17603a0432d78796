import { beforeAll, describe, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'
import { enter } from '../cepca/enter.ts'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'

const [, , finance] = demoLogins.staff
const [, debtor] = demoLogins.units
const [owing, other] = [demoUnit(1), demoUnit(5)]

/** 缴费提醒: the clerk sends what is due and sees what became of it, pauses one; the member reads it. */
describe('缴费提醒', () => {
  const life = useLife('cepca')
  beforeAll(async () => {
    // Whatever day it is: what is owed is long past its day to pay, and counts from today, when it was charged.
    await life.world.ask("update charges set year = year - 3, created_at = now() where state = 'open'")
  })

  it('CEPCA-02, STAFF-06 the clerk sees the steps before and after the day to pay, and runs today’s', async () => {
    const clerk = await enter(life.world, 'desk', finance.mobile)
    life.cast.set('clerk', clerk)
    await clerk.page.getByRole('navigation', { name: '工作台导航' }).getByRole('link', { name: '缴费提醒' }).click()
    await clerk.heading('缴费提醒').waitFor()
    for (const step of ['到期前 90 天', '到期前 30 天', '到期当天', '到期后 60 天', '到期后 150 天'])
      await clerk.page.getByRole('rowheader', { name: step }).waitFor()
    await clerk.look('reminders-before')
    await clerk.button('现在运行').click()
    await clerk.text(/今天到期的已处理：提醒 \d+ 条/).waitFor()
    const row = clerk.page.getByRole('row', { name: new RegExp(`${owing.name}[\\s\\S]*到期当天`) }).first()
    await row.getByText('邮件：已发送').waitFor()
    await row.getByText('会员系统：已显示，未读').waitFor()
    await clerk.look('reminders-after')
  })

  it('STAFF-06 one who agreed on a later day is paused with the reason, and resumed', async () => {
    const clerk = life.who('clerk')
    await clerk.page.getByPlaceholder('名称或会员编号').fill(other.name)
    await clerk.page.waitForURL(/q=/)
    await clerk
      .button(new RegExp(`^暂停\\s*提醒${other.name}`))
      .first()
      .click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByLabel(/^原因/).fill('来函约定年底前付清')
    await clerk.look('reminders-pause')
    await dialog.getByRole('button', { name: '暂停提醒' }).click()
    const paused = clerk.page.getByRole('region', { name: '暂停提醒的会员' })
    await paused.getByText('来函约定年底前付清').waitFor()
    await clerk.look('reminders-paused')
    await paused.getByRole('button', { name: new RegExp(`^恢复\\s*提醒${other.name}`) }).click()
    await paused.getByText('没有暂停的会员').waitFor()
  })

  it('CEPCA-02 the member reads 缴费提醒 on the phone, and the clerk sees that it was read', async () => {
    const phone = await enter(life.world, 'phone', debtor.mobile)
    await phone.open('/portal/dues')
    await phone.text(/^缴费提醒（/).waitFor()
    await phone.text(/尚未到账。已汇款的请上传付款凭证/).waitFor()
    await phone.look('reminder')
    const clerk = life.who('clerk')
    await clerk.open(`/console/dues/reminders?q=${encodeURIComponent(owing.name)}`)
    await clerk.text('会员系统：已读').first().waitFor()
  })

  it('STAFF-06 a notice comes first: the clerk reads it, sends it, and the member answers on the phone', async () => {
    // Long overdue, and charged long ago.
    await life.world.ask("update charges set created_at = now() - interval '300 days' where state = 'open'")
    const clerk = life.who('clerk')
    await clerk.page.getByRole('navigation', { name: '工作台导航' }).getByRole('link', { name: '欠费处理' }).click()
    await clerk.button('现在核对').click()
    await clerk.text(/新列入 \d+ 家/).waitFor()
    await clerk.page.getByRole('combobox', { name: '规则' }).selectOption({ label: '超过缴费期限 180 天' })
    const row = clerk.page.getByRole('row', { name: new RegExp(owing.name) }).first()
    await row.getByText('待发通知').waitFor()
    await clerk.look('arrears-found')
    await row.getByRole('button', { name: /^发通知/ }).click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByText(/依据《会费管理办法》（示例）第五条/).waitFor()
    await clerk.look('arrears-notice')
    await dialog.getByRole('button', { name: '发出通知' }).click()
    await row.getByText('通知期内').waitFor()
    const phone = await enter(life.world, 'phone', debtor.mobile)
    life.cast.set('debtor', phone)
    await phone.open('/portal/dues')
    await phone.text(/^欠费通知：请在/).waitFor()
    await phone.button('提交说明').click()
    await phone.page.getByLabel('说明').fill('上月已汇款，正在与银行核对。')
    await phone.look('arrears-mine')
    await phone.button(/^提交$/).click()
    await phone.text('上月已汇款，正在与银行核对。').waitFor()
  })

  it('STAFF-06 after its time a person decides, and the member sees what is paused and how to lift it', async () => {
    await life.world.ask(
      "update reminder_notices set made_at = made_at - interval '40 days', seen_at = seen_at - interval '40 days' where case_id is not null",
    )
    await life.world.ask(
      "update reminder_ways w set at = w.at - interval '40 days' from reminder_notices n where n.id = w.notice_id and n.case_id is not null",
    )
    const clerk = life.who('clerk')
    await clerk.open(`/console/dues/arrears?q=${encodeURIComponent(owing.name)}&rule=late-180`)
    await clerk.button(/^作出决定/).click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByText('上月已汇款，正在与银行核对。').waitFor()
    await clerk.look('arrears-decide')
    await dialog.getByRole('button', { name: '暂停服务' }).click()
    await clerk.text(/已暂停.*的部分服务/).waitFor()
    await clerk.page.getByText('已处理', { exact: true }).waitFor()
    await clerk.look('arrears-acted')
    const phone = life.who('debtor')
    await phone.open('/portal/dues')
    await phone.text(/^部分服务已暂停/).waitFor()
    await phone.text(/缴清后立即自动恢复/).waitFor()
    await phone.look('arrears-limited')
  })

  it('STAFF-06 a letter by post is put on record as the notice, and counts from its delivery', async () => {
    const clerk = life.who('clerk')
    await clerk.open(`/console/dues/arrears?q=${encodeURIComponent(other.name)}&rule=late-180`)
    await clerk
      .button(/^登记信函/)
      .first()
      .click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByText(/收到本函后第 15 天/).waitFor()
    await dialog.getByLabel(/^寄送方式/).selectOption('EMS')
    await dialog.getByLabel(/^邮件单号/).fill('EX000000001CN')
    await dialog.getByLabel(/^寄往的地址/).fill('示例市示例区示例路 1 号')
    await clerk.look('arrears-letter')
    await dialog.getByRole('button', { name: '登记信函' }).click()
    await clerk.text(/信函 已交寄，尚未登记送达/).waitFor()
    await clerk.button(/^登记送达/).click()
    await dialog.getByLabel(/^送达日期/).fill((await dialog.getByLabel(/^送达日期/).getAttribute('max')) ?? '')
    await dialog.getByText(/^会员的期限到/).waitFor()
    await clerk.look('arrears-delivery')
    await dialog.getByRole('button', { name: '登记', exact: true }).click()
    await clerk.text(/^到 .* 为止$/).waitFor()
    await clerk.look('arrears-delivered')
    await clerk.page.setViewportSize({ width: 390, height: 844 })
    await clerk.look('arrears-phone')
    await clerk.button(/^更正送达/).click()
    await clerk.look('arrears-delivery-phone')
  })

  nothingWentWrong(life)
})
