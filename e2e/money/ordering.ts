import type { Person } from '../kit/walk.ts'

/** Who pays, and on to the transfer's details. */
export async function fillPayer(member: Person): Promise<void> {
  await member.fill({ 交费人: '吴交费', 邮箱: '100000@qq.com' })
  await member.button('下一步：查看汇款信息').click()
}

/** A member orders a year, to be paid by transfer; ends on the page of the order. */
export async function orderYear(member: Person, year: number): Promise<void> {
  await member.open('/portal/dues')
  await member.link(`交费 ${year} 年度`).click()
  await member.heading('交纳会费').waitFor()
  await fillPayer(member)
  await member.heading(`${year} 年度会费`).waitFor()
}
