import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, readPdf } from '../../kit/papers.ts'
import type { Person } from '../../kit/walk.ts'
import { staff, unit } from '../cast.ts'
import { enter } from '../enter.ts'
import { openMatterOf } from './4-review.ts'

const meeting = '2026年第11次会长办公会'
const resolution = '会长办公会纪要〔2026〕11号'
const agenda = (person: Person) => person.page.getByRole('table', { name: '议程' })

/** Units of the demo on the agenda whose name no other has. */
async function namedOnce(person: Person): Promise<string[]> {
  const names = await agenda(person).getByRole('link').allInnerTexts()
  return names.filter((name) => name !== unit.name && names.filter((other) => other === name).length === 1)
}

/** Writes down what the meeting said about one. */
async function say(person: Person, name: string, verdict: string, note: string): Promise<void> {
  await person.button(`修改对${name}的会议意见`).click()
  const dialog = person.page.getByRole('dialog')
  await dialog.getByRole('radio', { name: new RegExp(`^${verdict}`) }).check()
  await dialog.getByRole('textbox').fill(note)
  await person.look(`console-verdict-${verdict}`)
  await dialog.getByRole('button', { name: '记录' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await agenda(person)
    .getByRole('row', { name: new RegExp(name) })
    .getByText(note)
    .waitFor()
}

/** 会长办公会: forty applications in one go. */
export function meeting40(life: Life) {
  it('CEPCA-08 the secretary calls a meeting and collects all that passed the first review', async () => {
    const secretary = await enter(life.world, 'desk', staff.secretary.mobile)
    life.cast.set('secretary', secretary)
    await secretary.open('/console/meetings')
    await secretary.look('console-meetings')
    await secretary.button('新建会议').first().click()
    const dialog = secretary.page.getByRole('dialog')
    await dialog.getByLabel(/^会议名称/).fill(meeting)
    await dialog.getByLabel(/^地点/).fill('协会会议室')
    await secretary.look('console-meeting-new')
    await dialog.getByRole('button', { name: '新建' }).click()
    await secretary.heading(meeting).waitFor()
    await secretary.button(/^收入全部待上会事项（41）/).click()
    await secretary.text('共 41 件').waitFor()
    await secretary.look('console-agenda')
  })

  it('CEPCA-08 one is taken out again; forty are on the agenda, and none of them is decided elsewhere', async () => {
    const secretary = life.who('secretary')
    const [out = '', held = '', refused = ''] = await namedOnce(secretary)
    await agenda(secretary).getByRole('checkbox', { name: out }).check()
    await secretary.button('移出议程（1）').click()
    await secretary.text('共 40 件').waitFor()
    await secretary.button(/^收入全部待上会事项（1）/).waitFor()
    Object.assign(life.memory, { held, refused })
  })

  it('CEPCA-08 from a matter one gets to the meeting it lies in, and back', async () => {
    const officer = life.who('officer')
    await openMatterOf(officer, unit.name)
    const bar = officer.decision
    await bar.getByText(/第 \d+ 项/).waitFor()
    await officer.look('console-on-agenda')
    await bar.getByRole('link', { name: meeting }).click()
    await officer.heading(meeting).waitFor()
    await officer.look('console-agenda-reading')
    await agenda(officer).getByRole('link', { name: unit.name, exact: true }).click()
    await officer.heading(unit.name).waitFor()
    await officer.link(meeting).first().waitFor()
    expect(await officer.button('按决议办理').count()).toBe(0)
  })

  it('CEPCA-08 the agenda is printed: forty in their order, with the opinion of the first review', async () => {
    const secretary = life.who('secretary')
    const address = await secretary.link('打印议程').getAttribute('href')
    const answer = await secretary.page.request.get(address ?? '')
    const { text } = await readPdf(await answer.body())
    for (const said of [meeting, unit.name, life.memory.held ?? '', '事项40件']) expect(text).toContain(said.replace(/\s/g, ''))
    const sheet = await download(secretary.page, secretary.link('导出表格'))
    expect(sheet.name).toMatch(/\.xlsx$/)
  })

  it('CEPCA-08 one is put off, one is refused with the reason its applicant will read', async () => {
    const secretary = life.who('secretary')
    await say(secretary, life.memory.held ?? '', '暂缓', '补充业绩说明后下次再议')
    await say(secretary, life.memory.refused ?? '', '不同意', '主营业务与电力工程建设无关')
    await secretary.text('不是“同意”的').click()
    await expect.poll(() => agenda(secretary).getByRole('row').count()).toBe(3)
    await secretary.look('console-agenda-apart')
    await secretary.page.getByRole('button', { name: /^全部/ }).first().click()
    await expect.poll(() => agenda(secretary).getByRole('row').count()).toBe(41)
    const phone = await enter(life.world, 'phone', staff.secretary.mobile)
    await phone.page.goto(secretary.page.url())
    await phone.heading(meeting).waitFor()
    await phone.look('console-agenda')
    await phone.leave()
  })

  it('CEPCA-08 with the number and day of the resolution forty are decided in one go', async () => {
    const secretary = life.who('secretary')
    await secretary.button('按决议办理').click()
    const dialog = secretary.page.getByRole('dialog')
    for (const line of ['同意 38 件', '暂缓 1 件', '不同意 1 件']) await dialog.getByText(line).waitFor()
    const go = dialog.getByRole('button', { name: '办理 40 件' })
    expect(await go.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel(/^决议文号/).fill(resolution)
    await secretary.look('console-decide')
    await go.click()
    const outcome = secretary.page.getByRole('region', { name: '办理结果' })
    await outcome.waitFor({ timeout: 40_000 })
    expect((await outcome.innerText()).replace(/\s+/g, ' ')).toMatch(/已通过 38 件 ?.*已暂缓 1 件 ?.*未通过 1 件/)
    await secretary.look('console-decided')
  })

  it('CEPCA-08 the announcement is written from the resolution, and put right before it is published', async () => {
    const secretary = life.who('secretary')
    const text = secretary.field('公示文字')
    const written = await text.inputValue()
    for (const said of [meeting, resolution, unit.name]) expect(written).toContain(said)
    for (const name of [life.memory.held ?? '', life.memory.refused ?? '']) expect(written).not.toContain(name)
    await text.fill(`${written}\n如有异议，请在公示期内与会员部联系。`)
    await secretary.button('保存修改').click()
    await secretary.text('公示文字已保存').waitFor()
    await secretary.page.reload()
    await expect.poll(() => secretary.field('公示文字').inputValue()).toContain('如有异议')
    const list = await download(secretary.page, secretary.link('下载结果清单 CSV'))
    expect(list.bytes.toString()).toContain(unit.name)
  })

  it('CEPCA-08 what was put off is ready for the next meeting and remembers this one', async () => {
    const secretary = life.who('secretary')
    await openMatterOf(secretary, life.memory.held ?? '')
    const bar = secretary.decision
    await bar.getByText('还没有列入议程').waitFor()
    await bar.getByText(/以前的会议/).waitFor()
    await bar.getByRole('link', { name: meeting }).waitFor()
    await secretary.text('补充业绩说明后下次再议').first().waitFor()
    await secretary.look('console-held')
  })

  it('CEPCA-08 the contact is told by SMS, with number and level', async () => {
    const sms = await life.world.sms(unit.mobile, /已审核通过/)
    expect(sms).toMatch(/会员编号 DJ\d{8}/)
    expect(sms).toContain('普通会员单位')
    life.memory.number = /DJ\d{8}/.exec(sms)?.[0] ?? ''
    life.manual.step('会长办公会审议通过后，系统向联系人发送短信，里面有会员编号。部分手机请查看被拦截的短信。')
  })
}
