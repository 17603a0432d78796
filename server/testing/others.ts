import type pg from 'pg'

/** Whoever asks: in which association, and what belongs to it. */
export interface Asker {
  association: string
  account: string
  /** Members whose things are its own: a unit's people count as the unit's. */
  own: string[]
  /** Ids it may be told without having a right to what lies behind them: of a person, the employer. */
  told?: string[]
  /** Works in this branch only: then its own are that branch's. */
  branch?: string
}

/** What belongs to others: ids by table, and every word by which one would recognise it in an answer. */
export interface Others {
  ids: Map<string, string[]>
  marks: string[]
}

const pointers = ['member_id', 'person_id', 'unit_id', 'employer_id', 'kept_id', 'gone_id']

/** Found from the columns of the tables: a new table that points to a member, a matter, an order or a file is in it by itself. */
export async function othersOf(db: pg.Pool, asker: Asker): Promise<Others> {
  const { rows } = await db.query<{ name: string; columns: string[] }>(
    `select table_name as name, array_agg(column_name::text) as columns from information_schema.columns where table_schema = 'public' and table_name in
       (select table_name from information_schema.columns where column_name = 'id' and udt_name = 'uuid' and table_name <> 'associations') group by 1`,
  )
  const ids = new Map<string, string[]>()
  for (const { name, columns } of rows) {
    const mine = ownOf(name, columns, asker)
    if (mine === null) continue
    const found = await db.query<{ id: string }>(
      `select t.id from ${name} t where t.association_id = $1 and not coalesce(${mine}, false)`,
      [asker.association],
    )
    if (found.rows.length > 0)
      ids.set(
        name,
        found.rows.map((row) => row.id),
      )
  }
  for (const { name } of rows.filter(({ columns }) => columns.includes('file_id'))) {
    const files = await db.query<{ id: string }>(`select file_id as id from ${name} where id = any($1) and file_id is not null`, [
      ids.get(name) ?? [],
    ])
    ids.set('files', [...(ids.get('files') ?? []), ...files.rows.map((row) => row.id)])
  }
  return { ids, marks: await marksOf(db, asker, ids) }
}

/** The condition under which a row of this table is the asker's own; null when the table says nothing of whose it is. */
function ownOf(table: string, columns: string[], { own, branch, account }: Asker): string | null {
  const mine = `array[${own.map((id) => `'${id}'`).join(',')}]::uuid[]`
  if (table === 'sessions') return `t.account_id = '${account}'`
  if (branch !== undefined && columns.includes('branch_id') && columns.includes('member_id'))
    return table === 'matters'
      ? `t.branch_id = '${branch}'`
      : `(t.branch_id is null or t.branch_id = '${branch}') and t.member_id = any(${mine})`
  if (branch !== undefined && columns.includes('matter_id') && !columns.includes('member_id'))
    return `(select m.branch_id = '${branch}' from matters m where m.association_id = t.association_id and m.id = t.matter_id)`
  if (table === 'members') return `t.id = any(${mine}) or t.merged_into = any(${mine})`
  const here = pointers.filter((column) => columns.includes(column))
  if (here.length > 0) return here.map((column) => `coalesce(t.${column} = any(${mine}), false)`).join(' or ')
  if (columns.includes('matter_id'))
    return `(select m.member_id = any(${mine}) or coalesce(m.employer_id = any(${mine}), false) from matters m where m.association_id = t.association_id and m.id = t.matter_id)`
  if (columns.includes('order_id'))
    return `(select o.member_id = any(${mine}) from orders o where o.association_id = t.association_id and o.id = t.order_id)`
  return null
}

async function marksOf(db: pg.Pool, { association, own, branch, told = [] }: Asker, ids: Map<string, string[]>): Promise<string[]> {
  // Names and numbers of units stand in the public list: only for who sees no other branch they tell of a leak.
  const words = branch === undefined ? 'id_card' : 'id_card, m.name, m.credit_code'
  const { rows } = await db.query<{ word: string }>(
    `select unnest(array[${words}]) as word from members m where association_id = $1 and id = any($2)
     union select number from matters where association_id = $1 and id = any($3)
     union select mobile from contacts c where association_id = $1 and member_id = any($2)
     except select unnest(array[id_card, name, credit_code]) from members where association_id = $1 and id = any($4)
     except select mobile from contacts where association_id = $1 and member_id = any($4)`,
    [association, ids.get('members') ?? [], ids.get('matters') ?? [], own],
  )
  return [...rows.flatMap(({ word }) => (word ? [word] : [])), ...[...ids.values()].flat().filter((id) => !told.includes(id))]
}

/** One number for all that belongs to others: changes when any row of it does. */
export async function printOf(db: pg.Pool, { ids }: Others): Promise<string> {
  const parts: string[] = []
  for (const [table, some] of ids) {
    const { rows } = await db.query<{ mark: string }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as mark from ${table} t where id = any($1)`,
      [some],
    )
    parts.push(`${table}:${rows[0]?.mark}`)
  }
  return parts.join('\n')
}
