import { describe, expect, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { enter } from '../cepca/enter.ts'
import { useLife } from '../kit/life.ts'
import { photo } from '../kit/papers.ts'
import { confirmWholePayment, nothingWentWrong } from '../kit/passages.ts'

const [, , finance] = demoLogins.staff
const [, debtor] = demoLogins.units

/** 会费管理: a member asks for the notice, transfers, sends the voucher; confirmed, nothing more is asked for. */
describe('会费管理', () => {
  const life = useLife('cepca')

  it('CEPCA-15 the list has the association’s columns; what is owed leads to the order', async () => {
    const desk = await enter(life.world, 'desk', debtor.mobile)
    life.cast.set('desk', desk)
    await desk.open('/portal/dues')
    await desk.heading('会费管理').waitFor()
    const table = desk.page.getByRole('table')
    await table
      .getByRole('link', { name: /^交费 20/ })
      .first()
      .waitFor()
    const heads = (await table.getByRole('columnheader').allInnerTexts()).map((head) => head.trim()).filter(Boolean)
    expect(heads).toEqual(['序号', '会员单位', '会员归属', '缴费年度', '缴费金额', '缴费时间', '缴费状态', '付款凭证', '操作'])
    await desk.look('dues-list')
    await table
      .getByRole('link', { name: /^交费 20/ })
      .first()
      .click()
    await desk.heading(/^交纳/).waitFor()
    await desk.page
      .getByLabel(/经办人|交费人|联系人/)
      .first()
      .fill('吴经办')
    await desk.button('下一步：查看汇款信息').click()
    await desk.text('汇款识别码（写在汇款附言里）').waitFor()
  })

  it('CEPCA-15 缴费通知 is downloaded and 付款凭证 uploaded from the list', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/dues')
    const notice = desk.link(/^缴费通知 20/).first()
    await notice.waitFor()
    const file = await desk.page.request.get((await notice.getAttribute('href')) ?? '')
    expect(file.headers()['content-type']).toBe('application/pdf')
    await desk.look('dues-list-ordered')
    await desk
      .link(/^上传付款凭证 20/)
      .first()
      .click()
    await desk.page.getByLabel('上传付款凭证', { exact: true }).setInputFiles(await photo('汇款回单'))
    await desk.text('等待协会确认到账').first().waitFor()
    await desk.open('/portal/dues')
    await desk
      .link(/^查看 20\d\d 年度的付款凭证/)
      .first()
      .waitFor()
    const phone = await enter(life.world, 'phone', debtor.mobile)
    await phone.open('/portal/dues')
    await phone.look('dues-list')
    life.cast.set('phone', phone)
  })

  it('CEPCA-15, CEPCA-16 once confirmed no voucher is asked for; earlier years stay', async () => {
    const clerk = await enter(life.world, 'desk', finance.mobile)
    await confirmWholePayment(clerk, /吴经办/)
    const desk = life.who('desk')
    await desk.open('/portal/dues')
    await desk.page
      .getByRole('row', { name: /20\d\d-\d\d-\d\d[\s\S]*已交费/ })
      .first()
      .waitFor()
    expect(await desk.link(/^上传付款凭证/).count()).toBe(0)
    expect(await desk.page.getByRole('row').count()).toBeGreaterThan(2)
    await desk.look('dues-list-paid')
    await life.who('phone').leave()
  })

  nothingWentWrong(life)
})
