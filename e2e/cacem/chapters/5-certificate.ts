import { expect, it } from 'vitest'
import type { Life } from '../../kit/life.ts'
import { readCertificate, scanCertificate } from '../../kit/passages.ts'
import { unit } from '../cast.ts'

/** The paper and the page behind its code. */
export function certificate(life: Life) {
  it('CACEM-12 the certificate is downloaded from 企业信息 and says who is a member since when', async () => {
    const member = life.who('member')
    await member.open('/portal/company')
    await member.look('company')
    life.manual.chapter('企业信息管理', '入会后，企业信息随时可以查看和修改，修改后立即生效，不需要审核。')
    life.manual.step('点“企业信息”，可以查看企业信息、下载电子会员证。')
    await life.shot(member, '企业信息')
    await readCertificate(life, member, member.link('下载会员证'), [unit.name, unit.creditCode])
  })

  it('CACEM-12 anybody who scans the code sees the state of today; a forged number shows nothing', async () => {
    const address = life.memory.certificate ?? ''
    const number = /verify\/(\d+)\?s=/.exec(address)?.[1] ?? ''
    expect(number).toMatch(/^\d{9}$/)
    const stranger = await scanCertificate(life)
    for (const text of [unit.name, number]) await stranger.text(text).first().waitFor()
    life.manual.step('电子会员证上有二维码，任何人扫一扫都能看到这张会员证此刻是否有效。')
    await life.shot(stranger, '扫码查验')
    await stranger.page.goto(address.replace(number, `${Number(number) + 1}`))
    await stranger.text('未查到').first().waitFor()
    expect(await stranger.page.getByRole('main').innerText()).not.toContain('有限公司')
    await stranger.look('verify-forged')
    await stranger.page.goto(address.replace(/s=.*/, 's=AAAAAAAAAAAAAAAAAAAAAA'))
    await stranger.text('未查到').first().waitFor()
    await stranger.open('/verify')
    await stranger.look('verify-empty')
  })
}
