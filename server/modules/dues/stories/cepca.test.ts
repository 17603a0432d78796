import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { moneyActs, type Unit } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { bookLine, undoLine } from '../../bank/book.ts'
import { giveSuspense } from '../../bank/suspense.ts'
import { setLevel } from '../../members/index.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { askAdjustment, decideAdjustment } from '../ledger/adjust.ts'
import { decideRefund, finishRefund } from '../ledger/refund.ts'
import { reverse } from '../ledger/reverse.ts'
import { account, book, ledger, someUnit } from '../testing.ts'

let world: World
let clerk: StaffContext
let second: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  clerk = await world.contexts.staff(undefined, '财务甲')
  second = await world.contexts.staff(undefined, '财务乙')
})
afterAll(() => world.close())

const chargeOf = async (unit: Unit, year: number) =>
  (
    await inTx(clerk, (tx) =>
      tx.selectFrom('charges').select('id').where('member_id', '=', unit.memberId).where('year', '=', year).executeTakeFirstOrThrow(),
    )
  ).id

/** CEPCA-01: 普通 10 000, 理事 30 000 元/年. Late after 30 June, the certificate holds until the year's end. */
describe('a calendar year', () => {
  it('CEPCA-01, CEPCA-02, STAFF-06 a whole one for a part of it, in two parts; a reduction, too much, money back; booked for the wrong one', async () => {
    const unit = await someUnit(world, { name: '示例火电建设有限公司', joinedOn: '2024-03-12' })
    const { order, confirm, takeBack, askRefund, paymentOf, issueAll } = moneyActs(clerk)
    const story = await beginStory(world, clerk, [unit.memberId])

    await story.on('2024-03-15', '财务', '生成 2024 年度应缴', () => chargeYear(clerk, 2024))
    const first = await story.on('2024-04-10', '会员', '下单 2024', () => order(unit, [2024]))
    await story.on('2024-04-12', '财务', '先到 6000', () => confirm(first, 6000_00, '2024-04-12'))
    await story.on('2024-07-01', '—', '过了 6 月 30 日')
    await story.on('2024-09-05', '财务', '再到 4000', () => confirm(first, 4000_00, '2024-09-05'))
    await story.on('2024-09-06', '财务', '开票', issueAll)

    await story.on('2025-01-06', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
    const asked = await story.on('2025-03-03', '财务甲', '申请减收 3000', async () =>
      askAdjustment(clerk, await chargeOf(unit, 2025), { kind: 'reduction', amountFen: 3000_00, reason: '受灾' }),
    )
    await story.refused('2025-03-03', '财务甲', '自己复核', () => decideAdjustment(clerk, asked, { approve: true, note: '' }))
    await story.on('2025-03-04', '财务乙', '复核同意', () => decideAdjustment(second, asked, { approve: true, note: '' }))
    const reduced = await story.on('2025-03-10', '会员', '下单 2025', () => order(unit, [2025]))
    await story.on('2025-03-11', '财务', '到账 8000，多 1000', () => confirm(reduced, 8000_00, '2025-03-11'))
    const over = await paymentOf(reduced)
    const refund = await story.on('2025-03-12', '财务甲', '申请退还多付的', () => askRefund(over, 1000_00, '多付'))
    await story.on('2025-03-13', '财务乙', '复核同意', () => decideRefund(second, refund, { approve: true, note: '' }))
    await story.on('2025-03-14', '财务', '已退款', () => finishRefund(clerk, refund, '2025-03-14'))
    await story.on('2025-03-17', '财务', '开票', issueAll)

    await story.on('2026-01-05', '财务', '生成 2026 年度应缴', () => chargeYear(clerk, 2026))
    await story.on('2026-03-01', '秘书处', '当选理事', () =>
      setLevel(clerk, { memberId: unit.memberId, level: 'director', from: '2026-03-01', reason: '增补' }),
    )
    const dear = await story.on('2026-04-01', '会员', '下单 2026', () => order(unit, [2026]))
    await story.on('2026-04-10', '财务', '误认了别家的汇款', () => confirm(dear, 30000_00, '2026-04-10'))
    const wrong = await paymentOf(dear)
    await story.on('2026-04-13', '财务', '撤回', () => takeBack(wrong, dear, '认错了单位'))
    await story.on('2026-04-13', '财务', '冲销', () =>
      inTx(clerk, (tx, ctx) => reverse(tx, ctx, { paymentId: wrong, reason: '认错了单位' })),
    )
    await story.on('2026-05-06', '财务', '本单位的到账', () => confirm(dear, 30000_00, '2026-05-06'))
    await story.on('2027-01-01', '—', '新的一年')

    expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-03-15 | 财务 | 生成 2024 年度应缴 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 | —
2024-04-10 | 会员 | 下单 2024 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 | —
2024-04-12 | 财务 | 先到 6000 | +6,000.00 | 欠 4,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 | —
2024-07-01 | — | 过了 6 月 30 日 |  | 欠 4,000.00 暂存 0.00 | 欠费 2024，有效期至 2024-12-31 | —
2024-09-05 | 财务 | 再到 4000 | +4,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 | 待开票 10,000.00（2024-09-16 前）
2024-09-06 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 | 已开票 10,000.00
2025-01-06 | 财务 | 生成 2025 年度应缴 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 | 已开票 10,000.00
2025-03-03 | 财务甲 | 申请减收 3000 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 | 已开票 10,000.00
2025-03-03 | 财务甲 | 自己复核 ✗ 这是您自己提出的申请，请由另一位工作人员复核 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 | 已开票 10,000.00
2025-03-04 | 财务乙 | 复核同意 |  | 欠 7,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 | 已开票 10,000.00
2025-03-10 | 会员 | 下单 2025 |  | 欠 7,000.00 暂存 0.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 | 已开票 10,000.00
2025-03-11 | 财务 | 到账 8000，多 1000 | +8,000.00 | 欠 0.00 暂存 1,000.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 10,000.00；待开票 7,000.00（2025-03-20 前）
2025-03-12 | 财务甲 | 申请退还多付的 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 10,000.00；待开票 7,000.00（2025-03-20 前）
2025-03-13 | 财务乙 | 复核同意 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 10,000.00；待开票 7,000.00（2025-03-20 前）
2025-03-14 | 财务 | 已退款 | -1,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 10,000.00；待开票 7,000.00（2025-03-20 前）
2025-03-17 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 已开票 10,000.00；已开票 7,000.00
2026-01-05 | 财务 | 生成 2026 年度应缴 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00
2026-03-01 | 秘书处 | 当选理事 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00
2026-04-01 | 会员 | 下单 2026 |  | 欠 30,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00
2026-04-10 | 财务 | 误认了别家的汇款 | +30,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00；待开票 30,000.00（2026-04-21 前）
2026-04-13 | 财务 | 撤回 |  | 欠 30,000.00 暂存 30,000.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00；无需开票 30,000.00
2026-04-13 | 财务 | 冲销 | -30,000.00 | 欠 30,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00；无需开票 30,000.00
2026-05-06 | 财务 | 本单位的到账 | +30,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 已开票 10,000.00；已开票 7,000.00；无需开票 30,000.00；待开票 30,000.00（2026-05-14 前）
2027-01-01 | — | 新的一年 |  | 欠 0.00 暂存 0.00 | 未缴 缴至 2026-12-31，有效期至 2027-12-31 | 已开票 10,000.00；已开票 7,000.00；无需开票 30,000.00；待开票 30,000.00（2026-05-14 前）
`)
    expect(await account(clerk, unit.memberId)).toBe(`2024-03-15 | 应缴 | 2024 | 10000.00 | 欠 10000.00
2024-04-12 | 缴费 | 2024 | -6000.00 | 欠 4000.00 | 示例火电建设有限公司
2024-09-05 | 缴费 | 2024 | -4000.00 | 欠 0.00 | 示例火电建设有限公司
2025-01-06 | 应缴 | 2025 | 10000.00 | 欠 10000.00
2025-03-04 | 减免 | 2025 | -3000.00 | 欠 7000.00 | 受灾
2025-03-11 | 缴费 | 2025 | -7000.00 | 欠 0.00 | 示例火电建设有限公司
2026-01-05 | 应缴 | 2026 | 10000.00 | 欠 10000.00
2026-04-01 | 按现等级重新计费 | 2026 | 20000.00 | 欠 30000.00 | 由“普通会员”变为“理事”
2026-04-10 | 缴费 | 2026 | -30000.00 | 欠 0.00 | 示例火电建设有限公司
2026-04-13 | 撤回缴费 | 2026 | 30000.00 | 欠 30000.00 | 认错了单位
2026-05-06 | 缴费 | 2026 | -30000.00 | 欠 0.00 | 示例火电建设有限公司
应缴 50000.00 − 减免 3000.00 − 已缴 47000.00 = 0.00`)
    expect(await book(clerk, '2024-01-01', '2026-12-31')).toBe(`2024-04-12 | 到账 | 示例火电建设有限公司 | 6000.00 | 暂存 6000.00
2024-04-12 | 认领 | 示例火电建设有限公司 | 0.00 | 暂存 0.00
2024-09-05 | 到账 | 示例火电建设有限公司 | 4000.00 | 暂存 4000.00
2024-09-05 | 认领 | 示例火电建设有限公司 | 0.00 | 暂存 0.00
2025-03-11 | 到账 | 示例火电建设有限公司 | 8000.00 | 暂存 8000.00
2025-03-11 | 认领 | 示例火电建设有限公司 | 0.00 | 暂存 1000.00
2025-03-14 | 退款 | 示例火电建设有限公司 | -1000.00 | 暂存 0.00 | 多付
2026-04-10 | 到账 | 示例火电建设有限公司 | 30000.00 | 暂存 30000.00
2026-04-10 | 认领 | 示例火电建设有限公司 | 0.00 | 暂存 0.00
2026-04-13 | 撤回 | 示例火电建设有限公司 | 0.00 | 暂存 30000.00 | 认错了单位
2026-04-13 | 冲销 | 示例火电建设有限公司 | -30000.00 | 暂存 0.00 | 认错了单位
2026-05-06 | 到账 | 示例火电建设有限公司 | 30000.00 | 暂存 30000.00
2026-05-06 | 认领 | 示例火电建设有限公司 | 0.00 | 暂存 0.00`)
  })

  it('CEPCA-15, STAFF-06 the parent company pays for three by one remittance; claimed wrongly, undone, claimed rightly; the rest for the fourth year', async () => {
    const units: [Unit, Unit, Unit] = [
      await someUnit(world, { name: '示例水电一局有限公司', joinedOn: '2023-02-01' }),
      await someUnit(world, { name: '示例水电二局有限公司', joinedOn: '2023-02-01' }),
      await someUnit(world, { name: '示例水电三局有限公司', joinedOn: '2023-02-01', level: 'director' }),
    ]
    const [one, two, three] = units
    const { statement, order, paymentOf, issueAll } = moneyActs(clerk)
    const story = await beginStory(
      world,
      clerk,
      units.map((unit) => unit.memberId),
    )
    const part = async (unit: Unit, year: number, amountFen: number) => ({
      kind: 'charge' as const,
      id: await chargeOf(unit, year),
      amountFen,
    })

    await story.on('2024-01-08', '财务', '生成 2024 年度应缴', () => chargeYear(clerk, 2024))
    const { lines } = await story.on('2024-02-20', '财务', '导入流水：集团汇来 60000', () =>
      statement([{ serial: 'P1', amountFen: 60000_00, payer: '示例水电集团有限公司', note: '代三家子公司缴会费', day: '20240219' }]),
    )
    const line = lines[0]?.id ?? ''
    await story.refused('2024-02-20', '财务', '多认领 1 元', async () => bookLine(clerk, line, [await part(one, 2024, 60001_00)]))
    await story.on('2024-02-20', '财务', '认领到一局、二局', async () =>
      bookLine(clerk, line, [await part(one, 2024, 10000_00), await part(two, 2024, 10000_00)]),
    )
    await story.on('2024-02-21', '财务', '撤销，重新认领', () => undoLine(clerk, line, '漏了三局'))
    const orders = await inTx(clerk, (tx) =>
      tx.selectFrom('orders').select(['id', 'amount_fen']).where('state', '=', 'open').orderBy('number').execute(),
    )
    await story.on('2024-02-21', '财务', '认领到三家', async () =>
      bookLine(clerk, line, [
        ...orders.map(({ id, amount_fen }) => ({ kind: 'order' as const, id, amountFen: amount_fen })),
        await part(three, 2024, 30000_00),
      ]),
    )
    await story.on('2024-02-28', '财务', '开票', issueAll)
    await story.on('2025-01-06', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
    const next = await story.on('2025-02-10', '会员', '一局下单 2025', () => order(one, [2025]))
    await story.on('2025-02-11', '财务', '用集团的余款', async () =>
      giveSuspense(clerk, await paymentOf(orders[0]?.id ?? ''), [{ kind: 'order', id: next, amountFen: 10000_00 }]),
    )
    await story.on('2025-02-17', '财务', '开票', issueAll)
    await story.on('2026-01-01', '—', '又过一年')

    expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-01-08 | 财务 | 生成 2024 年度应缴 |  | 欠 50,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 ×3 | —
2024-02-20 | 财务 | 导入流水：集团汇来 60000 |  | 欠 50,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 ×3 | —
2024-02-20 | 财务 | 多认领 1 元 ✗ 认领的金额合计 60,001.00 元，超过到账的 60,000.00 元，请减少后再试 |  | 欠 50,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 ×3 | —
2024-02-20 | 财务 | 认领到一局、二局 | +60,000.00 | 欠 30,000.00 暂存 40,000.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 ×2；未缴 待缴 2024，有效期至 2024-12-31 | 待开票 10,000.00（2024-02-28 前） ×2
2024-02-21 | 财务 | 撤销，重新认领 | -60,000.00 | 欠 50,000.00 暂存 0.00 | 未缴 待缴 2024，有效期至 2024-12-31 ×3 | 无需开票 10,000.00 ×2
2024-02-21 | 财务 | 认领到三家 | +60,000.00 | 欠 0.00 暂存 10,000.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 ×3 | 无需开票 10,000.00 ×2；待开票 10,000.00（2024-02-28 前） ×2；待开票 30,000.00（2024-02-28 前）
2024-02-28 | 财务 | 开票 |  | 欠 0.00 暂存 10,000.00 | 正常 缴至 2024-12-31，有效期至 2024-12-31 ×3 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×2；已开票 30,000.00
2025-01-06 | 财务 | 生成 2025 年度应缴 |  | 欠 50,000.00 暂存 10,000.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 ×3 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×2；已开票 30,000.00
2025-02-10 | 会员 | 一局下单 2025 |  | 欠 50,000.00 暂存 10,000.00 | 未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 ×3 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×2；已开票 30,000.00
2025-02-11 | 财务 | 用集团的余款 |  | 欠 40,000.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31；未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 ×2 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×2；已开票 30,000.00；待开票 10,000.00（2025-02-20 前）
2025-02-17 | 财务 | 开票 |  | 欠 40,000.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31；未缴 待缴 2025 缴至 2024-12-31，有效期至 2025-12-31 ×2 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×3；已开票 30,000.00
2026-01-01 | — | 又过一年 |  | 欠 40,000.00 暂存 0.00 | 未缴 缴至 2025-12-31，有效期至 2026-12-31；欠费 2025 缴至 2024-12-31，证书失效 ×2 | 无需开票 10,000.00 ×2；已开票 10,000.00 ×3；已开票 30,000.00
`)
    expect(
      (await Promise.all(units.map((unit) => ledger(world, unit.ctx)))).flat().join('\n'),
    ).toBe(`2024 | ordinary | 10000 | settled | paid | [2024-01-01,2025-01-01)
2025 | ordinary | 10000 | settled | paid | [2025-01-01,2026-01-01)
2024 | ordinary | 10000 | settled | paid | [2024-01-01,2025-01-01)
2025 | ordinary | 10000 | open | - | -
2024 | director | 30000 | settled | paid | [2024-01-01,2025-01-01)
2025 | director | 30000 | open | - | -`)
  })
})
