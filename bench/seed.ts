import type pg from 'pg'
import { indexed } from '../server/modules/members/grams.ts'
import { seedId } from './ids.ts'
import { type BenchUnit, benchUnit } from './units.ts'

export interface Association {
  id: string
  slug: string
}

const kinds = { member: 1, contact: 2, membership: 3, level: 4, lastYear: 5, thisYear: 6, lastSpan: 7, thisSpan: 8, name: 9 }
const batch = 2000

/** Fills an association with members by SQL, as the verbs would have left them. `offset` keeps two associations' ids apart. */
export async function seedMembers(client: pg.Client, association: Association, count: number, offset = 0): Promise<void> {
  const there = await client.query('select 1 from members where association_id = $1 and id = $2', [
    association.id,
    seedId(kinds.member, offset + count - 1),
  ])
  if (there.rowCount) return
  const profile = (
    await client.query<{ profile: unknown; profile_form: string }>(
      'select profile, profile_form from members where association_id = $1 and admitted_at is not null limit 1',
      [association.id],
    )
  ).rows[0]
  const standards = (
    await client.query<{ id: string; level: string; amount_fen: string }>(
      'select id, level, amount_fen from dues_standards where association_id = $1',
      [association.id],
    )
  ).rows
  // Built at the end: an index that is kept up to date row by row takes many times as long.
  await client.query('drop index if exists member_grams_grams')
  for (let from = 0; from < count; from += batch) {
    const units = Array.from({ length: Math.min(batch, count - from) }, (_, at) => ({
      index: offset + from + at,
      ...benchUnit(offset + from + at),
    }))
    await client.query('begin')
    await insertMembers(client, association.id, units, profile)
    await insertDues(client, association.id, units, standards)
    await insertSearch(client, association.id, units)
    await client.query('commit')
  }
  await client.query('create index member_grams_grams on member_grams using gin (grams) with (fastupdate = off)')
}

type Numbered = BenchUnit & { index: number }

/** Inserts rows given as objects: columns that are not named take their defaults. */
export async function insertRows(client: pg.Client, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first).join(', ')
  await client.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ])
}

async function insertMembers(
  client: pg.Client,
  association_id: string,
  units: Numbered[],
  like: { profile: unknown; profile_form: string } | undefined,
) {
  await insertRows(
    client,
    'members',
    units.map((unit) => ({
      association_id,
      id: seedId(kinds.member, unit.index),
      kind: 'unit',
      name: unit.name,
      credit_code: unit.creditCode,
      number: numberOf(unit),
      admitted_at: `${unit.joinedOn}T10:00:00+08:00`,
      province: unit.province,
      city: unit.city,
      industry: unit.industry,
      profile: like?.profile ?? {},
      profile_form: like?.profile_form ?? '',
      revision: 2,
      created_at: `${unit.joinedOn}T09:00:00+08:00`,
      updated_at: `${unit.joinedOn}T10:00:00+08:00`,
    })),
  )
  const contacts = units.map((unit) => ({
    association_id,
    id: seedId(kinds.contact, unit.index),
    member_id: seedId(kinds.member, unit.index),
    position: 1,
    name: unit.person,
    title: '企业管理部主任',
    mobile: unit.mobile,
    phone: '010-00000000',
    email: `u${unit.index}@example.org`,
  }))
  await insertRows(client, 'contacts', contacts)
  await insertRows(
    client,
    'memberships',
    units.map((unit) => ({
      association_id,
      id: seedId(kinds.membership, unit.index),
      member_id: seedId(kinds.member, unit.index),
      joined_on: unit.joinedOn,
    })),
  )
  await insertRows(
    client,
    'level_spans',
    units.map((unit) => ({
      association_id,
      id: seedId(kinds.level, unit.index),
      membership_id: seedId(kinds.membership, unit.index),
      level: unit.level,
      period: `[${unit.joinedOn},)`,
    })),
  )
  const renamed = units.filter((unit) => unit.formerName !== null)
  await insertRows(
    client,
    'member_names',
    renamed.map((unit) => ({
      association_id,
      id: seedId(kinds.name, unit.index),
      member_id: seedId(kinds.member, unit.index),
      name: unit.formerName,
      used_until: '2019-05-01T00:00:00+08:00',
    })),
  )
}

const numberOf = (unit: Numbered) => `${unit.joinedOn.slice(0, 4)}${String(unit.index).padStart(6, '0')}`

async function insertDues(
  client: pg.Client,
  association_id: string,
  units: Numbered[],
  standards: { id: string; level: string; amount_fen: string }[],
) {
  const year = new Date().getFullYear()
  const charges = units.flatMap((unit) => {
    const standard = standards.find((row) => row.level === unit.level)
    if (!standard) return []
    const charge = (kind: number, of: number, paid: boolean) => ({
      association_id,
      id: seedId(kind, unit.index),
      member_id: seedId(kinds.member, unit.index),
      year: of,
      level: unit.level,
      amount_fen: Number(standard.amount_fen),
      standard_id: standard.id,
      state: paid ? 'settled' : 'open',
      settled_at: paid ? `${of}-03-01T10:00:00+08:00` : null,
      created_at: `${of}-01-02T08:00:00+08:00`,
    })
    return [charge(kinds.lastYear, year - 1, true), charge(kinds.thisYear, year, unit.paid)]
  })
  await insertRows(client, 'charges', charges)
  const spans = units.flatMap((unit) => {
    const span = (kind: number, charge: number, of: number) => ({
      association_id,
      id: seedId(kind, unit.index),
      membership_id: seedId(kinds.membership, unit.index),
      member_id: seedId(kinds.member, unit.index),
      charge_id: seedId(charge, unit.index),
      period: `[${of}-01-01,${of + 1}-01-01)`,
    })
    return [span(kinds.lastSpan, kinds.lastYear, year - 1), ...(unit.paid ? [span(kinds.thisSpan, kinds.thisYear, year)] : [])]
  })
  await insertRows(client, 'dues_spans', spans)
}

async function insertSearch(client: pg.Client, association_id: string, units: Numbered[]) {
  const listed = units.map((unit) => {
    const names = unit.formerName ? [unit.name, unit.formerName] : [unit.name]
    const found = indexed({ names, initials: [unit.initials], others: [unit.creditCode, numberOf(unit), unit.person, unit.mobile] })
    return { unit, found, key: { association_id, member_id: seedId(kinds.member, unit.index) } }
  })
  const lines = listed.map(({ unit, found, key }) => ({
    ...key,
    kind: 'unit',
    number: numberOf(unit),
    name_key: found.nameKey,
    admitted_at: `${unit.joinedOn}T10:00:00+08:00`,
    joined_on: unit.joinedOn,
    level: unit.level,
    province: unit.province,
    city: unit.city,
    industry: unit.industry,
    haystack: found.haystack,
  }))
  await insertRows(client, 'member_search', lines)
  await insertRows(
    client,
    'member_grams',
    listed.map(({ found, key }) => ({ ...key, grams: found.grams })),
  )
}

/** A second association beside the first: its configuration is a copy, its members are others. */
export async function seedNeighbour(client: pg.Client, like: Association): Promise<Association> {
  const id = seedId(100, 1)
  await client.query(
    `insert into associations (id, slug, name, short_name, settings, preset_hash) select $2, 'neighbour', '示例邻居协会', '邻协', settings || '{"slug":"neighbour"}', preset_hash
     from associations where id = $1 on conflict do nothing`,
    [like.id, id],
  )
  for (const table of ['texts', 'matter_kinds', 'roles', 'dues_standards']) {
    await client.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object('association_id', $2::text))).* from ${table} t
       where association_id = $1 and not exists (select 1 from ${table} x where x.association_id = $2::uuid)`,
      [like.id, id],
    )
  }
  return { id, slug: 'neighbour' }
}
