import type pg from 'pg'

/** Something that holds at every moment in every association. `sql` selects what breaks it: no row, all is well. */
export interface Invariant {
  /** Module and name, e.g. `dues.paid-once`. */
  name: string
  /** What holds, as one sentence. */
  holds: string
  /** Read-only; the columns tell a person where to look. It sees every association. */
  sql: string
}

/** Reactions that are still to be done, or will be tried again: what is to follow an event may not be there yet. */
export const underWay = `exists (select 1 from graphile_worker.jobs where task_identifier in ('event', 'react') and attempts < max_attempts)`

export interface Broken {
  invariant: Invariant
  rows: Record<string, unknown>[]
}

const mostShown = 20

/** Runs the invariants in one read-only snapshot, so that work going on meanwhile can't look like a fault. */
export async function runInvariants(client: pg.ClientBase, invariants: readonly Invariant[]): Promise<Broken[]> {
  await client.query('begin isolation level repeatable read read only')
  try {
    await client.query('set local role huiji_owner')
    const broken: Broken[] = []
    for (const invariant of invariants) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from (${invariant.sql}) found limit ${mostShown}`)
      if (rows.length > 0) broken.push({ invariant, rows })
    }
    return broken
  } finally {
    await client.query('rollback')
  }
}

/** For a terminal, and for the message of a failed test. */
export function describeBroken(broken: readonly Broken[]): string {
  return broken
    .map(({ invariant, rows }) => {
      const head = `${invariant.name}: ${invariant.holds}`
      return [head, ...rows.map((row) => `  ${JSON.stringify(row)}`), ...(rows.length === mostShown ? ['  …'] : [])].join('\n')
    })
    .join('\n')
}
