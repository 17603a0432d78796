import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { expect } from 'vitest'
import { describeBroken, runInvariants } from '../../checks/invariant.ts'
import { allInvariants } from '../../checks/invariants/index.ts'
import type { Life } from './life.ts'

/** Everything the server said yes to is in the database. */
export async function expectAllThere(db: pg.Pool, lives: Life[]): Promise<void> {
  for (const { unit, acknowledged: said } of lives) {
    if (said.mobile) {
      const { rows } = await db.query(
        'select m.name, m.credit_code from account_identifiers i join account_members a using (association_id, account_id) join members m on (m.association_id, m.id) = (a.association_id, a.member_id) where i.value = $1',
        [said.mobile],
      )
      expect([unit.name, rows]).toEqual([unit.name, [{ name: unit.name, credit_code: unit.creditCode }]])
    }
    if (!said.matterId) continue
    const matter = (
      await db.query<{ data: Record<string, unknown>; state: string; member_id: string }>(
        'select data, state, member_id from matters where id = $1',
        [said.matterId],
      )
    ).rows[0]
    expect([unit.name, matter?.data]).toEqual([unit.name, expect.objectContaining(said.saved)])
    if (said.submitted) expect(['submitted', 'approved']).toContain(matter?.state)
    if (said.admitted) expect([unit.name, matter?.state]).toEqual([unit.name, 'approved'])
    const files = await db.query<{ file_id: string }>('select file_id from matter_documents where matter_id = $1', [said.matterId])
    expect(files.rows.map((row) => row.file_id)).toEqual(expect.arrayContaining([...said.fileIds]))
    if (said.vouched) expect((await db.query('select 1 from vouchers where order_id = $1', [said.orderId])).rowCount).toBeGreaterThan(0)
    if (said.confirmed) expect((await db.query('select 1 from allocations where order_id = $1', [said.orderId])).rowCount).toBe(1)
  }
}

/** Nothing is there twice, no number was skipped, and what always holds, holds. */
export async function expectSound(db: pg.Pool): Promise<void> {
  const twice = await db.query(`
    select 'member' as what, credit_code as which from members where admitted_at is not null and credit_code is not null group by association_id, credit_code having count(*) > 1
    union all select 'matter', member_id::text from matters where kind = 'admission' and state <> 'withdrawn' group by association_id, member_id having count(*) > 1
    union all select 'charge', member_id::text from charges where state <> 'cancelled' and kind <> 'service' group by association_id, member_id, year having count(*) > 1
    union all select 'order', matter_id::text from orders where matter_id is not null and state <> 'cancelled' group by association_id, matter_id having count(*) > 1
    union all select 'payment', order_id::text from allocations group by association_id, order_id having count(*) > 1
    union all select 'approval', matter_id::text from matter_events where what = 'approved' group by association_id, matter_id having count(*) > 1
    union all select 'receipt', order_id::text from receipts group by association_id, order_id having count(*) > 1
    union all select 'message', cause from messages group by association_id, cause having count(*) > 1`)
  expect(twice.rows).toEqual([])
  const gaps = await db.query(`
    with numbers as (
      select 'member' as series, number from members where number is not null
      union all select 'matter', number from matters union all select 'order', number from orders)
    select series, left(number, -5) as beginning, count(*)::int as given, max(right(number, 5)::int) as last
    from numbers group by 1, 2 having count(distinct number) <> max(right(number, 5)::int)`)
  expect(gaps.rows).toEqual([])
  const client = await db.connect()
  const broken = await runInvariants(client, allInvariants)
  client.release()
  expect(describeBroken(broken)).toBe('')
}

/** Jobs go on, also those a dead worker held: the queue becomes empty, and nothing in it was given up. */
export async function expectJobsDone(db: pg.Pool, lives: Life[]): Promise<void> {
  const until = Date.now() + 60_000
  let left = -1
  while (Date.now() < until && left !== 0) {
    left =
      (
        await db.query<{ jobs: number }>(
          "select count(*)::int as jobs from graphile_worker.jobs where task_identifier in ('event', 'react')",
        )
      ).rows[0]?.jobs ?? -1
    if (left !== 0) await pause(250)
  }
  expect(left).toBe(0)
  const told = await db.query<{ told: number }>(
    "select count(*)::int as told from messages where template = 'matter-approved' and channel = 'sms' and recipient = any($1)",
    [lives.map((life) => life.acknowledged.mobile)],
  )
  const receipts = await db.query<{ receipts: number }>('select count(*)::int as receipts from receipts where order_id = any($1)', [
    lives.map((life) => life.acknowledged.orderId),
  ])
  expect([told.rows[0]?.told, receipts.rows[0]?.receipts]).toEqual([lives.length, lives.length])
  const unsent = await db.query("select template, state, cause from messages where state not in ('sent', 'skipped')")
  expect(unsent.rows).toEqual([])
}
