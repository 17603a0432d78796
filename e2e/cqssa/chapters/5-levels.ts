import { readXlsx } from 'hucre/xlsx'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download } from '../../kit/papers.ts'
import type { Person } from '../../kit/walk.ts'
import { elsewhere, staff, unit } from '../cast.ts'
import { act, branchRow } from './3-branches.ts'
import { openMatter } from './4-review.ts'

const standings = (person: Person) => person.page.getByRole('list', { name: '会员身份' }).getByRole('listitem').allInnerTexts()
const idIn = (person: Person) => new URL(person.page.url()).pathname.split('/').at(-1) ?? ''

async function openMember(person: Person, one: { name: string; creditCode: string }): Promise<void> {
  await person.open(`/console/members?q=${one.creditCode}`)
  await person.link(one.name).click()
  await person.heading(one.name).waitFor()
}

/** What is asked of a branch is handed in, and its reviewer passes it. */
async function handInToQuality(life: Life, unit: Person): Promise<void> {
  await unit.handIn()
  await openMatter(life.who('quality'), '质量分会')
  await life.who('quality').pass()
}

export function levels(life: Life) {
  it('STAFF-02, CQSSA-06 a branch’s reviewer finds its own members only: in lists, by search, in exports', async () => {
    const [officer, safety] = [life.who('officer'), life.who('safety')]
    await openMember(officer, elsewhere)
    life.memory.elsewhere = idIn(officer)
    await safety.open('/console/members')
    await safety.link(unit.name).waitFor()
    await safety.look('branch-console-members')
    const file = await download(safety.page, safety.page.getByRole('button', { name: '导出' }).or(safety.link('导出')).first())
    const exported = JSON.stringify((await readXlsx(file.bytes)).sheets)
    expect(exported).toContain(unit.name)
    expect(exported).not.toContain(elsewhere.name)
    for (const word of [elsewhere.name, elsewhere.creditCode]) {
      await safety.open(`/console/members?q=${encodeURIComponent(word)}`)
      await safety
        .text(/没有找到|没有符合|0 个/)
        .first()
        .waitFor()
      expect(await safety.link(elsewhere.name).count()).toBe(0)
    }
    await openMember(safety, unit)
    expect(await safety.page.getByText('质量分会').count()).toBe(0)
    await safety.look('branch-console-member')
  })

  it('STAFF-02 addresses typed by hand lead a branch’s reviewer nowhere', async () => {
    const safety = life.who('safety')
    for (const path of [`/console/matters/${life.memory.qualityMatter}`, `/console/members/${life.memory.elsewhere}`]) {
      await safety.page.goto(`/cqssa${path}`)
      await safety
        .text(/不存在|没有找到|找不到/)
        .first()
        .waitFor()
    }
    await safety.look('branch-console-not-found')
    for (const path of ['/console/staff', '/console/dues/orders', '/console/audit']) {
      await safety.page.goto(`/cqssa${path}`)
      await safety.heading('您没有打开这个页面的权限').waitFor()
    }
    await safety.look('branch-console-forbidden')
    const api = (path: string) => safety.page.request.get(`/cqssa/api${path}`, { headers: { 'x-huiji': '1' } })
    for (const path of [`/console/members/${life.memory.elsewhere}`, `/console/matters/${life.memory.qualityMatter}`])
      expect((await api(path)).status()).toBe(404)
    for (const path of ['/console/staff', '/console/orders', '/console/audit', '/console/roles'])
      expect((await api(path)).status()).toBe(403)
  })

  it('CQSSA-06 修改资料 of a branch goes to that branch', async () => {
    const desk = life.who('desk')
    await act(desk, '质量分会', '修改资料')
    await desk.heading('分会资料').waitFor()
    expect(await desk.field('联系部门').inputValue()).toBe('质量部')
    await desk.fill({ 联系人: '王五示例' })
    await desk.look('branch-change')
    life.manual.step('若需修改在分会登记的联系部门、联系人，在“分会管理”里点“修改资料”，改好后提交，由分会审核。')
    await life.shot(desk, '修改分会资料')
    await handInToQuality(life, desk)
    await act(desk, '质量分会', '修改资料')
    expect(await desk.field('联系人').inputValue()).toBe('王五示例')
    await desk.button('下一步：核对并提交').click()
    await desk.button(/^取消这次/).click()
    await desk.page.getByRole('dialog').getByRole('button', { name: '取消申请' }).click()
    await desk.heading('修改分会资料已取消').waitFor()
  })

  it('CQSSA-07 a member asks for another level in a branch; the one it has is refused', async () => {
    const desk = life.who('desk')
    await act(desk, '质量分会', '调整级别')
    await desk.heading('申请的级别').waitFor()
    await desk.page.getByRole('radio', { name: '普通会员' }).check()
    await desk.fill({ 理由: '分会第一届理事会第二次会议增选' })
    await desk.button('下一步：核对并提交').click()
    await desk.text('现在就是这个级别').first().waitFor()
    await desk.look('level-same')
    await desk.button(/现在就是这个级别/).click()
    await desk.page.getByRole('radio', { name: '理事', exact: true }).check()
    await desk.look('level')
    life.manual.step('需要调整在分会中的级别的，点“调整级别”，选择级别、写明理由后提交。')
    await life.shot(desk, '申请调整级别')
    await handInToQuality(life, desk)
  })

  it('CQSSA-07 staff record a level with its day and reason, and the story keeps it', async () => {
    const officer = life.who('officer')
    await openMember(officer, unit)
    await officer
      .button('调整级别或退出：安全分会')
      .or(officer.button(/调整级别或退出\s*：\s*安全分会/))
      .first()
      .click()
    const dialog = officer.page.getByRole('dialog')
    await dialog.getByLabel(/^变更为/).selectOption({ label: '副会长' })
    await dialog.getByLabel(/^原因/).fill('安全分会换届选举')
    await officer.look('console-branch-level')
    await dialog.getByRole('button', { name: '调整级别' }).click()
    await officer.text('已登记').first().waitFor()
    await officer.page
      .getByRole('region', { name: '变更记录' })
      .getByText(/副会长[\s\S]*安全分会换届选举/)
      .first()
      .waitFor()
    await officer.look('console-member')
  })

  it('CQSSA-07 the head shows three branches at three levels', async () => {
    const wanted = ['大协会普通会员', '检测分会普通会员', '安全分会副会长', '质量分会理事']
    for (const who of ['unit', 'desk']) {
      const person = life.who(who)
      await person.open('/portal/')
      await expect.poll(() => standings(person)).toEqual(wanted)
      await person.look('home-three-levels')
    }
    await life.who('desk').open('/portal/branches')
    await life.who('desk').look('branches-three-levels')
    life.manual.step('每个分会的级别各不相同，首页上方和“分会管理”里都能看到。')
    await life.shot(life.who('unit'), '一个协会、三个分会、三种级别')
  })

  it('CQSSA-06 a branch is left without anybody being able to refuse', async () => {
    const desk = life.who('desk')
    await act(desk, '检测分会', '退出')
    await desk.handIn()
    const testing = await life.world.signedIn('desk', staff.testing)
    await openMatter(testing, '检测分会')
    const reject = testing.decision.getByRole('button', { name: '不予通过' })
    expect((await reject.count()) === 0 || (await reject.getAttribute('aria-disabled')) === 'true').toBe(true)
    await testing.look('branch-console-leave')
    await testing.pass()
    // What it was there stays the branch's to read; it is none of its members any more.
    await testing.open(`/console/members?branch=testing&q=${unit.creditCode}`)
    await testing
      .text(/没有找到|没有符合|0 个/)
      .first()
      .waitFor()
    await testing.leave()
    await desk.open('/portal/branches')
    await branchRow(desk, '检测分会').getByText('已退出').waitFor()
    await desk.open('/portal/')
    await expect.poll(() => standings(desk)).toEqual(['大协会普通会员', '安全分会副会长', '质量分会理事'])
    life.manual.step('退出分会：在“分会管理”里点“退出”，提交后由分会登记，不影响在协会和其他分会的会籍。')
  })
}
