import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { download, photo, readPdf } from '../../kit/papers.ts'
import { unit } from '../cast.ts'

const pdf = (buffer: Buffer, name: string) => ({ name, mimeType: 'application/pdf', buffer })

/** 入会申请书 out and in again, and handing in. */
export function handingIn(life: Life) {
  it('CEPCA-07 the system writes the 入会申请书 from the form, as PDF and as Word', async () => {
    const member = life.who('member')
    await member.look('papers')
    life.manual.step('系统按您填写的内容生成《入会申请书》（PDF 和 Word 两种），下载、打印、加盖企业公章。')
    await life.shot(member, '下载入会申请书')
    const paper = await download(member.page, member.link(/下载入会申请书/))
    const { text } = await readPdf(paper.bytes)
    for (const said of [unit.name, unit.creditCode, '沈法人', unit.person, '综合管理部', '火电和新能源工程施工', '公章'])
      expect(text).toContain(said)
    life.cast.set('member', member)
    const word = await download(member.page, member.link('下载 Word 版'))
    expect(word.name).toMatch(/\.docx$/)
    const parts = unzipSync(new Uint8Array(word.bytes))
    const written = strFromU8(parts['word/document.xml'] ?? new Uint8Array())
    for (const said of [unit.name, unit.creditCode, '综合管理部', '火电和新能源工程施工']) expect(written).toContain(said)
    expect(written).not.toMatch(/[{}]/)
    life.memory.oldPaper = paper.bytes.toString('base64')
  })

  it('CEPCA-07 a scan of another version of the 入会申请书 is noticed', async () => {
    const member = life.who('member')
    await member.button('上一步：入会说明').click()
    await member.heading('入会说明').waitFor()
    await member.field('意向分支机构').selectOption({ label: '火电建设分会' })
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.field('意向分支机构').selectOption({ index: 0 })
    await member.page
      .getByRole('textbox', { name: '入会说明' })
      .fill('本单位从事火电、新能源工程施工和运行维护，希望加入协会参加行业交流与自律。')
    await member.button(/^下一步：/).click()
    await member.heading('上传入会申请书与证明材料').waitFor()
    const slot = member.page.getByRole('region', { name: '入会申请书' })
    await slot
      .getByLabel('上传入会申请书', { exact: true })
      .setInputFiles(pdf(Buffer.from(life.memory.oldPaper ?? '', 'base64'), '入会申请书（旧版盖章）.pdf'))
    await slot
      .getByText(/不一致|版本/)
      .first()
      .waitFor()
    await member.look('papers-old')
    life.manual.step('盖章后扫描或拍照上传。下载以后又改了内容的，系统会认出上传的是旧版，请重新下载、盖章。')
    await slot.scrollIntoViewIfNeeded()
    await life.shot(member, '上传的是旧版')
    await slot.getByRole('button', { name: /删除/ }).first().click()
    const fresh = await download(member.page, member.link(/下载入会申请书/))
    expect((await readPdf(fresh.bytes)).text).toContain('运行维护')
    await slot.getByLabel('上传入会申请书', { exact: true }).setInputFiles(pdf(fresh.bytes, '入会申请书（盖章）.pdf'))
    await slot.getByRole('link', { name: '入会申请书（盖章）.pdf' }).waitFor()
    await expect.poll(() => slot.getByText(/不一致|版本/).count()).toBe(0)
  })

  it('CEPCA-07 营业执照 goes with it, other proofs may', async () => {
    const member = life.who('member')
    await member.button(/^下一步：/).click()
    await member.alert('营业执照').first().waitFor()
    await member.page
      .getByRole('region', { name: '营业执照' })
      .getByLabel('上传营业执照', { exact: true })
      .setInputFiles(await photo('营业执照'))
    await member.page.getByRole('region', { name: '营业执照' }).getByRole('link', { name: '营业执照.jpg' }).waitFor()
    await member.look('papers-done')
    life.manual.step('同步上传营业执照；有资质证书等证明材料的一并上传，没有可以不传。')
    await member.page.getByRole('region', { name: '营业执照' }).scrollIntoViewIfNeeded()
    await life.shot(member, '上传营业执照')
    await member.toReview()
  })

  it('CEPCA-08 it is handed in, and says who has it and how long it takes', async () => {
    const member = life.who('member')
    await member.text('都填好了').waitFor()
    await member.look('submit')
    life.manual.step(
      '核对后点“提交审核”。流程为会员部初审、会长办公会审议；会长办公会每月召开，审核周期原则上为一个月。审核期间可以撤回修改。',
    )
    await life.shot(member, '核对并提交')
    await member.submit('提交审核')
    const facts = member.page.getByRole('region', { name: '办理情况' })
    await facts
      .getByText(/会员部/)
      .first()
      .waitFor()
    await member.look('waiting')
    await life.shot(member, '等待审核')
    await member.open('/portal/done')
    await member
      .link(/入会申请/)
      .first()
      .waitFor()
    await member.look('done')
  })
}
