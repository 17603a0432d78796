import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { photo } from '../../kit/papers.ts'
import { annotate, decideAtOnce } from '../../kit/passages.ts'
import { staff, unit } from '../cast.ts'

/** Returned, corrected, paid, admitted. */
export function reviewing(life: Life) {
  it('CACEM-11 an officer returns the application with a remark per field and per document', async () => {
    const officer = await life.world.signedIn('desk', staff.officer.mobile)
    life.cast.set('officer', officer)
    await officer.look('console-home')
    await officer.open('/console/matters')
    await officer.look('console-todo')
    await officer.link(unit.name).click()
    await officer.heading(unit.name).waitFor()
    await officer.look('console-matter')
    const decision = officer.decision
    await decision.getByRole('button', { name: '退回补正' }).click()
    await annotate(officer, '通讯地址', '请写明收件的楼层和房间号')
    await officer.button(/^营业执照/).click()
    await annotate(officer, '营业执照', '照片反光，看不清成立日期，请重新拍照')
    await decision.getByRole('button', { name: '填写说明并退回' }).click()
    await officer.look('console-return')
    await officer.page.getByRole('dialog').getByRole('button', { name: '退回补正' }).click()
    await officer
      .text(/已退回补正：/)
      .first()
      .waitFor()
    expect(await life.world.sms(unit.mobile, /需要补正/)).toContain(unit.name)
  })

  it('CACEM-11 the applicant sees what to put right, does it and hands in again', async () => {
    const member = life.who('member')
    await member.open('/portal')
    await member.link('去补正').click()
    await member.text('请补正 2 处').waitFor()
    await member.look('returned')
    life.manual.step(
      '如果需要补正，经办人会收到短信。登录后页面最上方列出要改的地方，点一下就跳到那里；改好后点“补正完毕，再次提交”，其他内容不用重填。',
    )
    await life.shot(member, '按意见补正')
    await member.button('通讯地址').click()
    await expect.poll(() => member.hasFocus(member.field('通讯地址'))).toBe(true)
    await member.text('协会意见：请写明收件的楼层和房间号').first().waitFor()
    await member.field('通讯地址').fill('江苏省南京市示例区示例路 8 号示例大厦 12 层 1201 室')
    await member.text(/已保存 \d\d:\d\d/).waitFor()
    await member.button('营业执照').click()
    await member.heading('上传申请材料').waitFor()
    const slot = member.page.getByRole('region', { name: '营业执照' })
    await slot.getByRole('button', { name: /删除/ }).click()
    await slot.getByLabel('上传营业执照', { exact: true }).setInputFiles(await photo('营业执照', '营业执照（重拍）.jpg'))
    await slot.getByRole('link', { name: '营业执照（重拍）.jpg' }).waitFor()
    await member.button(/^下一步：交纳会费/).click()
    await member.heading('交纳会费').waitFor()
    await member.toReview()
    await member.text('意见都已处理，可以再次提交').waitFor()
    await member.field('给协会的说明').fill('地址已补充到房间号，营业执照已重新拍照。')
    await member.submit('补正完毕，再次提交')
  })

  it('CACEM-09 finance compares the voucher with the bank and confirms the payment', async () => {
    const finance = await life.world.signedIn('desk', staff.finance.mobile)
    life.cast.set('finance', finance)
    await finance.open('/console/dues/orders')
    await finance.look('console-orders')
    await finance.link(unit.name).click()
    await finance.heading(unit.name).waitFor()
    await finance.look('console-order')
    await finance.fill({ 到账金额: '2999' })
    await finance
      .text(/不一致/)
      .first()
      .waitFor()
    await finance.fill({ 到账金额: '3000' })
    await finance.button('确认到账').click()
    await finance.text('已确认到账').first().waitFor()
    expect(await life.world.sms(unit.mobile, /确认到账/)).toContain('3,000')
  })

  it('CACEM-11 of two officers who decide at once one wins, the other is told', async () => {
    const [officer, other] = [life.who('officer'), await life.world.signedIn('desk', staff.administrator.mobile)]
    await decideAtOnce(officer, other, async (reviewer) => {
      await reviewer.open('/console/matters?scope=all')
      await reviewer.link(unit.name).click()
      await reviewer.heading(unit.name).waitFor()
    })
    await other.leave()
  })

  it('CACEM-11 the first contact gets an SMS, the member its number', async () => {
    const sms = await life.world.sms(unit.first.mobile, /已审核通过/)
    expect(sms).toMatch(/会员编号 \d{9}/)
    expect(sms).toContain('普通会员')
    const member = life.who('member')
    await member.open('/portal')
    await member.text('在会').waitFor()
    await member.look('home')
    life.manual.step('审核通过后，第一联络员会收到短信，里面有会员编号。再次登录，首页就会显示会员状态和级别。')
    await life.shot(member, '审核通过后的首页')
  })
}
