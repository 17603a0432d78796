import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { moneyActs } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { setLevel } from '../../members/index.ts'
import { endReceipt } from '../../receipts/end.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { decideRefund, finishRefund } from '../ledger/refund.ts'
import { account, someUnit } from '../testing.ts'

let world: World
let clerk: StaffContext
let second: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['cacem'] })
  clerk = await world.contexts.staff(undefined, '财务甲')
  second = await world.contexts.staff(undefined, '财务乙')
})
afterAll(() => world.close())

/** CACEM-09: 普通会员 3000 元/年; 理事 10000 in the preset. Payable until 30 June, the certificate holds until then. */
it('CACEM-14, CACEM-16, CACEM-17, STAFF-06 late, twice, kept for the next year, taken back and paid again; a 理事 from the next year on', async () => {
  const unit = await someUnit(world, { name: '示例建设集团有限公司', joinedOn: '2023-05-10' })
  const { order, confirm, receive, give, takeBack, askRefund, issueAll, receiptOf } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId])

  await story.on('2024-01-05', '财务', '生成 2024 年度应缴', () => chargeYear(clerk, 2024))
  await story.on('2024-07-01', '—', '过了 6 月 30 日')
  const late = await story.on('2024-09-02', '会员', '下单 2024', () => order(unit, [2024]))
  await story.on('2024-09-03', '财务', '确认到账', () => confirm(late, 3000_00, '2024-09-02'))
  await story.on('2024-09-10', '财务', '开票', issueAll)

  await story.on('2025-01-06', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
  const twice = await story.on('2025-03-03', '会员', '下单 2025', () => order(unit, [2025]))
  await story.on('2025-03-04', '财务', '确认到账', () => confirm(twice, 3000_00, '2025-03-04'))
  await story.refused('2025-03-05', '财务', '又汇来一笔，再次确认', () => confirm(twice, 3000_00, '2025-03-05'))
  const extra = await story.on('2025-03-05', '财务', '登记重复汇款', () => receive(3000_00, '2025-03-05', unit.name))
  await story.on('2025-03-12', '财务', '开票', issueAll)

  await story.on('2026-01-05', '财务', '生成 2026 年度应缴', () => chargeYear(clerk, 2026))
  const kept = await story.on('2026-01-06', '会员', '下单 2026', () => order(unit, [2026]))
  await story.on('2026-01-07', '财务', '用去年多汇的款', () => give(extra, kept, 3000_00))
  await story.on('2026-01-12', '财务', '开票', issueAll)
  await story.on('2026-05-20', '秘书处', '当选理事', () =>
    setLevel(clerk, { memberId: unit.memberId, level: 'director', from: '2026-05-20', reason: '换届' }),
  )
  await story.on('2026-07-10', '财务', '撤回：是别家误汇', () => takeBack(extra, kept, '别家误汇'))
  const refund = await story.on('2026-07-10', '财务甲', '申请退款', () => askRefund(extra, 3000_00, '别家误汇'))
  await story.refused('2026-07-11', '财务甲', '自己复核', () => decideRefund(clerk, refund, { approve: true, note: '' }))
  await story.on('2026-07-13', '财务乙', '复核同意', () => decideRefund(second, refund, { approve: true, note: '' }))
  await story.on('2026-07-14', '财务', '已退款', () => finishRefund(clerk, refund, '2026-07-14'))
  const title = { title: unit.name, creditCode: unit.creditCode, email: 'someone@example.org' }
  const red = async (again?: typeof title) =>
    endReceipt(clerk, await receiptOf(kept), { how: 'red', reason: '款项已退回', ...(again && { again }) })
  await story.refused('2026-07-15', '财务', '红冲并重开', () => red(title))
  await story.on('2026-07-15', '财务', '红冲', () => red())
  await story.on('2026-08-03', '财务', '会员补缴到账', () => confirm(kept, 3000_00, '2026-08-03'))
  await story.on('2026-08-05', '财务', '重新开票', issueAll)
  await story.on('2027-01-05', '财务', '生成 2027 年度应缴', () => chargeYear(clerk, 2027))

  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-01-05 | 财务 | 生成 2024 年度应缴 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-06-30 | —
2024-07-01 | — | 过了 6 月 30 日 |  | 欠 3,000.00 暂存 0.00 | 欠费 2024，证书失效 | —
2024-09-02 | 会员 | 下单 2024 |  | 欠 3,000.00 暂存 0.00 | 欠费 2024，证书失效 | —
2024-09-03 | 财务 | 确认到账 | +3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 | 待开票 3,000.00（2024-09-11 前）
2024-09-10 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 | 已开票 3,000.00
2025-01-06 | 财务 | 生成 2025 年度应缴 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-06-30 | 已开票 3,000.00
2025-03-03 | 会员 | 下单 2025 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-06-30 | 已开票 3,000.00
2025-03-04 | 财务 | 确认到账 | +3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 3,000.00；待开票 3,000.00（2025-03-13 前）
2025-03-05 | 财务 | 又汇来一笔，再次确认 ✗ 财务甲已于 2025-03-04 确认了这笔到账，无需重复 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 3,000.00；待开票 3,000.00（2025-03-13 前）
2025-03-05 | 财务 | 登记重复汇款 | +3,000.00 | 欠 0.00 暂存 3,000.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 3,000.00；待开票 3,000.00（2025-03-13 前）
2025-03-12 | 财务 | 开票 |  | 欠 0.00 暂存 3,000.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 3,000.00 ×2
2026-01-05 | 财务 | 生成 2026 年度应缴 |  | 欠 3,000.00 暂存 3,000.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-06-30 | 已开票 3,000.00 ×2
2026-01-06 | 会员 | 下单 2026 |  | 欠 3,000.00 暂存 3,000.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-06-30 | 已开票 3,000.00 ×2
2026-01-07 | 财务 | 用去年多汇的款 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 3,000.00 ×2；待开票 3,000.00（2026-01-16 前）
2026-01-12 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 3,000.00 ×3
2026-05-20 | 秘书处 | 当选理事 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 3,000.00 ×3
2026-07-10 | 财务 | 撤回：是别家误汇 |  | 欠 3,000.00 暂存 3,000.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-10 | 财务甲 | 申请退款 |  | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-11 | 财务甲 | 自己复核 ✗ 这是您自己提出的申请，请由另一位工作人员复核 |  | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-13 | 财务乙 | 复核同意 |  | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-14 | 财务 | 已退款 | -3,000.00 | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-15 | 财务 | 红冲并重开 ✗ 这笔订单的款项已撤回，现在不能重开票据；会员再次缴费后会重新列入待开票 |  | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已开票应收回 3,000.00
2026-07-15 | 财务 | 红冲 |  | 欠 3,000.00 暂存 0.00 | 欠费 2026 缴至 2025-12-31，证书失效 | 已开票 3,000.00 ×2；已红冲 3,000.00
2026-08-03 | 财务 | 会员补缴到账 | +3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 3,000.00 ×2；已红冲 3,000.00；待开票 3,000.00（2026-08-12 前）
2026-08-05 | 财务 | 重新开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 3,000.00 ×3；已红冲 3,000.00
2027-01-05 | 财务 | 生成 2027 年度应缴 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2027 缴至 2026-12-31，有效期至 2027-06-30 | 已开票 3,000.00 ×3；已红冲 3,000.00
`)
  expect(await account(clerk, unit.memberId)).toBe(`2024-01-05 | 应缴 | 2024 | 3000.00 | 欠 3000.00
2024-09-02 | 缴费 | 2024 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
2025-01-06 | 应缴 | 2025 | 3000.00 | 欠 3000.00
2025-03-04 | 缴费 | 2025 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
2025-03-05 | 缴费 | 2026 | -3000.00 | 欠 -3000.00 | 示例建设集团有限公司
2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 0.00
2026-07-10 | 撤回缴费 | 2026 | 3000.00 | 欠 3000.00 | 别家误汇
2026-08-03 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
2027-01-05 | 应缴 | 2027 | 10000.00 | 欠 10000.00
应缴 19000.00 − 减免 0.00 − 已缴 9000.00 = 10000.00`)
})
