import type pg from 'pg'
import { sessionRow, tokenOf } from './clone.ts'
import { seedId } from './ids.ts'
import type { Shot } from './load.ts'
import type { Scenario } from './scenarios.ts'
import { type Association, insertRows } from './seed.ts'

interface Payer {
  memberId: string
  name: string
  creditCode: string
  year: number
  token: string
}

const accountKind = 60

/** Members of the seed that owe a year and have not ordered it, each with an account that is signed in. */
async function payersOf(client: pg.Client, { id }: Association, count: number): Promise<Payer[]> {
  const { rows } = await client.query<{ memberId: string; name: string; creditCode: string; year: number }>(
    `select m.id as "memberId", m.name, m.credit_code as "creditCode", c.year from members m
       join charges c on (c.association_id, c.member_id) = (m.association_id, m.id)
     where m.association_id = $1 and c.state = 'open' and m.id::text like '%-7001-8000-%'
       and not exists (select from order_charges x where (x.association_id, x.charge_id) = (c.association_id, c.id))
     order by m.id limit $2`,
    [id, count],
  )
  if (rows.length < count) throw new Error(`only ${rows.length} members of the seed owe a year`)
  const payers = rows.map((row) => {
    const accountId = seedId(accountKind, Number.parseInt(row.memberId.slice(-12), 16))
    return { ...row, accountId, token: tokenOf(accountId) }
  })
  const known = await client.query<{ id: string }>('select id from accounts where association_id = $1 and id = any($2)', [
    id,
    payers.map(({ accountId }) => accountId),
  ])
  const there = new Set(known.rows.map((row) => row.id))
  const fresh = payers.filter(({ accountId }) => !there.has(accountId))
  const owned = fresh.map(({ accountId, memberId }) => ({ association_id: id, account_id: accountId, member_id: memberId }))
  await insertRows(
    client,
    'accounts',
    fresh.map(({ accountId }) => ({ association_id: id, id: accountId, name: '示例经办' })),
  )
  await insertRows(client, 'account_members', owned)
  await insertRows(
    client,
    'sessions',
    fresh.map(({ accountId }) => sessionRow(id, accountId)),
  )
  return payers
}

/** A member on the way to its payment: the pages before the order, and the order itself. CACEM-15, 16 */
export async function paying(ground: { client: pg.Client; rounds: number; writes: number }, association: Association): Promise<Scenario[]> {
  const { client, rounds, writes } = ground
  const readers = 40
  const payers = await payersOf(client, association, readers + rounds * writes)
  const shot = ({ token }: Payer, method: Shot['method'], path: string, body?: unknown): Shot => ({
    method,
    path: `/${association.slug}/api/portal${path}`,
    headers: { cookie: `huiji=${token}` },
    ...(body !== undefined && { body }),
  })
  const pages = payers
    .slice(0, readers)
    .flatMap((one) => [shot(one, 'GET', '/dues'), shot(one, 'GET', `/dues/quote?years=${one.year}`), shot(one, 'GET', '/orders')])
  const order = (one: Payer) =>
    shot(one, 'POST', '/orders', {
      years: [one.year],
      method: 'transfer',
      payer: { unit: one.name, creditCode: one.creditCode, person: '示例经办', mobile: '13800000000', email: 'u@example.org', remark: '' },
    })
  return [
    { name: 'pay-pages', connections: 8, once: false, shots: () => pages, floor: { kind: 'replay', shots: pages } },
    {
      name: 'pay-order',
      connections: 8,
      once: true,
      shots: (round) => payers.slice(readers + round * writes, readers + (round + 1) * writes).map(order),
      floor: { kind: 'empty' },
    },
  ]
}
