import type pg from 'pg'
import { cloneMatters, type Identity, type Pattern, sessionRow, tokenOf } from './clone.ts'
import { seedId } from './ids.ts'
import { type Association, insertRows } from './seed.ts'

/** The neighbour's crowd: thousands of open matters, and thousands that a meeting will decide. */
export interface Crowd {
  association: Association
  /** Of a clerk who holds every role there. */
  token: string
  clerkId: string
  /** Whose meeting it is. */
  role: string
  pattern: Pattern
}

export const meetingStage = 'bench-meeting'
const meetingKind = 'bench-meeting'

/** The pattern in the neighbour's house, with its clerk, and a kind whose last review is a meeting's. */
export async function openCrowd(client: pg.Client, pattern: Pattern, neighbour: Association): Promise<Crowd> {
  const clerkId = seedId(190, 1)
  const association_id = neighbour.id
  const there = await client.query('select 1 from staff where association_id = $1 and account_id = $2', [association_id, clerkId])
  if (there.rowCount === 0) {
    await insertRows(client, 'accounts', [{ association_id, id: clerkId, name: '示例秘书', state: 'active', created_at: new Date() }])
    await insertRows(client, 'staff', [{ association_id, account_id: clerkId, state: 'active', created_at: new Date() }])
    await client.query(
      'insert into staff_roles (association_id, account_id, role_id) select association_id, $2, id from roles where association_id = $1',
      [association_id, clerkId],
    )
  }
  const role = await addMeetingKind(client, pattern, association_id)
  const session = sessionRow(association_id, clerkId)
  await client.query('delete from sessions where token_hash = $1', [session.token_hash])
  await insertRows(client, 'sessions', [session])
  return { association: neighbour, token: tokenOf(clerkId), clerkId, role, pattern: moved(pattern, neighbour) }
}

/** The newest admission of the house with a meeting in place of its last review. */
async function addMeetingKind(client: pg.Client, pattern: Pattern, association_id: string): Promise<string> {
  const kind = String(pattern.tables.matters?.[0]?.kind)
  const { rows } = await client.query<{ definition: { effect?: string; stages: { id: string; type: string; by?: string }[] } }>(
    'select definition from matter_kinds where association_id = $1 and kind = $2 order by version desc limit 1',
    [association_id, kind],
  )
  const definition = rows[0]?.definition
  if (!definition) throw new Error('the neighbour has no such kind')
  const last = definition.stages.findLastIndex((stage) => stage.type === 'review')
  const role = definition.stages[last]?.by ?? ''
  const there = await client.query('select 1 from matter_kinds where association_id = $1 and kind = $2', [association_id, meetingKind])
  if (there.rowCount) return role
  const stages = definition.stages.map((stage, at) => (at === last ? { ...stage, id: meetingStage, review: 'meeting' } : stage))
  await insertRows(client, 'matter_kinds', [
    {
      association_id,
      kind: meetingKind,
      version: 1,
      definition: { ...definition, kind: meetingKind, effect: definition.effect ?? kind, stages },
      created_at: '2020-01-01T00:00:00Z',
    },
  ])
  return role
}

/** Another house's pattern; papers and files stay behind. */
function moved(pattern: Pattern, neighbour: Association): Pattern {
  const { files: _, matter_documents: __, vouchers: ___, ...tables } = pattern.tables
  return {
    ...pattern,
    association: neighbour,
    tables: JSON.parse(JSON.stringify(tables).replaceAll(pattern.association.id, neighbour.id)) as Pattern['tables'],
  }
}

/** `count` open ones at the first review, without money: what a list reads. */
export async function openMatters(client: pg.Client, crowd: Crowd, from: number, count: number): Promise<void> {
  const { accounts, members, account_members, matters, matter_events } = crowd.pattern.tables
  const light = { accounts, members, account_members, matters, matter_events } as Pattern['tables']
  await cloneMatters(client, { ...crowd.pattern, tables: light }, from, count, 'submitted')
}

/** `count` that wait for the meeting, paid and all. */
export async function meetingMatters(client: pg.Client, crowd: Crowd, from: number, count: number): Promise<Identity[]> {
  const [matter] = crowd.pattern.tables.matters ?? []
  const matters = [{ ...matter, stage: meetingStage, kind: meetingKind, kind_version: 1 }]
  return cloneMatters(client, { ...crowd.pattern, tables: { ...crowd.pattern.tables, matters } }, from, count, 'submitted')
}
