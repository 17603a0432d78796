import { describe, it } from 'vitest'
import { demoLogins } from '../../server/demo/logins.ts'
import { enter } from '../cepca/enter.ts'
import { useLife } from '../kit/life.ts'
import { photo } from '../kit/papers.ts'

const [administrator] = demoLogins.staff
const next = String(new Date().getFullYear() + 1)

/** The year is billed: standards first, who pays what and why, everybody at once, then the notices. */
describe('会费标准, 生成年度会费, 缴费通知书', () => {
  const life = useLife('cepca')

  it('CEPCA-01, STAFF-05 a standard with its resolution, its paper and its publication; unused it can be taken off the list', async () => {
    const desk = await enter(life.world, 'desk', administrator.mobile)
    life.cast.set('desk', desk)
    await desk.open('/console/dues/standards')
    await desk.button('登记新标准').click()
    const dialog = desk.page.getByRole('dialog')
    await dialog.getByLabel('名称', { exact: false }).first().fill('会费标准（示例修订）')
    await dialog.getByLabel('从哪一年度起').fill(String(Number(next) + 1))
    await dialog
      .getByRole('textbox', { name: /^普通会员/ })
      .first()
      .fill('12000')
    await dialog.getByLabel('会议名称').fill('示例会员代表大会')
    await dialog.getByLabel('表决日期').fill('2026-01-10')
    await dialog.getByLabel('到会人数').fill('312')
    await dialog.getByLabel('应到人数').fill('400')
    await dialog.getByLabel('赞成票').fill('296')
    await dialog.getByLabel('以无记名投票表决').check()
    await dialog.getByRole('button', { name: '登记', exact: true }).click()
    const card = desk.page.getByRole('region', { name: '会费标准（示例修订）' })
    await card.getByText('已超过 30 日').waitFor()
    await card.locator('input[type=file]').setInputFiles(await photo('决议'))
    await card.getByRole('link', { name: /决议/ }).waitFor()
    await card.getByRole('button', { name: '登记公布日期' }).click()
    await desk.page.getByRole('dialog').getByLabel('公布日期').fill('2026-01-20')
    await desk.page.getByRole('dialog').getByRole('button', { name: '登记', exact: true }).click()
    await card.getByText('2026-01-20').waitFor()
    await desk.look('standards')
    await card.getByRole('button', { name: '删除' }).click()
    await desk.page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    await card.waitFor({ state: 'detached' })
  })

  it('STAFF-06 the list says who pays how much and why; everybody is charged while one watches', async () => {
    const desk = life.who('desk')
    await desk.open(`/console/dues/plan?year=${next}`)
    await desk.page
      .getByRole('row', { name: /按标准全额/ })
      .first()
      .waitFor()
    await desk.look('billing-plan')
    await desk.button('生成年度会费').click()
    const dialog = desk.page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^生成 \d+ 家/ }).click()
    await dialog.getByText(/已为 \d+ 家会员生成/).waitFor()
    await desk.look('billing-done')
    await dialog.getByRole('button', { name: '完成' }).click()
    await desk.page.getByRole('row', { name: /已有/ }).first().waitFor()
  })

  it('CEPCA-15 缴费通知书 for all as one file, and on the member’s phone', async () => {
    const clerk = life.who('desk')
    await clerk.open('/console/dues')
    await clerk.button('缴费通知书').click()
    const dialog = clerk.page.getByRole('dialog')
    await dialog.getByRole('button', { name: '生成通知书' }).click()
    const arrives = clerk.page.waitForEvent('download', { timeout: 60_000 })
    await dialog.getByRole('link', { name: '打印全部' }).first().click()
    await arrives
    await clerk.look('notices')
    const phone = await enter(life.world, 'phone', demoLogins.units[0].mobile)
    await phone.open('/portal/dues')
    await phone.page.getByText(`${next} 年度`).first().waitFor()
    await phone.look('billed')
  })
})
