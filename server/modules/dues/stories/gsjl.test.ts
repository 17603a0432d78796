import { afterAll, beforeAll, expect, it } from 'vitest'
import { showTransferCode } from '../../../../contract/rules/transfer-code.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { moneyActs } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { confirmSure } from '../../bank/confirm.ts'
import { importMember } from '../../members/index.ts'
import { orderForPeople, peopleDues } from '../../people/paying.ts'
import { actFor, memberUnit, nameOf, personData } from '../../people/testing/life.ts'
import { reopenOrder } from '../orders/expiry.ts'
import { readOrder } from '../orders/read-order.ts'
import { book, ledger, payerOf } from '../testing.ts'

let world: World
let clerk: StaffContext
let unit: MemberContext

beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  world.clock.set('2024-01-10T10:00:00+08:00')
  clerk = await world.contexts.staff(undefined, '财务甲')
  unit = await memberUnit(world.contexts, '示例工程监理有限公司')
})
afterAll(() => world.close())

let used = 100
async function employee(name: string, joinedOn: string): Promise<MemberContext> {
  const { employer, ...data } = personData(used++, name, await nameOf(unit))
  const { memberId } = await importMember(world.contexts.system(), {
    kind: 'person',
    data: { ...data, employer: employer ?? '' },
    level: 'person',
    joinedOn,
  })
  return actFor(world.contexts, memberId, name)
}

/** GSJL-13: 200 元 for a person and a year, five years at a time, from the day on which the money comes. An order holds thirty days. */
it('GSJL-12, GSJL-13 one remittance for 37 people, a receipt for each; two that come later let their order expire and reopen it', {
  timeout: 180_000,
}, async () => {
  const digits = '零一二三四五六七八九'
  const people: MemberContext[] = []
  for (let at = 1; at <= 37; at++) people.push(await employee(`陈示${digits[Math.floor(at / 10)]}${digits[at % 10]}`, '2024-01-10'))
  const late = [await employee('赵示例甲', '2024-01-10'), await employee('赵示例乙', '2024-01-10')]
  const { confirm, statement, order, issueAll } = moneyActs(clerk)
  const { payer } = await peopleDues(unit)
  const unitNow = { name: payer.unit, creditCode: payer.creditCode, memberId: unit.memberId, membershipId: '', ctx: unit }
  const orderFor = async (who: readonly MemberContext[]) =>
    (
      await orderForPeople(unit, {
        people: who.map((person) => ({ id: person.memberId, years: 5 })),
        payer: payerOf(unitNow),
        receiptSplit: 'each',
      })
    ).id
  const codeOf = async (id: string) => showTransferCode((await inTx(clerk, (tx, ctx) => readOrder(tx, ctx, id))).transferCode)
  const all = [unit, ...people, ...late]
  const story = await beginStory(
    world,
    clerk,
    all.map((one) => one.memberId),
  )

  const group = await story.on('2024-03-05', '单位', '为 37 人下单，五年', () => orderFor(people))
  await story.refused('2024-03-06', '单位', '其中一人再下单', () => orderFor(people.slice(0, 1)))
  const taken = await story.on('2024-03-08', '财务', '导入流水：一笔汇款 37000', async () =>
    statement([{ serial: 'G1', amountFen: 37000_00, payer: payer.unit, note: await codeOf(group), day: '20240307' }]),
  )
  expect(taken.lines.map((line) => line.verdict)).toEqual(['sure'])
  await story.on('2024-03-08', '财务', '一次确认', () => confirmSure(clerk, taken.id, { count: 1, amountFen: 37000_00 }))
  await story.on('2024-03-15', '财务', '开票', issueAll)

  const two = await story.on('2025-06-03', '单位', '为后来的 2 人下单', () => orderFor(late))
  await story.on('2025-07-04', '—', '第三十一天，订单过期')
  await story.refused('2025-07-05', '财务', '按过期订单确认', () => confirm(two, 2000_00, '2025-07-05'))
  await story.on('2025-07-10', '单位', '恢复订单', () => reopenOrder(unit, two))
  await story.on('2025-07-11', '财务', '到账', () => confirm(two, 2000_00, '2025-07-11'))

  const own = await story.on('2026-05-06', '单位', '下单本单位会费', () => order(unitNow, [2026]))
  await story.on('2026-05-07', '财务', '到账 2000', () => confirm(own, 2000_00, '2026-05-07'))
  await story.on('2029-03-07', '—', '五年满')

  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2024-03-05 | 单位 | 为 37 人下单，五年 |  | 欠 37,000.00 暂存 0.00 | 未缴，有效期至 — ×3；欠费 2024 待缴 2025 2026 2027 2028，有效期至 — ×37 | —
2024-03-06 | 单位 | 其中一人再下单 ✗ 陈示零一：已在缴费订单 HF2024000001 中，请取消勾选后再试 |  | 欠 37,000.00 暂存 0.00 | 未缴，有效期至 — ×3；欠费 2024 待缴 2025 2026 2027 2028，有效期至 — ×37 | —
2024-03-08 | 财务 | 导入流水：一笔汇款 37000 |  | 欠 37,000.00 暂存 0.00 | 未缴，有效期至 — ×3；欠费 2024 待缴 2025 2026 2027 2028，有效期至 — ×37 | —
2024-03-08 | 财务 | 一次确认 | +37,000.00 | 欠 0.00 暂存 0.00 | 未缴，有效期至 — ×3；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37 | 待开票 1,000.00（2024-03-21 前） ×37
2024-03-15 | 财务 | 开票 |  | 欠 0.00 暂存 0.00 | 未缴，有效期至 — ×3；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37 | 已开票 1,000.00 ×37
2025-06-03 | 单位 | 为后来的 2 人下单 |  | 欠 2,000.00 暂存 0.00 | 未缴，有效期至 —；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37；欠费 2025 待缴 2026 2027 2028 2029，有效期至 — ×2 | 已开票 1,000.00 ×37
2025-07-04 | — | 第三十一天，订单过期 |  | 欠 0.00 暂存 0.00 | 未缴，有效期至 — ×3；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37 | 已开票 1,000.00 ×37
2025-07-05 | 财务 | 按过期订单确认 ✗ 这笔订单已过期，请先恢复订单，再确认到账 |  | 欠 0.00 暂存 0.00 | 未缴，有效期至 — ×3；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37 | 已开票 1,000.00 ×37
2025-07-10 | 单位 | 恢复订单 |  | 欠 2,000.00 暂存 0.00 | 未缴，有效期至 —；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37；欠费 2025 待缴 2026 2027 2028 2029，有效期至 — ×2 | 已开票 1,000.00 ×37
2025-07-11 | 财务 | 到账 | +2,000.00 | 欠 0.00 暂存 0.00 | 未缴，有效期至 —；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37；正常 缴至 2030-07-10，有效期至 2030-07-10 ×2 | 已开票 1,000.00 ×37；待开票 1,000.00（2025-07-25 前） ×2
2026-05-06 | 单位 | 下单本单位会费 |  | 欠 2,000.00 暂存 0.00 | 欠费 2026，有效期至 —；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37；正常 缴至 2030-07-10，有效期至 2030-07-10 ×2 | 已开票 1,000.00 ×37；待开票 1,000.00（2025-07-25 前） ×2
2026-05-07 | 财务 | 到账 2000 | +2,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2027-05-06，有效期至 2027-05-06；正常 缴至 2029-03-06，有效期至 2029-03-06 ×37；正常 缴至 2030-07-10，有效期至 2030-07-10 ×2 | 已开票 1,000.00 ×37；待开票 1,000.00（2025-07-25 前） ×2；待开票 2,000.00（2026-05-20 前）
2029-03-07 | — | 五年满 |  | 欠 9,400.00 暂存 0.00 | 欠费 2029 缴至 2027-05-06，证书失效；欠费 2029 缴至 2029-03-06，证书失效 ×37；正常 缴至 2030-07-10，有效期至 2030-07-10 ×2 | 已开票 1,000.00 ×37；待开票 1,000.00（2025-07-25 前） ×2；待开票 2,000.00（2026-05-20 前）
`)
  const [first] = people
  expect((await ledger(world, first ?? unit)).join('\n')).toBe(`2024 | person | 200 | settled | paid | [2024-03-07,2025-03-07)
2025 | person | 200 | settled | paid | [2025-03-07,2026-03-07)
2026 | person | 200 | settled | paid | [2026-03-07,2027-03-07)
2027 | person | 200 | settled | paid | [2027-03-07,2028-03-07)
2028 | person | 200 | settled | paid | [2028-03-07,2029-03-07)
2029 | person | 200 | open | - | -`)
  expect(
    (await book(clerk, '2024-01-01', '2026-12-31')).replace(/[2-9A-Z]{4} [2-9A-Z]{4}/, '识别码'),
  ).toBe(`2024-03-07 | 到账 | 示例工程监理有限公司 | 37000.00 | 暂存 37000.00 | 识别码
2024-03-08 | 认领 | 示例工程监理有限公司 | 0.00 | 暂存 0.00
2025-07-11 | 到账 | 示例工程监理有限公司 | 2000.00 | 暂存 2000.00
2025-07-11 | 认领 | 示例工程监理有限公司 | 0.00 | 暂存 0.00
2026-05-07 | 到账 | 示例工程监理有限公司 | 2000.00 | 暂存 2000.00
2026-05-07 | 认领 | 示例工程监理有限公司 | 0.00 | 暂存 0.00`)
})
