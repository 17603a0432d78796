import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder } from '../dues/index.ts'
import { uploadVoucher } from '../dues/orders/vouchers.ts'
import { expectInvariants, payerOf, slipPhoto, someUnit } from '../dues/testing.ts'
import { leave } from '../members/index.ts'
import { readAlerts } from '../notifications/console.ts'
import { pauseMember, resumeMember, sendAgain } from './acts.ts'
import { readLadder } from './ladder-page.ts'
import { listReminders, remindersAhead } from './list.ts'
import { myReminder, sawReminder } from './portal.ts'
import { remindDaily, runNow } from './run.ts'
import { remindersSent, results } from './testing.ts'

let world: World
let staff: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  staff = await world.contexts.staff()
}, 60_000)
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

const at = (moment: string) => world.clock.set(`${moment}:00+08:00`)
/** The clock's work of a moment: the chore, and what the queue makes of it. */
async function run(moment: string): Promise<void> {
  at(moment)
  await remindDaily(world.contexts.system())
  await world.drain()
}
type Unit = Awaited<ReturnType<typeof someUnit>>
async function pay(unit: Unit, year: number): Promise<void> {
  const id = await openOrder(unit.ctx, { years: [year], payer: payerOf(unit), method: 'transfer' })
  const { amount_fen } = await inTx(unit.ctx, (tx) =>
    tx.selectFrom('orders').select('amount_fen').where('id', '=', id).executeTakeFirstOrThrow(),
  )
  await confirmPayment(staff, id, { receivedOn: world.clock.today(), amountFen: amount_fen, note: '' })
}

describe('the ladder of 缴费提醒 through a year', () => {
  let owing: Unit
  let payer: Unit
  let leaver: Unit
  let vouching: Unit
  let paused: Unit
  let silent: Unit

  beforeAll(async () => {
    at('2026-01-10T10:00')
    owing = await someUnit(world, { name: '示例欠费工程有限公司' })
    payer = await someUnit(world, { name: '示例已缴工程有限公司' })
    leaver = await someUnit(world, { name: '示例退会工程有限公司' })
    vouching = await someUnit(world, { name: '示例凭证工程有限公司' })
    paused = await someUnit(world, { name: '示例延期工程有限公司' })
    silent = await someUnit(world, { name: '示例失联工程有限公司' })
    await inTx(world.contexts.system(), (tx) =>
      tx.updateTable('contacts').set({ mobile: '', email: '' }).where('member_id', '=', silent.memberId).execute(),
    )
    await chargeYear(staff, 2026)
    await run('2026-03-31T10:00')
  })

  it('nobody is reminded before a step’s day, and who will be stands in the preview', async () => {
    expect(await remindersSent(world)).toEqual([])
    const ahead = await remindersAhead(staff, 120)
    expect(ahead.rows.map((row) => [row.day, row.stepLabel, row.members])).toEqual([
      ['2026-04-01', '到期前 90 天', 6],
      ['2026-05-31', '到期前 30 天', 6],
      ['2026-06-30', '到期当天', 6],
    ])
  })

  it('on its day each member gets one, by the step’s ways, worded 缴费提醒; run again, nobody gets a second', async () => {
    await run('2026-04-01T09:00')
    await run('2026-04-01T09:05')
    await runNow(staff)
    await world.drain()
    expect(await results(world, owing.memberId)).toEqual(['2026 three-months told portal=sent mail=sent'])
    expect(await results(world, silent.memberId)).toEqual(['2026 three-months unreached portal=sent mail=no-email'])
    const sent = await remindersSent(world)
    expect(sent).toHaveLength(5)
    expect(sent[0]).toMatch(/^email li@example\.org 示例.+：\n2026 年度会费共 10,000\.00 元，请于 2026-06-30 前缴纳。/)
    expect(await readLadder(staff)).toMatchObject({ toCall: 1, missedDays: 0, lastRun: { day: '2026-04-01', given: 6 } })
  })

  it('who paid, left, uploaded a voucher or is paused is skipped, each with the reason', async () => {
    await run('2026-05-30T09:00')
    await pay(payer, 2026)
    await leave(staff, { memberId: leaver.memberId, leftOn: '2026-05-30', reason: '自愿退会' })
    const order = await openOrder(vouching.ctx, { years: [2026], payer: payerOf(vouching), method: 'transfer' })
    await uploadVoucher(vouching.ctx, order, await slipPhoto(), { paidOn: '2026-05-30' })
    await pauseMember(staff, paused.memberId, { reason: '来函约定 8 月底前付清', until: '2026-08-31' })
    await run('2026-05-31T10:00')
    const last = async (unit: Unit) => (await results(world, unit.memberId)).at(-1)
    expect(await last(owing)).toBe('2026 one-month told sms=sent portal=sent mail=sent')
    expect(await last(payer)).toBe('2026 one-month skipped paid')
    expect(await last(leaver)).toBe('2026 one-month skipped left')
    expect(await last(vouching)).toBe('2026 one-month skipped vouched')
    expect(await last(paused)).toBe('2026 one-month skipped paused')
    expect(await last(silent)).toBe('2026 one-month unreached sms=no-mobile portal=sent mail=no-email')
    expect(
      (await remindersSent(world))
        .slice(5)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(['email', 'sms'])
  })

  it('missed for a month, staff are told, and only the latest step is sent', async () => {
    const before = (await remindersSent(world)).length
    await run('2026-06-01T10:00')
    // Late by two steps: the due day and the sixtieth after it.
    await run('2026-08-31T08:59')
    expect(await remindersSent(world)).toHaveLength(before)
    expect(await readLadder(staff)).toMatchObject({ missedDays: 90 })
    await run('2026-08-31T09:00')
    expect((await results(world, owing.memberId)).slice(-2)).toEqual([
      '2026 due-day skipped superseded',
      '2026 late-60 told sms=sent portal=sent mail=sent',
    ])
    expect((await remindersSent(world)).slice(before).some((line) => line.includes('应于 2026-06-30 前缴纳，尚未到账'))).toBe(true)
    expect((await readAlerts(staff, { seen: false })).rows.map((row) => row.title)).toEqual([
      '缴费提醒有 90 天没有运行',
      '缴费提醒有 58 天没有运行',
    ])
    expect(await readLadder(staff)).toMatchObject({ missedDays: 0, lastRun: { missed: 90 } })
  })

  it('the member sees it in the portal, and that is known; a failed one is found by who has to call', async () => {
    const { newest } = await myReminder(silent.ctx)
    expect(newest).toMatchObject({ years: [2026], amountFen: 1_000_000, late: true, dueOn: '2026-06-30' })
    expect((await listReminders(staff, { call: true })).rows.map((row) => row.memberName)).toContain('示例失联工程有限公司')
    await sawReminder(silent.ctx, newest?.id ?? '')
    expect((await results(world, silent.memberId)).at(-1)).toBe('2026 late-60 told sms=no-mobile portal=sent mail=no-email')
    expect((await myReminder(payer.ctx)).newest).toBeNull()
  })

  it('staff send one again, not twice a day, and never to who paid or is paused', async () => {
    const row = async (name: string) => (await listReminders(staff, { q: name })).rows[0]
    expect((await row('示例欠费'))?.can.send).toBe('今天已经提醒过')
    expect((await row('示例延期'))?.can.send).toBe('这位会员的提醒已暂停')
    expect((await row('示例已缴'))?.can.send).toBe('这笔会费已不再应缴')
    at('2026-09-01T10:00')
    await resumeMember(staff, paused.memberId)
    const before = (await remindersSent(world)).length
    const again = await row('示例延期')
    await sendAgain(staff, again?.id ?? '')
    await world.drain()
    expect((await remindersSent(world)).length - before).toBe(2)
    expect(await row('示例延期')).toMatchObject({ state: 'told', by: '工作人员甲' })
    await expect(sendAgain(staff, again?.id ?? '')).rejects.toThrow('今天已经提醒过')
    const reader = await world.contexts.staff(['dues.read'])
    await expect(sendAgain(reader, again?.id ?? '')).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('an SMS waits for its hours, and is not sent when the money came in the meantime', async () => {
    const late = await someUnit(world, { name: '示例夜间工程有限公司' })
    await chargeYear(staff, 2026)
    // Charged after its day to pay: the ladder counts from the day of charging.
    await run('2026-09-01T20:00')
    await runNow(staff)
    await world.drain()
    expect(await results(world, late.memberId)).toEqual([
      '2026 three-months skipped charged-later',
      '2026 one-month skipped charged-later',
      '2026 due-day told sms=waiting portal=sent mail=sent',
    ])
    await pay(late, 2026)
    await run('2026-09-02T09:00')
    expect((await results(world, late.memberId)).at(-1)).toBe('2026 due-day told sms=paid portal=sent mail=sent')
  })

  it('an SMS that waits for its hours is not sent to who was paused, or left, meanwhile', async () => {
    at('2026-09-02T10:00')
    const [stopped, gone] = [
      await someUnit(world, { name: '示例夜停工程有限公司' }),
      await someUnit(world, { name: '示例夜离工程有限公司' }),
    ]
    await chargeYear(staff, 2026)
    await run('2026-09-02T20:00')
    await runNow(staff)
    await world.drain()
    for (const unit of [stopped, gone])
      expect((await results(world, unit.memberId)).at(-1)).toBe('2026 due-day told sms=waiting portal=sent mail=sent')
    await pauseMember(staff, stopped.memberId, { reason: '来函说明', until: null })
    await leave(staff, { memberId: gone.memberId, leftOn: '2026-09-02', reason: '自愿退会' })
    const before = (await remindersSent(world)).length
    await run('2026-09-03T09:00')
    expect((await results(world, stopped.memberId)).at(-1)).toBe('2026 due-day told sms=paused portal=sent mail=sent')
    expect((await results(world, gone.memberId)).at(-1)).toBe('2026 due-day told sms=left portal=sent mail=sent')
    expect((await remindersSent(world)).slice(before).filter((line) => /示例夜[停离]/.test(line))).toEqual([])
  })

  it('three servers at once are one run; what is still to come is not lost to a day’s repetition', async () => {
    at('2026-11-27T09:00')
    await Promise.all([1, 2, 3].map(() => remindDaily(world.contexts.system())))
    await world.drain()
    const lines = await results(world, owing.memberId)
    expect(lines.filter((line) => line.includes('late-150'))).toEqual(['2026 late-150 told sms=sent portal=sent mail=sent'])
    const mine = (await remindersSent(world)).filter((line) => line.includes('示例欠费') && line.includes('年底仍未缴纳'))
    expect(mine.map((line) => line.split(' ')[0]).sort()).toEqual(['email', 'sms'])
  })
})
