import { createHash } from 'node:crypto'
import type pg from 'pg'
import { seedId } from './ids.ts'
import { type Association, insertRows } from './seed.ts'
import { benchUnit } from './units.ts'

/** An application as the demo's verbs made it, with all that hangs on it: the pattern for thousands. */
export interface Pattern {
  association: Association
  tables: Record<string, Record<string, unknown>[]>
  /** Every id of its own rows, in a fixed order. */
  ids: string[]
  name: string
  creditCode: string
  mobile: string
  numbers: string[]
}

/** What stands for one application in every text about it: its own ids, names and numbers. */
export interface Identity {
  matterId: string
  accountId: string
  /** Strings of the pattern → this one's. */
  words: Map<string, string>
}

const hanging = `select m.id from matters m where m.association_id = $1 and m.id = $2`
const queries: Record<string, string> = {
  accounts: 'select * from accounts where association_id = $1 and id = (select account_id from matters where id = $2)',
  account_identifiers:
    'select * from account_identifiers where association_id = $1 and account_id = (select account_id from matters where id = $2)',
  members: 'select * from members where association_id = $1 and id = (select member_id from matters where id = $2)',
  account_members:
    'select * from account_members where association_id = $1 and account_id = (select account_id from matters where id = $2)',
  files: `select * from files where association_id = $1 and (id in (select file_id from matter_documents where matter_id in (${hanging}))
    or id in (select v.file_id from vouchers v join orders o on (o.association_id, o.id) = (v.association_id, v.order_id) where o.matter_id in (${hanging})))`,
  matters: 'select * from matters where association_id = $1 and id = $2',
  matter_events: 'select * from matter_events where association_id = $1 and matter_id = $2',
  matter_documents: 'select * from matter_documents where association_id = $1 and matter_id = $2',
  charges: 'select * from charges where association_id = $1 and member_id = (select member_id from matters where id = $2)',
  orders: 'select * from orders where association_id = $1 and matter_id = $2',
  order_charges: 'select * from order_charges where association_id = $1 and order_id in (select id from orders where matter_id = $2)',
  vouchers: 'select * from vouchers where association_id = $1 and order_id in (select id from orders where matter_id = $2)',
  payments: `select * from payments where association_id = $1 and id in (select a.payment_id from allocations a join orders o
    on (o.association_id, o.id) = (a.association_id, a.order_id) where o.matter_id = $2)`,
  allocations: 'select * from allocations where association_id = $1 and order_id in (select id from orders where matter_id = $2)',
}

/** Reads the pattern: a submitted admission whose payment is confirmed. */
export async function readPattern(client: pg.Client, association: Association): Promise<Pattern> {
  const { rows } = await client.query<{
    id: string
    member_id: string
    account_id: string
    subject_name: string
    subject_code: string
    number: string
  }>(
    `select m.* from matters m where m.association_id = $1 and m.state = 'submitted' and exists (select 1 from orders o where o.matter_id = m.id and o.state = 'paid') order by m.id limit 1`,
    [association.id],
  )
  const [matter] = rows
  if (!matter) throw new Error('the demo has no application whose payment is confirmed')
  const tables: Pattern['tables'] = {}
  for (const [table, query] of Object.entries(queries)) {
    const found = await client.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from (${query}) t`, [
      association.id,
      matter.id,
    ])
    tables[table] = found.rows.map(({ row }) => row)
  }
  const ids = Object.values(tables).flatMap((list) => list.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])))
  const mobile = tables.account_identifiers?.find(({ kind }) => kind === 'mobile')?.value
  const own = [...(tables.account_identifiers ?? [])].map(({ value }) => value).filter((value) => value !== mobile)
  const words = [...(tables.matters ?? []), ...(tables.orders ?? [])]
    .flatMap(({ number, transfer_code }) => [number, transfer_code])
    .concat(own)
    .filter((word) => typeof word === 'string')
  return {
    association,
    tables,
    ids: [...new Set([matter.id, matter.account_id, ...ids])],
    name: matter.subject_name,
    creditCode: matter.subject_code,
    mobile: String(mobile),
    numbers: words,
  }
}

// Applicants come after all members, so that no name or code is used twice.
const firstApplicant = 500_000

export function identityOf(pattern: Pattern, index: number): Identity {
  const unit = benchUnit(firstApplicant + index)
  const words = new Map<string, string>([
    ...pattern.ids.map((id, at): [string, string] => [id, seedId(200 + at, index)]),
    ...pattern.numbers.map((word, at): [string, string] => [word, `${String.fromCharCode(66 + at)}${String(index).padStart(7, '0')}`]),
    [pattern.name, unit.name],
    [pattern.creditCode, unit.creditCode],
    [pattern.mobile, `1380${2_000_000 + index}`],
  ])
  return { matterId: words.get(pattern.ids[0] ?? '') ?? '', accountId: words.get(pattern.ids[1] ?? '') ?? '', words }
}

/** The pattern's words replaced by another's, in any text. */
export function rewrite(text: string, words: Map<string, string>): string {
  let out = text
  for (const [from, to] of words) out = out.replaceAll(from, to)
  return out
}

/** Another `count` applications from `from` on. `draft` ones are still being filled in, `done` ones are rejected: nothing follows from them. */
export async function cloneMatters(
  client: pg.Client,
  pattern: Pattern,
  from: number,
  count: number,
  state: 'submitted' | 'draft' | 'done',
): Promise<Identity[]> {
  const identities = Array.from({ length: count }, (_, at) => identityOf(pattern, from + at))
  for (let start = 0; start < count; start += 250) {
    const some = identities.slice(start, start + 250)
    await client.query('begin')
    for (const [table, rows] of Object.entries(pattern.tables)) {
      if (state === 'draft' && ['orders', 'order_charges', 'vouchers', 'payments', 'allocations', 'charges'].includes(table)) continue
      const text = JSON.stringify(rows.map((row) => (table === 'matters' ? { ...row, ...changesFor(state) } : row)))
      await insertRows(
        client,
        table,
        some.flatMap(({ words }) => JSON.parse(rewrite(text, words)) as Record<string, unknown>[]),
      )
    }
    await insertRows(
      client,
      'sessions',
      some.map(({ accountId }) => sessionRow(pattern.association.id, accountId)),
    )
    await client.query('commit')
  }
  return identities
}

function changesFor(state: 'submitted' | 'draft' | 'done'): Record<string, unknown> {
  if (state === 'draft') return { state: 'draft', stage: 'unit', submitted_at: null, waiting_since: null, due_on: null }
  if (state === 'done') return { state: 'rejected', decided_at: '2026-05-01T10:00:00+08:00', waiting_since: null, due_on: null }
  return {}
}

/** The session of an account of the seed: its token can be told from the account. */
export const tokenOf = (accountId: string) => `bench-${accountId}`

export const sessionRow = (association_id: string, account_id: string) => ({
  association_id,
  token_hash: createHash('sha256').update(tokenOf(account_id)).digest('base64url'),
  account_id,
  created_at: new Date().toISOString(),
  seen_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  idle_seconds: 86_400,
})
