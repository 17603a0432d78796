import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { moneyActs } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { giveSuspense } from '../../bank/suspense.ts'
import { leave } from '../../members/index.ts'
import { endReceipt } from '../../receipts/end.ts'
import { decideRefund, finishRefund } from '../ledger/refund.ts'
import { memberDues } from '../lists.ts'
import { reopenOrder } from '../orders/expiry.ts'
import { account, ledger, someUnit } from '../testing.ts'

let world: World
let clerk: StaffContext
let second: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa'] })
  clerk = await world.contexts.staff(undefined, '财务甲')
  second = await world.contexts.staff(undefined, '财务乙')
})
afterAll(() => world.close())

/** CQSSA-11: one to three years at once; 普通会员 3000 元/年 in the preset. An order holds thirty days, the certificate until the year's end. */
it('CQSSA-11, CQSSA-12, STAFF-06 three years in one order that expired; leaves in the second, the third goes back', async () => {
  const unit = await someUnit(world, { name: '示例质量检测有限公司', joinedOn: '2024-01-15' })
  const { order, confirm, takeBack, askRefund, paymentOf, receiptOf, issueAll } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId])

  const three = await story.on('2024-02-10', '会员', '下单三年', () => order(unit, [2024, 2025, 2026]))
  await story.on('2024-03-11', '—', '第三十天')
  await story.on('2024-03-12', '—', '订单过期')
  await story.refused('2024-03-15', '财务', '按过期订单确认', () => confirm(three, 9000_00, '2024-03-14'))
  await story.on('2024-03-20', '会员', '恢复订单', () => reopenOrder(unit.ctx, three))
  await story.on('2024-03-21', '财务', '确认到账', () => confirm(three, 9000_00, '2024-03-21'))
  await story.on('2024-04-01', '财务', '开票', issueAll)
  await story.on('2025-02-10', '—', '第二年')

  await story.on('2025-06-30', '秘书处', '退会', () => leave(clerk, { memberId: unit.memberId, leftOn: '2025-06-30', reason: '企业注销' }))
  const paid = await paymentOf(three)
  await story.on('2025-07-02', '财务', '撤回，改缴两年', () => takeBack(paid, three, '退会，退 2026 年度'))
  await story.on('2025-07-02', '财务', '两年仍归 2024、2025', async () => {
    const { years } = await memberDues(clerk, unit.memberId)
    const open = years.filter((year) => year.state === 'open')
    await giveSuspense(
      clerk,
      paid,
      open.map((year) => ({ kind: 'charge' as const, id: year.chargeId, amountFen: year.amountFen })),
    )
  })
  const refund = await story.on('2025-07-03', '财务甲', '申请退还 2026 年度', () => askRefund(paid, 3000_00, '退会，退 2026 年度'))
  await story.on('2025-07-04', '财务乙', '复核同意', () => decideRefund(second, refund, { approve: true, note: '' }))
  await story.on('2025-07-07', '财务', '已退款', () => finishRefund(clerk, refund, '2025-07-07'))
  await story.on('2025-07-08', '财务', '红冲原票', async () =>
    endReceipt(clerk, await receiptOf(three), { how: 'red', reason: '退 2026 年度' }),
  )
  await story.on('2025-07-08', '财务', '开两年的票', issueAll)

  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-02-10 | 会员 | 下单三年 |  | 欠 9,000.00 暂存 0.00 | 未缴 待缴 2024 2025 2026，有效期至 2024-12-31 | —
2024-03-11 | — | 第三十天 |  | 欠 9,000.00 暂存 0.00 | 未缴 待缴 2024 2025 2026，有效期至 2024-12-31 | —
2024-03-12 | — | 订单过期 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 | —
2024-03-15 | 财务 | 按过期订单确认 ✗ 这笔订单已过期，请先恢复订单，再确认到账 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 | —
2024-03-20 | 会员 | 恢复订单 |  | 欠 9,000.00 暂存 0.00 | 未缴 待缴 2024 2025 2026，有效期至 2024-12-31 | —
2024-03-21 | 财务 | 确认到账 | +9,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 9,000.00（2024-04-04 前）
2024-04-01 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 9,000.00
2025-02-10 | — | 第二年 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 9,000.00
2025-06-30 | 秘书处 | 退会 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 9,000.00
2025-07-02 | 财务 | 撤回，改缴两年 |  | 欠 6,000.00 暂存 9,000.00 | 欠费 2024 2025，证书失效 | 已开票应收回 9,000.00
2025-07-02 | 财务 | 两年仍归 2024、2025 |  | 欠 0.00 暂存 3,000.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票应收回 9,000.00；待开票 6,000.00（2025-07-16 前）
2025-07-03 | 财务甲 | 申请退还 2026 年度 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票应收回 9,000.00；待开票 6,000.00（2025-07-16 前）
2025-07-04 | 财务乙 | 复核同意 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票应收回 9,000.00；待开票 6,000.00（2025-07-16 前）
2025-07-07 | 财务 | 已退款 | -3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票应收回 9,000.00；待开票 6,000.00（2025-07-16 前）
2025-07-08 | 财务 | 红冲原票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已红冲 9,000.00；待开票 6,000.00（2025-07-16 前）
2025-07-08 | 财务 | 开两年的票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已红冲 9,000.00；已开票 6,000.00
`)
  expect(await account(clerk, unit.memberId)).toBe(`2024-02-10 | 应缴 | 2024 | 3000.00 | 欠 3000.00
2024-02-10 | 应缴 | 2025 | 3000.00 | 欠 6000.00
2024-02-10 | 应缴 | 2026 | 3000.00 | 欠 9000.00
2024-03-21 | 缴费 | 2024 2025 2026 | -9000.00 | 欠 0.00 | 示例质量检测有限公司
2025-07-02 | 撤销应缴 | 2026 | -3000.00 | 欠 -3000.00
2025-07-02 | 撤回缴费 | 2024 2025 2026 | 9000.00 | 欠 6000.00 | 退会，退 2026 年度
2025-07-02 | 缴费 | 2024 2025 | -6000.00 | 欠 0.00 | 示例质量检测有限公司
应缴 6000.00 − 减免 0.00 − 已缴 6000.00 = 0.00`)
  expect((await ledger(world, unit.ctx)).join('\n')).toBe(`2024 | ordinary | 3000 | settled | paid | [2024-01-01,2025-01-01)
2025 | ordinary | 3000 | settled | paid | [2025-01-01,2026-01-01)
2026 | ordinary | 3000 | cancelled | - | -`)
})
