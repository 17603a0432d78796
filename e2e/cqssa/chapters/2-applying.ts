import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, falsePdf, photo, readPdf } from '../../kit/papers.ts'
import type { Person } from '../../kit/walk.ts'
import { unit } from '../cast.ts'

const nextYear = `${new Date().getFullYear() + 1}-12-31`

/** 入会须知 is read to its end and agreed to. */
export async function begin(person: Person): Promise<void> {
  await person.open('/portal/apply')
  await person.button('开始入会注册').click()
  await person.heading('阅读入会须知').waitFor()
  await person.text('— 全文完 —').scrollIntoViewIfNeeded()
  for (const box of await person.page.getByRole('checkbox', { name: /同意/ }).all()) await box.check()
  await person.button('同意并继续').click()
  await person.heading('单位信息').waitFor()
}

const part = (person: Person, name: string | RegExp) =>
  person.page.getByRole('region', { name, ...(typeof name === 'string' && { exact: true }) })
const certificate = (person: Person, at: number) => part(person, `资质证书 ${at}`)
const since = (person: Person) => person.page.getByRole('textbox', { name: '入会时间' })
const toSubmit = (person: Person) => person.button('下一步：核对并提交')

/** A certificate with its class and its scan. */
async function addCertificate(person: Person, at: number, one: { kind: string; grade: string; number: string }): Promise<void> {
  const row = certificate(person, at)
  await row.getByLabel(/^资质类别/).selectOption({ label: one.kind })
  await row.getByLabel(/^等级和范围/).fill(one.grade)
  await row.getByLabel(/^证书编号/).fill(one.number)
  await row.getByLabel(/^有效期至/).fill(nextYear)
  await row.getByLabel('上传证书扫描件', { exact: true }).setInputFiles(await photo(one.kind))
  await row.getByRole('link', { name: `${one.kind}.jpg` }).waitFor()
}

/** Uploads a photo of a paper into its place. */
export async function handIn(person: Person, paper: string): Promise<void> {
  const slot = part(person, paper)
  await slot.getByLabel(`上传${paper}`, { exact: true }).setInputFiles(await photo(paper))
  await slot.getByText('已上传').waitFor()
}

export function applying(life: Life) {
  it('CQSSA-01 单位信息 and the certificates stand in one form', async () => {
    const person = life.who('unit')
    await person.look('apply')
    await begin(person)
    for (const name of ['基本信息', '资质证书', '联系人', '入会时间', '相关证书'])
      await person.page.getByRole('heading', { level: 2, name, exact: true }).waitFor()
    expect(await person.field('单位名称').inputValue()).toBe(unit.name)
    await person.look('form')
    life.manual.step('在“单位信息”页面填写企业的相关信息，并在同一页上传相关证书。单位名称和信用代码已经按注册时的填好。')
    await life.shot(person, '填写单位信息')
  })

  it('CQSSA-03 资质证书 are not asked of schools, institutes and societies', async () => {
    const person = life.who('unit')
    await certificate(person, 1).waitFor()
    for (const kind of ['院校', '科研机构', '社会团体']) {
      await person.field('单位类型').selectOption({ label: kind })
      await certificate(person, 1).waitFor({ state: 'detached' })
    }
    await person.field('单位类型').selectOption({ label: '施工单位' })
    await certificate(person, 1).waitFor()
  })

  it('CQSSA-02 入会时间 is today for a new member, an earlier day for an existing one, and no day to come', async () => {
    const person = life.who('unit')
    const today = await since(person).inputValue()
    expect(today).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(await since(person).getAttribute('max')).toBe(today)
    await since(person).fill('2099-01-01')
    await since(person).blur()
    await person
      .text(/入会时间.*不能晚于|不晚于/)
      .first()
      .waitFor()
    await since(person).fill(today)
    life.memory.today = today
  })

  it('CQSSA-04 入会申请书 and 承诺书 are not asked of members from before 2024-01-01, 入川备案许可证 only from outside the province', async () => {
    const person = life.who('unit')
    const papers = ['营业执照', '入川备案许可证', '入会申请书', '申请材料真实性承诺书']
    for (const paper of papers) await part(person, paper).waitFor()
    await since(person).fill('2023-12-31')
    await since(person).blur()
    await part(person, '入会申请书').waitFor({ state: 'detached' })
    await part(person, '申请材料真实性承诺书').waitFor({ state: 'detached' })
    await since(person).fill('2024-01-01')
    await since(person).blur()
    await part(person, '入会申请书').waitFor()
    await since(person).fill(life.memory.today ?? '')
    await person.page.getByLabel('注册地：省份').selectOption({ label: '四川省' })
    await person.page.getByLabel('注册地：城市').selectOption({ label: '成都市' })
    await part(person, '入川备案许可证').waitFor({ state: 'detached' })
    await person.page.getByLabel('注册地：省份').selectOption({ label: '江苏省' })
    await person.page.getByLabel('注册地：城市').selectOption({ label: '南京市' })
    await part(person, '入川备案许可证').waitFor()
    life.manual.step(
      '入会时间：已入会的会员，填写成为协会正式会员的日期；新申请入会的会员填写当前日期。2024 年 1 月 1 日前已成为正式会员的，不用上传“入会申请书”和“申请材料真实性承诺书”；非入川企业不用上传“入川备案许可证”。页面会按填写的内容自动增减。',
    )
    await person.scrollTo(person.page.getByRole('heading', { level: 2, name: '入会时间', exact: true }))
    await life.shot(person, '入会时间和要上传的证书')
  })

  it('CQSSA-03 several 资质证书, each of a class, each with its upload; what is missing stands in a summary', async () => {
    const person = life.who('unit')
    await person.fill({ 法人代表: '苏示例', 通讯地址: '江苏省南京市示例区宁远路 8 号' })
    await addCertificate(person, 1, { kind: '施工总承包资质', grade: '建筑工程施工总承包一级', number: 'D000000001' })
    await person.button('添加资质证书').click()
    await certificate(person, 2)
      .getByLabel(/^有效期至/)
      .fill('2020-01-01')
    await toSubmit(person).click()
    const summary = person.alert('处需要修改')
    await summary.waitFor()
    const list = await summary.innerText()
    for (const missing of ['资质类别', '有效期至', '证书扫描件', '营业执照', '入川备案许可证', '入会申请书', '申请材料真实性承诺书'])
      expect(list).toContain(missing)
    await person.look('form-wrong')
    await summary.getByRole('button', { name: /资质类别/ }).click()
    await expect.poll(() => person.hasFocus(certificate(person, 2).getByLabel(/^资质类别/))).toBe(true)
    await addCertificate(person, 2, { kind: '专业承包资质', grade: '钢结构工程专业承包一级', number: 'D000000002' })
    life.manual.step('资质证书：根据企业现有的资质类别选择添加，可以添加多项，每一项都上传证书。院校、科研机构、社会团体等不用填写。')
    await person.scrollTo(certificate(person, 2))
    await life.shot(person, '添加资质证书')
  })

  it('CQSSA-01 the papers are downloaded filled in, looked into and uploaded', async () => {
    const person = life.who('unit')
    const blank = await readPdf((await download(person.page, person.link(/下载入会申请书/))).bytes)
    for (const text of [unit.name, '苏示例', '施工总承包资质', 'D000000002']) expect(blank.text).toContain(text)
    const slot = part(person, '入会申请书')
    await slot.getByLabel('上传入会申请书', { exact: true }).setInputFiles(falsePdf('入会申请书.pdf'))
    await slot.getByRole('alert').waitFor()
    await slot.getByRole('button', { name: /删除/ }).click()
    for (const paper of ['营业执照', '入川备案许可证', '入会申请书', '申请材料真实性承诺书']) await handIn(person, paper)
    await person.text('共 4 项材料，已上传 4 项').waitFor()
    await person.look('form-done')
    life.manual.step(
      '下载“入会申请书”和“申请材料真实性承诺书”，核对、打印、盖章后拍照或扫描上传；再上传营业执照，入川企业还要上传入川备案许可证。',
    )
    await person.scrollTo(slot)
    await life.shot(person, '上传证书')
  })

  it('CQSSA-01 another device goes on with the same form', async () => {
    const desk = await life.world.signedIn('desk', unit.mobile, unit.password)
    life.cast.set('desk', desk)
    await desk.open('/portal/')
    await desk.link('继续填写').click()
    await desk.heading('单位信息').waitFor()
    expect(await desk.field('法人代表').inputValue()).toBe('苏示例')
    await desk.look('form')
    await life.shot(desk, '在电脑上填写')
  })

  it('CQSSA-05 handed in, it offers 前往 to the branches, or 取消', async () => {
    const person = life.who('unit')
    await toSubmit(person).click()
    await person.heading('核对并提交').waitFor()
    await person.text('都填好了').waitFor()
    await person.look('submit')
    life.manual.step('所有信息填写完成并上传证书后，点“下一步”核对一遍，再点“提交审核”。')
    await life.shot(person, '核对并提交')
    await person.submit('提交审核')
    await person.text('要同时加入分会吗？').waitFor()
    await person.look('handed-in')
    life.manual.step('提交后，选择“前往”进入分会管理；不加入分会的点“取消”。以后也可以随时从“分会管理”申请。')
    await life.shot(person, '前往加入分会')
    await person.button('取消').click()
    await person.text('要同时加入分会吗？').waitFor({ state: 'detached' })
    const desk = life.who('desk')
    await desk.page.reload()
    await desk.text('要同时加入分会吗？').waitFor()
    await desk.look('handed-in')
    await desk.link('前往').click()
    await desk.heading('分会管理').waitFor()
  })
}
