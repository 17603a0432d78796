import { readXlsx } from 'hucre'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, falsePdf, photo, readPdf } from '../../kit/papers.ts'
import type { Person } from '../../kit/walk.ts'
import { persons, units } from '../cast.ts'
import { enter } from '../enter.ts'
import { patient } from '../patient.ts'

/** 会员列表 in one of its five states. */
export async function openState(unit: Person, state: string): Promise<void> {
  await unit.open('/portal/people')
  await unit.page.getByRole('group', { name: '状态' }).getByRole('button', { name: state }).click()
  await unit.page.getByRole('region', { name: state }).waitFor()
}

export const row = (unit: Person, name: string) => unit.page.getByRole('listitem').filter({ hasText: name })

/** Ticks people and does to all of them what the foot of the list offers. */
export async function actOn(unit: Person, names: readonly string[], verb: string): Promise<void> {
  for (const name of names) await unit.page.getByRole('checkbox', { name: `选择${name}` }).check()
  await unit.button(verb).click()
  await unit.page
    .getByRole('dialog')
    .getByRole('button', { name: `${verb} ${names.length} 人` })
    .click()
  for (const name of names) await row(unit, name).waitFor({ state: 'detached' })
}

const both = [persons.phone.name, persons.desk.name]

/** The unit's administrator reviews, sends back, recommends, prints and stamps. */
export function recommending(life: Life) {
  it('GSJL-02, GSJL-06 the unit reads what its people handed in, on a phone too', async () => {
    const phone = await enter(life.world, 'phone', '企业登录', units.first.name)
    await phone.look('unit-home')
    await openState(phone, '个人提交')
    for (const name of both) await row(phone, name).waitFor()
    await phone.look('people-submitted')
    await phone.link(persons.phone.name).click()
    await phone.heading(persons.phone.name).waitFor()
    await phone.text(persons.phone.idCard).first().waitFor()
    await phone.page.getByRole('img', { name: `${persons.phone.name}的证件照` }).waitFor()
    await phone.look('person-submitted')
    life.memory.person = new URL(phone.page.url()).pathname
    await phone.leave()
  })

  it('GSJL-07 one is sent back with the reason, corrects it and hands in again', async () => {
    const [unit, second] = [life.who('unit'), life.who('second')]
    await openState(unit, '个人提交')
    await unit.link(persons.desk.name).click()
    await unit.heading(persons.desk.name).waitFor()
    await unit.button('退回修改').click()
    const dialog = unit.page.getByRole('dialog', { name: `退回${persons.desk.name}修改` })
    expect(await dialog.getByRole('button', { name: '退回修改' }).getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel(/需要修改什么/).fill('请把通讯地址写到房间号')
    await unit.look('person-return')
    await dialog.getByRole('button', { name: '退回修改' }).click()
    await unit.text('已退回本人修改').first().waitFor()
    await expect.poll(() => unit.button('推荐').getAttribute('aria-disabled'), patient).toBe('true')
    await unit.look('person-returned')
    expect(await life.world.sms(persons.desk.mobile, /需要补正/)).toContain('请把通讯地址写到房间号')
    await second.open('/portal')
    await second.look('person-home-returned')
    await second.link('去补正').click()
    await second.text('请把通讯地址写到房间号').first().waitFor()
    await second.look('person-returned')
  })

  it('GSJL-07 what was sent back comes again, with what was put right', async () => {
    const [unit, second] = [life.who('unit'), life.who('second')]
    await second.button(/^下一项：工作和资格/).click()
    await second.fill({ 通讯地址: '甘肃省兰州市示例区示例路 1 号示例大厦 6 层 601 室' })
    await second.text(/已保存 \d\d:\d\d/).waitFor()
    await second.toReview()
    await second.field('给协会的说明').fill('地址已写到房间号。')
    await second.submit('补正完毕，再次提交')
    await openState(unit, '个人提交')
    await expect.poll(() => unit.page.getByRole('checkbox', { name: `选择${persons.desk.name}` }).isEnabled(), patient).toBe(true)
  })

  it('GSJL-10 before it recommends, the unit corrects a detail; who one is stays the person’s own', async () => {
    const unit = life.who('unit')
    await unit.link(persons.phone.name).click()
    await unit.button('修改信息').click()
    const form = unit.page.getByRole('form', { name: `修改${persons.phone.name}的信息` })
    await form.getByText('只能由本人修改').waitFor()
    for (const own of ['姓名', '身份证号', '联系电话', '工作单位']) expect(await form.getByLabel(own, { exact: true }).count()).toBe(0)
    await unit.fill({ 'QQ 号': '12', 职务: '总监代表' })
    await unit.button('保存修改').click()
    await unit.text('QQ 号是 5 到 12 位数字').first().waitFor()
    await unit.fill({ 'QQ 号': '1000000001' })
    await unit.look('person-correct')
    await unit.button('保存修改').click()
    await unit.text('已修改，本人可以看到改了哪些内容').waitFor()
    await unit.text('总监代表').first().waitFor()
    await unit.look('person-corrected')
    const person = life.who('person')
    await person.open('/portal')
    await person.text('单位修改').first().waitFor()
    await person.text('职务').first().waitFor()
  })

  it('GSJL-07 批量推荐: both move to 企业推荐（新会员）, and one comes back by 回退', async () => {
    const unit = life.who('unit')
    await openState(unit, '个人提交')
    expect(await unit.button('批量推荐').getAttribute('aria-disabled')).toBe('true')
    for (const name of both) await unit.page.getByRole('checkbox', { name: `选择${name}` }).check()
    life.manual.chapter(
      '企业：审核和推荐本单位人员',
      '企业的账号由协会分配。本单位人员注册提交后，由系统管理人员核实、推荐；推荐之后协会审核之前可以回退。',
    )
    life.manual.step(
      '用企业名称登录，点“会员列表”。“个人提交”里是等待核实的人员：点姓名可以查看、修改信息、退回修改或不推荐；核实无误的勾选后点“批量推荐”。',
    )
    await life.shot(unit, '会员列表')
    await actOn(unit, both, '批量推荐')
    await openState(unit, '企业推荐（新会员）')
    for (const name of both) await row(unit, name).waitFor()
    await unit.look('people-recommended')
    await actOn(unit, [persons.desk.name], '回退')
    await openState(unit, '个人提交')
    await actOn(unit, [persons.desk.name], '批量推荐')
  })

  it('GSJL-09 导出全部 as a workbook, and the roster on A4 landscape with everybody on it', async () => {
    const unit = life.who('unit')
    await openState(unit, '企业推荐（新会员）')
    const sheet = await download(unit.page, unit.link('导出全部'))
    expect(sheet.name).toMatch(/\.xlsx$/)
    const cells = JSON.stringify((await readXlsx(sheet.bytes)).sheets[0]?.rows)
    for (const one of [persons.phone, persons.desk]) expect(cells).toContain(one.idCard)
    const pdf = await unit.page.request.get(new URL((await unit.link('打印汇总表').getAttribute('href')) ?? '', unit.page.url()).href)
    const { text, landscape } = await readPdf(await pdf.body())
    expect(landscape).toBe(true)
    for (const said of ['甘肃省建设监理协会个人会员推荐汇总表', units.first.name, ...both, '单位（盖公章）']) expect(text).toContain(said)
    life.memory.roster = /HZ\d+/.exec(text)?.[0] ?? ''
    expect(life.memory.roster).not.toBe('')
    life.manual.step('在“企业推荐（新会员）”里点“打印汇总表”（A4 纸横向），核对后加盖公章；“导出全部”得到同样内容的 Excel 表。')
    await life.shot(unit, '导出和打印汇总表')
  })

  it('GSJL-09 the stamped scan is uploaded beside its number; what is no scan is refused', async () => {
    const unit = life.who('unit')
    await unit.link('汇总表与盖章扫描件').first().click()
    await unit.heading('汇总表与盖章扫描件').waitFor()
    const upload = unit.page.getByLabel(`上传盖章扫描件 ${life.memory.roster}`, { exact: true })
    await upload.setInputFiles(falsePdf('汇总表.pdf'))
    await unit.alert(/汇总表\.pdf/).waitFor()
    await unit.look('rosters-wrong')
    await unit
      .button(/删除|移除/)
      .first()
      .click()
    await upload.setInputFiles(await photo('汇总表', '汇总表（盖章）.jpg'))
    await unit
      .link(/汇总表（盖章）/)
      .first()
      .waitFor()
    await unit.text('已上传').first().waitFor()
    await unit.look('rosters')
    life.manual.step('盖章后扫描或拍照（保证清晰），在“汇总表与盖章扫描件”中同一编号下上传，不用再发邮件。')
    await life.shot(unit, '上传盖章扫描件')
  })

  it('GSJL-06 another unit reaches none of them by typed addresses', async () => {
    const other = await enter(life.world, 'desk', '企业登录', units.other.name)
    life.cast.set('other', other)
    await openState(other, '个人提交')
    await other.text('还没有人员提交').waitFor()
    await other.look('people-none')
    const address = life.memory.person?.replace(/^\/gsjl/, '') ?? ''
    await other.page.goto(`/gsjl${address}`)
    await other.text('没有这位人员').waitFor()
    await other.look('person-of-others')
    const id = address.split('/').at(-1)
    const statuses = []
    for (const path of [`people/${id}`, `people/${id}/photo`]) {
      statuses.push((await other.page.request.get(`/gsjl/api/portal/${path}`)).status())
    }
    for (const [path, data] of [
      [`people/${id}/return`, { reason: '重新填写' }],
      [`people/${id}/refuse`, { reason: '不推荐' }],
    ] as const)
      statuses.push((await other.page.request.post(`/gsjl/api/portal/${path}`, { data, headers: { 'x-huiji': '1' } })).status())
    const patched = await other.page.request.patch(`/gsjl/api/portal/people/${id}`, {
      data: { revision: 1, data: { jobTitle: '别家改的' } },
      headers: { 'x-huiji': '1' },
    })
    expect([...statuses, patched.status()]).toEqual([404, 404, 404, 404, 404])
  })
}
