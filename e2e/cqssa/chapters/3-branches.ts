import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import type { Person } from '../../kit/walk.ts'
import { unit } from '../cast.ts'

export const branchRow = (person: Person, branch: string) =>
  person.page.getByRole('table', { name: '分会管理' }).getByRole('row').filter({ hasText: branch })

/** Presses a button of one branch's row. */
export async function act(person: Person, branch: string, verb: string): Promise<void> {
  await person.open('/portal/branches')
  await branchRow(person, branch)
    .getByRole('button', { name: new RegExp(`^${verb}\\s*：\\s*${branch}$`) })
    .click()
  await person.page.waitForURL(/\/matters\//)
  await person.heading().first().waitFor()
}

const details = { 联系部门: '质量部', 联系人: '李四示例', 联系电话: '13800009999', 邮箱: 'zhiliang@example.org' }

export function branches(life: Life) {
  it('CQSSA-06 分会管理 is a table of 分会, 分会会员等级, 状态, 操作', async () => {
    const desk = life.who('desk')
    const table = desk.page.getByRole('table', { name: '分会管理' })
    await table.waitFor()
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['分会', '分会会员等级', '状态', '操作'])
    for (const branch of ['检测分会', '安全分会', '监理分会', '鉴定分会', '质量分会']) {
      expect(await branchRow(desk, branch).innerText()).toMatch(/非会员[\s\S]*未加入/)
      await branchRow(desk, branch)
        .getByRole('button', { name: /申请加入/ })
        .waitFor()
    }
    await desk.look('branches')
    life.manual.step('在分会管理页面，选择需要加入的分会，点对应的“申请加入”。')
    await life.shot(desk, '分会管理')
    const phone = life.who('unit')
    await phone.open('/portal/branches')
    await phone.look('branches')
  })

  it('CQSSA-06 the form of a branch knows the unit and its certificates: nothing is typed or uploaded twice', async () => {
    const desk = life.who('desk')
    await act(desk, '质量分会', '申请加入')
    await desk.heading('分会入会资料').waitFor()
    expect([await desk.field('单位名称').inputValue(), await desk.field('法人代表').inputValue()]).toEqual([unit.name, '苏示例'])
    for (const label of ['联系部门', '联系人', '联系电话', 'QQ', '邮箱']) await desk.field(label).waitFor()
    const licence = desk.page.getByRole('region', { name: '营业执照', exact: true })
    await licence.getByText(/沿用/).first().waitFor()
    await desk.fill({ ...details, QQ: '12' })
    await desk.button('下一步：核对并提交').click()
    await desk
      .alert('处需要修改')
      .getByText(/QQ 号是 5 到 12 位数字/)
      .waitFor()
    await desk.look('branch-form-wrong')
    await desk.fill({ QQ: '100000001' })
    await desk.look('branch-form')
    life.manual.step(
      '填写分会入会资料：联系部门、联系人、联系电话、QQ 和邮箱。单位名称、法人代表已经带入；“入会申请书”“营业执照”“资质证书”等已经上传的，不用再传。填好后提交。',
    )
    await life.shot(desk, '质量分会入会资料填报')
    await desk.handIn()
    await desk.open('/portal/branches')
    await branchRow(desk, '质量分会').getByText('待审核').waitFor()
  })

  it('CQSSA-06 a name that is not the unit’s is refused, with the way to change it', async () => {
    const phone = life.who('unit')
    await phone.open('/portal/branches')
    await phone.page.getByRole('button', { name: /申请加入\s*：\s*安全分会/ }).click()
    await phone.heading('分会入会资料').waitFor()
    await phone.fill({ ...details, 单位名称: `${unit.name}分公司` })
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    await phone.toReview()
    await phone
      .text(/单位名称应与单位信息一致/)
      .first()
      .waitFor()
    await phone.look('branch-name-wrong')
    await phone.button(/单位名称应与单位信息一致/).click()
    await phone.heading('分会入会资料').waitFor()
    await phone.fill({ 单位名称: unit.name })
    await phone.text(/已保存 \d\d:\d\d/).waitFor()
    await phone.handIn()
    await phone.look('branch-waiting')
    await act(life.who('desk'), '检测分会', '申请加入')
    await life.who('desk').fill(details)
    await life.who('desk').handIn()
    await phone.open('/portal/branches')
    await expect.poll(() => phone.page.getByText('待审核').count()).toBe(3)
    await phone.look('branches-waiting')
    life.manual.step('状态显示“待审核”。要申请加入其他分会，点“分会管理”返回列表再选择。')
    await life.shot(phone, '三个分会待审核')
  })
}
