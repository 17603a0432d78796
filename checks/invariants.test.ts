import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chargeYear, confirmPayment, openOrder } from '../server/modules/dues/index.ts'
import { payerOf, someUnit } from '../server/modules/dues/testing.ts'
import { testWorld, type World } from '../server/testing/world.ts'
import { runInvariants } from './invariant.ts'
import { allInvariants } from './invariants/index.ts'

/** Each invariant is seen broken before it is believed: what an unlucky hand might do in the database, and what then is told. */
const mishaps: [name: string, mishap: string][] = [
  ['members.admitted-has-a-membership', 'update members set admitted_at = null, number = null'],
  ['members.merged-is-empty', 'update members set merged_into = id'],
  ['members.level-while-member', 'delete from level_spans'],
  ['dues.order-is-its-charges', 'update charges set amount_fen = 1'],
  ['dues.paid-is-the-amount', 'delete from allocations'],
  [
    'dues.paid-once',
    `insert into orders select (jsonb_populate_record(o, jsonb_build_object('id', '00000000-0000-7000-8000-000000000001', 'number', 'X', 'transfer_code', 'X'))).* from orders o;
      drop index order_charges_live; insert into order_charges select association_id, '00000000-0000-7000-8000-000000000001', charge_id from order_charges`,
  ],
  ['dues.paid-order-is-settled', "update charges set state = 'open'"],
  ['dues.span-has-its-charge', "update dues_spans set period = '[2025-01-01,2026-01-01)'"],
  ['dues.settled-charge-has-its-span', 'delete from dues_spans'],
  ['dues.charged-by-its-standard', "update dues_standards set years = '[2027,)'"],
  ['dues.money-adds-up', 'update payments set amount_fen = 1'],
  [
    'dues.taken-back-once',
    'insert into allocations select association_id, gen_random_uuid(), payment_id, order_id, -1, reason, id from allocations',
  ],
  ['dues.reduced-by-two', 'update charges set reduced_fen = 1'],
  [
    'dues.repriced-in-turn',
    `insert into charge_repricings (association_id, id, charge_id, from_level, to_level, from_fen, to_fen, from_standard_id, to_standard_id, from_reason, to_reason)
      select association_id, id, id, level, level, 1, amount_fen + 1, standard_id, standard_id, '', '' from charges`,
  ],
  [
    'dues.refund-within-payment',
    `insert into refunds (association_id, id, payment_id, amount_fen, reason, state, asked_by, decided_by, decided_at)
      select association_id, id, id, amount_fen + 1, 'x', 'approved', confirmed_by, id, now() from payments`,
  ],
  [
    'dues.life-is-all',
    "insert into charges select (jsonb_populate_record(c, jsonb_build_object($$id$$, gen_random_uuid(), $$kind$$, $$life$$, $$year$$, 2025))).* from charges c; update charges set state = 'open'",
  ],
  ['dues.service-is-no-dues', "update orders set service = 'training'"],
  ['dues.closed-month-stands', "insert into closed_months select association_id, '2026-11-01', 0, 0, 0, 0, 0, confirmed_by from payments"],
  ['receipts.of-every-paid-order', 'delete from receipts'],
  ['receipts.no-more-than-was-paid', 'update receipts set amount_fen = 1'],
  ['receipts.after-the-money', "update orders set state = 'open', paid_at = null, received_fen = 0"],
  ['receipts.service-by-invoice', "update orders set service = 'training'"],
  ['receipts.document-once', "update receipts set number = '0000012345'"],
  [
    'receipts.replaced-has-ended',
    'insert into receipts select (jsonb_populate_record(r, jsonb_build_object($$id$$, gen_random_uuid(), $$replaces$$, r.id, $$part$$, r.member_id))).* from receipts r',
  ],
  [
    'bank.line-is-its-money',
    `insert into files (association_id, id, key, name, media_type, bytes, sha256) select association_id, id, 'k', 'x.csv', 'text/csv', 1, 'x' from payments;
      insert into bank_statements (association_id, id, file_id, file_name, format, uploaded_by, uploaded_at) select association_id, id, id, 'x.csv', '', confirmed_by, now() from payments;
      insert into bank_lines (association_id, id, statement_id, row_no, key, day, amount_fen, state, payment_id, decided_at)
        select association_id, id, id, 2, 'k', received_on, 1, 'booked', id, now() from payments`,
  ],
  [
    'bank.nothing-half-done',
    `insert into bank_lines (association_id, id, statement_id, row_no, key, day, amount_fen, state, decided_at)
      select association_id, id, id, 2, 'k', received_on, 1, 'confirming', now() from payments`,
  ],
  [
    'online.paid-is-booked',
    `insert into online_payments (association_id, id, order_id, method, way, out_trade_no, amount_fen, state, link, opened_by, expires_at, trade_no, paid_fen, paid_at, payment_id)
      select association_id, id, id, 'alipay', 'page', 'X', 1, 'paid', '', confirmed_by, now(), 'X', 1, now(), id from payments`,
  ],
  ['online.booked-once', "update payments set source = 'online'"],
  [
    'online.refunded-as-sent',
    `insert into refunds (association_id, id, payment_id, amount_fen, reason, state, asked_by, decided_at, paid_on, sending)
      select association_id, id, id, 1, 'x', 'done', confirmed_by, now(), current_date, 'sent' from payments`,
  ],
  [
    'reminders.one-result',
    "insert into reminders (association_id, id, member_id, charge_id, step, due_on, day) select association_id, id, id, id, 'x', '2026-06-30', '2026-06-01' from charges",
  ],
  [
    'reminders.told-by-something',
    "insert into reminder_notices (association_id, id, member_id, step, due_on, state) select association_id, id, member_id, 'x', '2026-06-30', 'told' from charges",
  ],
  [
    'reminders.once-by-a-way',
    "insert into reminder_ways (association_id, notice_id, way, state) select association_id, id, 'sms', 'sent' from charges",
  ],
  [
    'reminders.letter-as-entered',
    "insert into reminder_ways (association_id, notice_id, way, state, at) select association_id, id, 'letter', 'sent', now() from charges",
  ],
  [
    'reminders.acts-after-notice',
    `insert into arrears_cases (association_id, id, member_id, rule, name, basis, act, years, since, found_on, state, notice_id, notice_through, acted_on, acted_at, acted_by)
      select association_id, id, member_id, 'x', 'x', 'x', 'lapse', '{2026}', '2026-06-30', '2026-11-01', 'acted', id, '2026-11-20', '2026-11-21', now(), id from charges`,
  ],
  [
    'reminders.limited-by-decision',
    "insert into member_limits (association_id, id, member_id, limits, why, set_at) select association_id, id, member_id, '{directory}', 'x', now() from charges",
  ],
]

let world: World
let client: pg.Client

beforeAll(async () => {
  world = await testWorld()
  const finance = await world.contexts.staff()
  const unit = await someUnit(world)
  await chargeYear(finance, 2026)
  const id = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
  await confirmPayment(finance, id, { amountFen: 300000, receivedOn: '2026-11-21', note: '' })
  await world.drain()
  client = new pg.Client({ connectionString: world.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await world.close()
})

describe('the checks', () => {
  it('find nothing where all is well', async () => {
    expect(await runInvariants(client, allInvariants)).toEqual([])
  })

  it('know a mishap for each of them', () => {
    expect(mishaps.map(([name]) => name).sort()).toEqual(allInvariants.map((one) => one.name).sort())
  })

  it.each(mishaps)('%s is told when it is broken', async (name, mishap) => {
    const invariant = allInvariants.filter((one) => one.name === name)
    // The mishap and the look at it are one transaction, which is taken back.
    await client.query('begin')
    await client.query("set local session_replication_role = 'replica'")
    await client.query(mishap)
    try {
      const { rows } = await client.query(invariant[0]?.sql ?? '')
      expect(rows.length).toBeGreaterThan(0)
    } finally {
      await client.query('rollback')
    }
  })

  it('read only: a check that writes is stopped by the database', async () => {
    const writing = { name: 'x', holds: 'x', sql: "select enqueue('event', '{}'::json)" }
    await expect(runInvariants(client, [writing])).rejects.toThrow(/read-only transaction/)
    expect(await runInvariants(client, allInvariants)).toEqual([])
  })
})
