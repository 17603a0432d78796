import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { moneyActs } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { setLevel } from '../../members/index.ts'
import { askReceipt } from '../../receipts/ask.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { account, ledger, someUnit } from '../testing.ts'

let world: World
let clerk: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
  clerk = await world.contexts.staff(undefined, '财务甲')
})
afterAll(() => world.close())

/** CAQ-09: 480 元/年 for a person. CAQ-12: from the day of payment, as 2019-09-21 to 2020-09-20. The next year is asked sixty days before. */
it('CAQ-09, CAQ-10, CAQ-12 a person: in time, early, late; paid twice, the second is the next year’s', async () => {
  const person = { ...(await someUnit(world, { kind: 'person', name: '张示例', level: 'person', joinedOn: '2024-09-20' })), creditCode: '' }
  const { order, confirm, give, paymentOf, receiptOf, issueAll } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [person.memberId])

  const first = await story.on('2024-09-20', '会员', '下单', () => order(person, [2024]))
  await story.on('2024-09-21', '财务', '确认到账', () => confirm(first, 480_00, '2024-09-21'))
  const title = { title: '张示例', creditCode: '', email: 'zhang@example.org' }
  await story.on('2024-09-25', '会员', '申请发票', async () => askReceipt(person.ctx, await receiptOf(first), title))
  await story.on('2024-10-09', '财务', '开票', issueAll)

  await story.on('2025-07-22', '—', '到期前六十一天')
  await story.on('2025-07-23', '—', '到期前六十天')
  const early = await story.on('2025-08-01', '会员', '下单', () => order(person, [2025]))
  await story.on('2025-08-01', '财务', '确认到账', () => confirm(early, 480_00, '2025-08-01'))

  await story.on('2026-09-20', '—', '最后一天')
  await story.on('2026-09-21', '—', '过期')
  const late = await story.on('2026-11-02', '会员', '下单', () => order(person, [2026]))
  await story.on('2026-11-02', '财务', '到账 960，多付一年', () => confirm(late, 960_00, '2026-11-02'))
  const extra = await paymentOf(late)
  const next = await story.on('2026-11-03', '会员', '下单下一年', () => order(person, [2027]))
  await story.on('2026-11-03', '财务', '用多付的款', () => give(extra, next, 480_00))
  await story.on('2027-09-21', '—', '又过一年')

  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-09-20 | 会员 | 下单 |  | 欠 480.00 暂存 0.00 | 欠费 2024，有效期至 — | —
2024-09-21 | 财务 | 确认到账 | +480.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-09-20，有效期至 2025-09-20 | 未申请开票 480.00
2024-09-25 | 会员 | 申请发票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-09-20，有效期至 2025-09-20 | 待开票 480.00（2024-10-09 前）
2024-10-09 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-09-20，有效期至 2025-09-20 | 已开票 480.00
2025-07-22 | — | 到期前六十一天 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-09-20，有效期至 2025-09-20 | 已开票 480.00
2025-07-23 | — | 到期前六十天 |  | 欠 480.00 暂存 0.00 | 正常 待缴 2025 缴至 2025-09-20，有效期至 2025-09-20 | 已开票 480.00
2025-08-01 | 会员 | 下单 |  | 欠 480.00 暂存 0.00 | 正常 待缴 2025 缴至 2025-09-20，有效期至 2025-09-20 | 已开票 480.00
2025-08-01 | 财务 | 确认到账 | +480.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-09-20，有效期至 2026-09-20 | 已开票 480.00；未申请开票 480.00
2026-09-20 | — | 最后一天 |  | 欠 480.00 暂存 0.00 | 正常 待缴 2026 缴至 2026-09-20，有效期至 2026-09-20 | 已开票 480.00；未申请开票 480.00
2026-09-21 | — | 过期 |  | 欠 480.00 暂存 0.00 | 欠费 2026 缴至 2026-09-20，证书失效 | 已开票 480.00；未申请开票 480.00
2026-11-02 | 会员 | 下单 |  | 欠 480.00 暂存 0.00 | 欠费 2026 缴至 2026-09-20，证书失效 | 已开票 480.00；未申请开票 480.00
2026-11-02 | 财务 | 到账 960，多付一年 | +960.00 | 欠 0.00 暂存 480.00 | 正常 缴至 2027-11-01，有效期至 2027-11-01 | 已开票 480.00；未申请开票 480.00 ×2
2026-11-03 | 会员 | 下单下一年 |  | 欠 480.00 暂存 480.00 | 正常 待缴 2027 缴至 2027-11-01，有效期至 2027-11-01 | 已开票 480.00；未申请开票 480.00 ×2
2026-11-03 | 财务 | 用多付的款 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2028-11-01，有效期至 2028-11-01 | 已开票 480.00；未申请开票 480.00 ×3
2027-09-21 | — | 又过一年 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2028-11-01，有效期至 2028-11-01 | 已开票 480.00；未申请开票 480.00 ×3
`)
  expect(await account(clerk, person.memberId)).toBe(`2024-09-20 | 应缴 | 2024 | 480.00 | 欠 480.00
2024-09-21 | 缴费 | 2024 | -480.00 | 欠 0.00 | 张示例
2025-07-23 | 应缴 | 2025 | 480.00 | 欠 480.00
2025-08-01 | 缴费 | 2025 | -480.00 | 欠 0.00 | 张示例
2026-09-20 | 应缴 | 2026 | 480.00 | 欠 480.00
2026-11-02 | 缴费 | 2026 | -480.00 | 欠 0.00 | 张示例
2026-11-02 | 缴费 | 2027 | -480.00 | 欠 -480.00 | 张示例
2026-11-03 | 应缴 | 2027 | 480.00 | 欠 0.00
应缴 1920.00 − 减免 0.00 − 已缴 1920.00 = 0.00`)
})

/** CAQ-09: 普通单位 5000, 理事及以上 10000 元/年. */
it('CAQ-09, CAQ-12 a unit: billed, two years at once, a 理事 within the second, dearer from the third on', async () => {
  const unit = await someUnit(world, { name: '示例质量技术有限公司', joinedOn: '2024-03-18' })
  const { order, confirm } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId])

  await story.on('2024-03-18', '财务', '生成 2024 年度应缴', () => chargeYear(clerk, 2024))
  const both = await story.on('2024-03-20', '会员', '下单两年', () => order(unit, [2024, 2025]))
  await story.on('2024-03-22', '财务', '确认到账', () => confirm(both, 10000_00, '2024-03-22'))
  await story.on('2025-05-20', '秘书处', '当选理事', () =>
    setLevel(clerk, { memberId: unit.memberId, level: 'director', from: '2025-05-20', reason: '换届' }),
  )
  await story.on('2026-01-21', '—', '到期前六十天')
  const third = await story.on('2026-03-02', '会员', '下单', () => order(unit, [2026]))
  await story.on('2026-03-23', '财务', '过期一天后到账', () => confirm(third, 10000_00, '2026-03-23'))

  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-03-18 | 财务 | 生成 2024 年度应缴 |  | 欠 5,000.00 暂存 0.00 | 欠费 2024，有效期至 — | —
2024-03-20 | 会员 | 下单两年 |  | 欠 10,000.00 暂存 0.00 | 欠费 2024 待缴 2025，有效期至 — | —
2024-03-22 | 财务 | 确认到账 | +10,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-03-21，有效期至 2026-03-21 | 未申请开票 10,000.00
2025-05-20 | 秘书处 | 当选理事 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-03-21，有效期至 2026-03-21 | 未申请开票 10,000.00
2026-01-21 | — | 到期前六十天 |  | 欠 10,000.00 暂存 0.00 | 正常 待缴 2026 缴至 2026-03-21，有效期至 2026-03-21 | 未申请开票 10,000.00
2026-03-02 | 会员 | 下单 |  | 欠 10,000.00 暂存 0.00 | 正常 待缴 2026 缴至 2026-03-21，有效期至 2026-03-21 | 未申请开票 10,000.00
2026-03-23 | 财务 | 过期一天后到账 | +10,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2027-03-22，有效期至 2027-03-22 | 未申请开票 10,000.00 ×2
`)
  expect((await ledger(world, unit.ctx)).join('\n')).toBe(`2024 | ordinary | 5000 | settled | paid | [2024-03-22,2025-03-22)
2025 | ordinary | 5000 | settled | paid | [2025-03-22,2026-03-22)
2026 | director | 10000 | settled | paid | [2026-03-23,2027-03-23)`)
})
