import { describe, expect, it } from 'vitest'
import { demoLogins } from '../server/demo/logins.ts'
import { demoUnit } from '../server/demo/units.ts'
import { staff, units } from './gsjl/cast.ts'
import { doors, enter } from './gsjl/enter.ts'
import { useLife } from './kit/life.ts'
import { photo, readPdf } from './kit/papers.ts'
import { nothingWentWrong } from './kit/passages.ts'
import type { Person } from './kit/walk.ts'

const password = 'Zhanghao_2026'
const clerk = { name: '马示例', mobile: '13600000051' }
const colleague = { name: '石示例', mobile: '13600000052', password: 'Tongshi_2026' }
const successor = { name: '路示例', mobile: '13600000053', password: 'Jieguan_2026' }
/** Members of the demo that have no account, and one that has. */
const [first, second, third] = [demoUnit(8), demoUnit(9), demoUnit(11)]
const holder = { ...units.other, mobile: demoLogins.units[1].mobile }

describe('accounts that the association hands out, and what becomes of them', () => {
  const life = useLife('gsjl')
  const dialog = (person: Person) => person.page.getByRole('dialog')
  const rowOf = (person: Person, name: string) => person.page.getByRole('row', { name: new RegExp(name) })

  /** The codes of a printed file, by what stands behind a link of the list. */
  async function codesBehind(person: Person, href: string | null): Promise<{ text: string; pages: number; codes: string[] }> {
    const answer = await person.page.request.get(href ?? '')
    expect(answer.ok()).toBe(true)
    const { text, pages } = await readPdf(await answer.body())
    return { text, pages, codes: text.match(/[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}/g) ?? [] }
  }
  const inMain = (person: Person, name: string) => person.page.getByRole('main').getByText(name).first().waitFor()
  async function choose(person: Person, name: string): Promise<void> {
    await person.page.getByRole('searchbox', { name: '查找会员' }).last().fill(name)
    await person.page.waitForURL(/q=/)
    await person.page.getByRole('checkbox', { name: `选择 ${name}`, exact: true }).check()
  }

  it('GSJL-05 staff choose units, see who gets a letter and who not and why, and issue it', async () => {
    const officer = await enter(life.world, 'desk', '企业登录', staff.officer.mobile)
    life.cast.set('officer', officer)
    await officer.page.getByRole('navigation', { name: '工作台导航' }).getByRole('link', { name: '发放账号' }).click()
    await officer.heading('发放账号').waitFor()
    await rowOf(officer, holder.name).getByText('已有账号').waitFor()
    await officer.look('letters-list')
    for (const unit of [first, holder]) await choose(officer, unit.name)
    await officer.button(/发放选中的 2 家/).click()
    const asked = dialog(officer)
    await asked.getByText('将为 1 家会员').waitFor()
    await asked.getByText('已有可以登录的账号').waitFor()
    await officer.look('letters-preview')
    await asked.getByRole('button', { name: '发放 1 家' }).click()
    await asked.getByText('已发放 1 家').waitFor()
    await officer.look('letters-result')
    const { text, pages, codes } = await codesBehind(officer, await asked.getByRole('link', { name: '打印全部信件' }).getAttribute('href'))
    expect([pages, codes.length]).toEqual([1, 1])
    for (const said of [first.name, '甘肃省建设监理协会', '/gsjl/activate', '企业登录', '0931-0000000']) expect(text).toContain(said)
    life.memory.code = codes[0] ?? ''
    await asked.getByRole('button', { name: '完成' }).click()
  })

  it('GSJL-05 everybody without an account gets one in one go, with progress and one file to print', async () => {
    const officer = life.who('officer')
    await officer.open('/console/letters?kind=unit')
    await officer.button('给全部没有账号的发放').click()
    const asked = dialog(officer)
    const verb = asked.getByRole('button', { name: /^发放 \d+ 家$/ })
    await verb.waitFor()
    const count = Number(/\d+/.exec(await verb.innerText())?.[0])
    expect(count).toBeGreaterThan(5)
    await verb.click()
    await asked.getByText(`已发放 ${count} 家`).waitFor({ timeout: 30_000 })
    const { pages, codes, text } = await codesBehind(officer, await asked.getByRole('link', { name: '打印全部信件' }).getAttribute('href'))
    expect([pages, new Set(codes).size]).toEqual([count, count])
    expect(text).toContain(second.name)
    await asked.getByRole('button', { name: '完成' }).click()
    await officer.open(`/console/letters?q=${encodeURIComponent(second.name)}`)
    await rowOf(officer, second.name).getByText('已发放，未激活').waitFor()
    const paper = await rowOf(officer, second.name).getByRole('link', { name: /打印/ }).getAttribute('href')
    life.memory.second = (await codesBehind(officer, paper)).codes[0] ?? ''
  })

  it('GSJL-05 the letter is followed on a phone: address, code, own name, own mobile, own password, and in', async () => {
    const member = await life.world.person('phone')
    life.cast.set('member', member)
    await member.open('/login')
    await member.link('凭激活码开通').click()
    await member.field('激活码').fill('ABCD-EFGH-JKLM-2345')
    await member.button('下一步').click()
    await member.alert('激活码不正确').waitFor()
    await member.look('activate-wrong')
    await member.field('激活码').fill((life.memory.code ?? '').toLowerCase())
    await member.button('下一步').click()
    await member.text(first.name).first().waitFor()
    await member.button('设置密码并登录').click()
    await member.alert(/处需要修改/).waitFor()
    await member.fill({ 使用人姓名: clerk.name, 手机号: clerk.mobile, 密码: password, 确认密码: password })
    await member.enterCode(clerk.mobile)
    await member.look('activate')
    await member.button('设置密码并登录').click()
    await member.page.waitForURL(/\/portal/)
    await inMain(member, first.name)
  })

  it('GSJL-05 the code is used up; the unit signs in by its name afterwards', async () => {
    const desk = await life.world.person('desk')
    await desk.open(`/activate#${(life.memory.code ?? '').replaceAll('-', '')}`)
    await desk.alert('激活码不正确').waitFor()
    await desk.open('/login')
    await desk.typeAtDoor(first.name, password, doors.企业登录)
    await desk.proveWithoutPicture()
    await desk.button('登录').click()
    await desk.page.waitForURL(/\/portal/)
    await desk.leave()
  })

  it('a letter that was issued anew voids the earlier, and a voided one opens nothing', async () => {
    const officer = life.who('officer')
    await officer.open(`/console/letters?q=${encodeURIComponent(third.name)}`)
    const print = () => rowOf(officer, third.name).getByRole('link', { name: /打印/ }).getAttribute('href')
    const [earlier] = (await codesBehind(officer, await print())).codes
    await rowOf(officer, third.name)
      .getByRole('button', { name: /重新发放/ })
      .click()
    await dialog(officer).getByText('原来的激活码随即作废').waitFor()
    await dialog(officer).getByRole('button', { name: '发放 1 家' }).click()
    await dialog(officer).getByText('已发放 1 家').waitFor()
    const [later] = (await codesBehind(officer, await dialog(officer).getByRole('link', { name: '打印全部信件' }).getAttribute('href')))
      .codes
    await dialog(officer).getByRole('button', { name: '完成' }).click()
    expect(later).not.toBe(earlier)
    const visitor = await life.world.person('phone')
    await visitor.open(`/activate#${earlier}`)
    await visitor.alert('激活码不正确').waitFor()
    await visitor.page.goto('about:blank')
    await visitor.open(`/activate#${later}`)
    await visitor.text(third.name).first().waitFor()
    await rowOf(officer, third.name).getByRole('button', { name: /作废/ }).click()
    await dialog(officer).getByRole('button', { name: '作废' }).click()
    await officer.text('的激活码已作废').waitFor()
    await visitor.page.reload()
    await visitor.alert('激活码不正确').waitFor()
    await visitor.leave()
  })

  it('one account for several units: the second letter is taken with the account one has, and the head switches between them', async () => {
    const member = life.who('member')
    await member.open(`/activate#${life.memory.second}`)
    await member.text('您已登录为').waitFor()
    await member.look('activate-joined')
    await member.button('用现在的账号').click()
    await member.page.waitForURL(/\/portal/)
    await inMain(member, second.name)
    await member
      .button(/正在代表 .*切换单位/)
      .last()
      .click()
    await member.look('switch')
    await member.button(`切换到 ${first.name}`).last().click()
    await expect.poll(() => member.button(new RegExp(`正在代表 ${first.name}`)).count()).toBeGreaterThan(0)
    const desk = await enter(life.world, 'desk', '企业登录', clerk.mobile, password)
    await desk
      .button(/正在代表 .*切换单位/)
      .first()
      .waitFor()
    await desk.look('switch-desk')
    await desk.leave()
  })

  it('several accounts for a unit: a colleague is invited, is handed the unit’s own account, and who left is removed', async () => {
    const member = life.who('member')
    await member.chooseInMenu('单位账号')
    await member.heading('单位账号').waitFor()
    await member.fill({ 同事姓名: colleague.name, 同事手机号: colleague.mobile })
    await member.button('发送邀请').click()
    await member.text('未设置密码').waitFor()
    await member.look('unit-accounts')
    const link = /https?:\/\/\S+?(\/activate#[\w-]+)/.exec(await life.world.sms(colleague.mobile, /开通了账号/))?.[1] ?? ''
    const newcomer = await life.world.person('desk')
    await newcomer.open(link)
    await newcomer.fill({ 密码: colleague.password, 确认密码: colleague.password })
    await newcomer.button('设置密码并登录').click()
    await newcomer.page.waitForURL(/\/portal/)
    await newcomer.open('/portal/settings/accounts')
    await newcomer.text(`只有主账号（${clerk.name}）可以管理账号`).first().waitFor()
    await member.page.reload()
    await member.button(new RegExp(`^移交主账号 *给${colleague.name}`)).click()
    await member.field('您的登录密码').fill('Wrong_word_1')
    await member.button('移交').click()
    await member.text('密码不正确').first().waitFor()
    await member.field('您的登录密码').fill(password)
    await member.button('移交').click()
    await member.text(`主账号已移交给 ${colleague.name}`).waitFor()
    await newcomer.page.reload()
    await newcomer.button(new RegExp(`^移除 *：${clerk.name}`)).click()
    await newcomer.look('unit-accounts-remove')
    await dialog(newcomer).getByRole('button', { name: '移除' }).click()
    await newcomer.text(`${clerk.name} 不再代表本单位`).waitFor()
    await newcomer.leave()
    // Signed out at once; the other unit is still theirs.
    await member.page.goto(`/gsjl/portal/`)
    await member.page.waitForURL(/\/login/)
    await member.leave()
  })

  it('a unit whose contact has left is claimed from the login page, on a phone, with licence and stamped letter', async () => {
    const claimant = await life.world.person('phone')
    await claimant.open('/forgot')
    await claimant.link('申请接管单位账号').click()
    await claimant.heading('接管单位账号').waitFor()
    await claimant.button('下一步，上传材料').click()
    await claimant.alert(/处需要修改/).waitFor()
    await claimant.fill({
      企业全称: holder.name,
      统一社会信用代码: holder.creditCode,
      新管理人员姓名: successor.name,
      手机号: successor.mobile,
    })
    await claimant.enterCode(successor.mobile)
    await claimant.look('takeover')
    await claimant.button('下一步，上传材料').click()
    await claimant.button('提交申请').click()
    await claimant.alert(/请上传营业执照/).waitFor()
    const letter = await claimant.page.request.get((await claimant.link(/下载授权函/).getAttribute('href')) ?? '')
    expect((await readPdf(await letter.body())).text).toContain('会员账号接管授权函')
    for (const paper of ['营业执照', '盖章的授权函']) {
      await claimant.page
        .getByRole('region', { name: paper })
        .locator('input[type="file"]')
        .first()
        .setInputFiles(await photo(paper))
      await claimant.page.getByRole('region', { name: paper }).getByRole('button', { name: /删除/ }).waitFor()
    }
    await claimant.look('takeover-papers')
    await claimant.button('提交申请').click()
    await claimant.text('申请已收到').waitFor()
    await claimant.look('takeover-done')
    await claimant.leave()
  })

  it('who signs in for the unit is told at once and sees it at home; an objection by the link reaches the staff', async () => {
    const desk = await enter(life.world, 'desk', '企业登录', holder.name)
    life.cast.set('holder', desk)
    await desk.text(`${successor.name} 申请接管本单位的账号`).waitFor()
    await desk.look('takeover-told')
    const link = /https?:\/\/\S+?(\/takeover\/object#[\w-]+)/.exec(await life.world.sms(holder.mobile, /申请接管/))?.[1] ?? ''
    const phone = await life.world.person('phone')
    await phone.open(link)
    await phone.field('为什么不应由其接管').fill('我还在职，请先与单位核实')
    await phone.look('takeover-object')
    await phone.button('提出异议').click()
    await phone.text('异议已收到').waitFor()
    await phone.leave()
  })

  it('staff compare the papers with the record; nothing is approved before the waiting time; then with a reason, and the old account ends', async () => {
    const officer = life.who('officer')
    await officer.open('/console/takeovers')
    await rowOf(officer, holder.name).getByText('有异议').waitFor()
    await officer.look('takeovers')
    await officer.link(holder.name).click()
    await officer.heading(holder.name).waitFor()
    await officer.text('我还在职，请先与单位核实').waitFor()
    expect(await officer.button('同意接管').getAttribute('aria-disabled')).toBe('true')
    await officer
      .text(/等待期到 .*才结束/)
      .last()
      .waitFor()
    await officer.look('takeover-check')
    await daysPass()
    await officer.page.reload()
    await officer.button('同意接管').click()
    await dialog(officer).getByRole('button', { name: '同意接管' }).click()
    await officer.text('请写明为什么仍然同意').first().waitFor()
    await officer.field('为什么仍然同意').fill('已与单位法定代表人电话核实')
    await officer.look('takeover-approve')
    await dialog(officer).getByRole('button', { name: '同意接管' }).click()
    await officer.text('已同意，新账号已开通').waitFor()
    const old = life.who('holder')
    await old.page.goto('/gsjl/portal/')
    await old.page.waitForURL(/\/login/)
    await old.leave()
  })

  it('the successor sets a password by the link and acts for the unit', async () => {
    const link = /https?:\/\/\S+?(\/activate#[\w-]+)/.exec(await life.world.sms(successor.mobile, /开通了账号/))?.[1] ?? ''
    const phone = await life.world.person('phone')
    await phone.open(link)
    await phone.fill({ 密码: successor.password, 确认密码: successor.password })
    await phone.button('设置密码并登录').click()
    await phone.page.waitForURL(/\/portal/)
    await inMain(phone, holder.name)
    await phone.leave()
  })

  nothingWentWrong(life)

  /** The waiting time, over. */
  async function daysPass(): Promise<void> {
    await life.world.ask("update takeovers set open_on = submitted_at::date where state = 'waiting'")
  }
})
