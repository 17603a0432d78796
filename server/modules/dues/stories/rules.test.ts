import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DuesRules } from '../../../../contract/preset.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { moneyActs, type Unit } from '../../../testing/money.ts'
import { beginStory } from '../../../testing/story.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { setLevel } from '../../members/index.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { chargeJoining } from '../billing/joining.ts'
import { chargeLife } from '../billing/life.ts'
import { adoptStandards } from '../standards/standards.ts'
import { ledger, resolution, someUnit } from '../testing.ts'

let world: World
let clerk: StaffContext

/** What none of the five presets says: 普通会员 3000, 入会费 1000, 终身 20 000; 理事 10 000 元/年. */
beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa'] })
  clerk = await world.contexts.staff(undefined, '财务甲')
  world.clock.set('2024-12-02T10:00:00+08:00')
  await adoptStandards(clerk, {
    name: '会费标准（示例）',
    fromYear: 2025,
    amounts: [{ level: 'ordinary', amountFen: 3000_00, joiningFen: 1000_00, lifeFen: 20000_00 }],
    resolution: { ...resolution, date: '2024-11-20' },
  })
})
afterAll(() => world.close())

/** The association has these rules from now on. */
async function rules(said: Partial<DuesRules>): Promise<void> {
  Object.assign(world.association.settings.dues, said)
  await inTx(clerk, (tx) =>
    tx
      .updateTable('associations')
      .set({ settings: sql`settings || ${JSON.stringify({ dues: world.association.settings.dues })}::jsonb` })
      .where('id', '=', world.association.id)
      .execute(),
  )
}
const admitted = (unit: Unit, joinedOn: string) =>
  inTx(world.contexts.system(), (tx, ctx) =>
    chargeJoining(tx, ctx, {
      memberId: unit.memberId,
      membershipId: unit.membershipId,
      matterId: unit.memberId,
      level: 'ordinary',
      joinedOn,
    }),
  )
const elect = (unit: Unit, from: string) => setLevel(clerk, { memberId: unit.memberId, level: 'director', from, reason: '增补' })

it('STAFF-06 by the month, a joining fee, the difference of a level that rises', async () => {
  await rules({ partYear: 'by-month', levelChange: 'difference' })
  const unit = await someUnit(world, { name: '示例按月有限公司', joinedOn: '2025-08-11' })
  const { order, confirm } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId])
  await story.on('2025-08-11', '秘书处', '批准入会', () => admitted(unit, '2025-08-11'))
  await story.on('2025-08-12', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
  const first = await story.on('2025-08-20', '会员', '下单', () => order(unit, [2025]))
  await story.on('2025-08-21', '财务', '确认到账', () => confirm(first, 2250_00, '2025-08-21'))
  await story.on('2026-01-05', '财务', '生成 2026 年度应缴', () => chargeYear(clerk, 2026))
  const whole = await story.on('2026-02-02', '会员', '下单', () => order(unit, [2026]))
  await story.on('2026-02-03', '财务', '确认到账', () => confirm(whole, 3000_00, '2026-02-03'))
  await story.on('2026-04-15', '秘书处', '当选理事', () => elect(unit, '2026-04-15'))
  await story.on('2026-04-16', '—', '当夜补差')
  const more = await story.on('2026-05-06', '会员', '下单补差', () => order(unit, [2026]))
  await story.on('2026-05-07', '财务', '确认到账', () => confirm(more, 5250_00, '2026-05-07'))
  await story.on('2027-01-05', '财务', '生成 2027 年度应缴', () => chargeYear(clerk, 2027))
  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2025-08-11 | 秘书处 | 批准入会 |  | 欠 1,000.00 暂存 0.00 | 未缴 待缴 2025，有效期至 2025-12-31 | —
2025-08-12 | 财务 | 生成 2025 年度应缴 |  | 欠 2,250.00 暂存 0.00 | 欠费 2025，有效期至 2025-12-31 | —
2025-08-20 | 会员 | 下单 |  | 欠 2,250.00 暂存 0.00 | 欠费 2025，有效期至 2025-12-31 | —
2025-08-21 | 财务 | 确认到账 | +2,250.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 | 待开票 2,250.00（2025-09-04 前）
2026-01-05 | 财务 | 生成 2026 年度应缴 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）
2026-02-02 | 会员 | 下单 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）
2026-02-03 | 财务 | 确认到账 | +3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）
2026-04-15 | 秘书处 | 当选理事 |  | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）
2026-04-16 | — | 当夜补差 |  | 欠 5,250.00 暂存 0.00 | 正常 待缴 2026 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）
2026-05-06 | 会员 | 下单补差 |  | 欠 5,250.00 暂存 0.00 | 正常 待缴 2026 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）
2026-05-07 | 财务 | 确认到账 | +5,250.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）；待开票 5,250.00（2026-05-20 前）
2027-01-05 | 财务 | 生成 2027 年度应缴 |  | 欠 10,000.00 暂存 0.00 | 未缴 待缴 2027 缴至 2026-12-31，有效期至 2027-12-31 | 待开票 2,250.00（2025-09-04 前）；待开票 3,000.00（2026-02-24 前）；待开票 5,250.00（2026-05-20 前）
`)
  expect((await ledger(world, unit.ctx)).join('\n')).toBe(`2025 | ordinary | 1000 | settled | paid | -
2025 | ordinary | 1250 | settled | paid | [2025-01-01,2026-01-01)
2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)
2026 | director | 5250 | settled | paid | -
2027 | director | 10000 | open | - | -`)
})

it('STAFF-06 half a year, a level that counts from the next year on; who is exempt pays nothing, until the rule goes', async () => {
  await rules({
    partYear: 'half-from-july',
    levelChange: 'next-year',
    exempt: [{ when: { field: 'nature', is: 'university' }, reason: '高等院校免交会费' }],
  })
  const unit = await someUnit(world, { name: '示例半年有限公司', joinedOn: '2025-07-01' })
  const school = await someUnit(world, { name: '示例大学', joinedOn: '2025-07-01' })
  await inTx(clerk, (tx) =>
    tx
      .updateTable('members')
      .set({ profile: JSON.stringify({ nature: 'university' }) })
      .where('id', '=', school.memberId)
      .execute(),
  )
  const { order, confirm } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId, school.memberId])
  await story.on('2025-07-02', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
  const half = await story.on('2025-07-10', '会员', '下单', () => order(unit, [2025]))
  await story.on('2025-07-11', '财务', '确认到账', () => confirm(half, 1500_00, '2025-07-11'))
  await story.on('2026-01-05', '财务', '生成 2026 年度应缴', () => chargeYear(clerk, 2026))
  await story.on('2026-03-16', '秘书处', '当选理事', () => elect(unit, '2026-03-16'))
  const same = await story.on('2026-04-01', '会员', '下单，仍按普通', () => order(unit, [2026]))
  await story.on('2026-04-02', '财务', '确认到账', () => confirm(same, 3000_00, '2026-04-02'))
  await rules({ exempt: [{ when: { field: 'nature', is: 'none-such' }, reason: '—' }] })
  await story.on('2027-01-05', '财务', '生成 2027 年度应缴', () => chargeYear(clerk, 2027))
  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2025-07-02 | 财务 | 生成 2025 年度应缴 |  | 欠 1,500.00 暂存 0.00 | 欠费 2025，有效期至 2025-12-31；正常 缴至 2025-12-31，有效期至 2025-12-31 | —
2025-07-10 | 会员 | 下单 |  | 欠 1,500.00 暂存 0.00 | 欠费 2025，有效期至 2025-12-31；正常 缴至 2025-12-31，有效期至 2025-12-31 | —
2025-07-11 | 财务 | 确认到账 | +1,500.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2025-12-31，有效期至 2025-12-31 ×2 | 待开票 1,500.00（2025-07-25 前）
2026-01-05 | 财务 | 生成 2026 年度应缴 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31；正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 1,500.00（2025-07-25 前）
2026-03-16 | 秘书处 | 当选理事 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31；正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 1,500.00（2025-07-25 前）
2026-04-01 | 会员 | 下单，仍按普通 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2026 缴至 2025-12-31，有效期至 2026-12-31；正常 缴至 2026-12-31，有效期至 2026-12-31 | 待开票 1,500.00（2025-07-25 前）
2026-04-02 | 财务 | 确认到账 | +3,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 2026-12-31，有效期至 2026-12-31 ×2 | 待开票 1,500.00（2025-07-25 前）；待开票 3,000.00（2026-04-17 前）
2027-01-05 | 财务 | 生成 2027 年度应缴 |  | 欠 13,000.00 暂存 0.00 | 未缴 待缴 2027 缴至 2026-12-31，有效期至 2027-12-31 ×2 | 待开票 1,500.00（2025-07-25 前）；待开票 3,000.00（2026-04-17 前）
`)
  expect(
    [...(await ledger(world, unit.ctx)), ...(await ledger(world, school.ctx))].join('\n'),
  ).toBe(`2025 | ordinary | 1500 | settled | paid | [2025-01-01,2026-01-01)
2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)
2027 | director | 10000 | open | - | -
2025 | ordinary | 0 | waived | - | [2025-01-01,2026-01-01)
2026 | ordinary | 0 | waived | - | [2026-01-01,2027-01-01)
2027 | ordinary | 3000 | open | - | -`)
})

it('STAFF-06 life is paid once: the year that was asked goes, arrears stay, nothing is asked again', async () => {
  const unit = await someUnit(world, { name: '示例终身有限公司', joinedOn: '2025-01-10' })
  const { order, confirm } = moneyActs(clerk)
  const story = await beginStory(world, clerk, [unit.memberId])
  await story.on('2025-01-13', '财务', '生成 2025 年度应缴', () => chargeYear(clerk, 2025))
  await story.on('2026-01-05', '财务', '生成 2026 年度应缴', () => chargeYear(clerk, 2026))
  await story.on('2026-01-06', '财务', '改为终身会费', () => chargeLife(clerk, unit.memberId))
  const both = await story.on('2026-01-07', '会员', '下单终身和欠费', () => order(unit, [2025, 2026]))
  await story.on('2026-01-08', '财务', '确认到账', () => confirm(both, 23000_00, '2026-01-08'))
  await story.on('2027-01-05', '财务', '生成 2027 年度应缴', () => chargeYear(clerk, 2027))
  expect(await story.told()).toBe(`
日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据
2025-01-13 | 财务 | 生成 2025 年度应缴 |  | 欠 3,000.00 暂存 0.00 | 未缴 待缴 2025，有效期至 2025-12-31 | —
2026-01-05 | 财务 | 生成 2026 年度应缴 |  | 欠 6,000.00 暂存 0.00 | 欠费 2025 待缴 2026，证书失效 | —
2026-01-06 | 财务 | 改为终身会费 |  | 欠 23,000.00 暂存 0.00 | 欠费 2025 待缴 2026，证书失效 | —
2026-01-07 | 会员 | 下单终身和欠费 |  | 欠 23,000.00 暂存 0.00 | 欠费 2025 待缴 2026，证书失效 | —
2026-01-08 | 财务 | 确认到账 | +23,000.00 | 欠 0.00 暂存 0.00 | 正常 缴至 终身，有效期至 — | 待开票 23,000.00（2026-01-22 前）
2027-01-05 | 财务 | 生成 2027 年度应缴 |  | 欠 0.00 暂存 0.00 | 正常 缴至 终身，有效期至 — | 待开票 23,000.00（2026-01-22 前）
`)
  expect((await ledger(world, unit.ctx)).join('\n')).toBe(`2025 | ordinary | 3000 | settled | paid | [2025-01-01,2026-01-01)
2026 | ordinary | 3000 | cancelled | - | -
2026 | ordinary | 20000 | settled | paid | [2026-01-01,9999-12-31)`)
})
