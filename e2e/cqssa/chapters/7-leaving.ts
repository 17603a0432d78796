import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { writeManual } from '../../kit/passages.ts'
import { oldUnit } from '../cast.ts'
import { fillRegistration } from './1-entering.ts'
import { begin } from './2-applying.ts'
import { openMatter } from './4-review.ts'

export function leaving(life: Life) {
  it('CQSSA-02, CQSSA-04 a unit of the province that joined long ago hands in its licence only', async () => {
    const old = await life.world.person('phone')
    await old.open('/register')
    await fillRegistration(old, oldUnit)
    await old.register()
    await begin(old)
    await old.page.getByRole('textbox', { name: '入会时间' }).fill('2019-06-01')
    await old.field('单位类型').selectOption({ label: '科研机构' })
    await old.text('共 1 项材料，已上传 0 项').waitFor()
    expect(await old.page.getByRole('region', { name: /^资质证书 \d/ }).count()).toBe(0)
    await old.look('form-old-member')
    await old.leave()
  })

  it('the association is left without obstacles, owing or not, and with it every branch', async () => {
    const desk = life.who('desk')
    await desk.open('/portal/apply/leave')
    await desk.look('leave')
    life.manual.chapter('退会', '入会自愿、退会自由。')
    life.manual.step('在“办理中的事项”里选择“退会申请”，原因可以不填，提交后由协会登记，各分会的会籍同时结束。')
    await life.shot(desk, '退会申请')
    await desk.button('开始退会申请').click()
    await desk.heading('退会说明').waitFor()
    await desk.handIn()
    const officer = life.who('officer')
    await openMatter(officer, '退会申请')
    await officer.look('console-leave')
    await officer.pass()
    await desk.open('/portal/')
    await desk.text('已退会').first().waitFor()
    await desk.look('home-left')
    expect(await desk.page.getByRole('list', { name: '会员身份' }).count()).toBe(0)
    const safety = life.who('safety')
    await safety.open(`/console/members?standing=current`)
    expect(await safety.link('江苏示例宁远建设集团有限公司').count()).toBe(0)
  })

  it('CQSSA-01 the walk has written the manual that the pages link as 帮助', () =>
    writeManual(life, { title: '会员系统操作指南', chapters: ['账号注册', '修改账号信息', '退会'], says: '分会管理' }))
}
