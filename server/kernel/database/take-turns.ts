import pg from 'pg'

/** Runs `work` while no other server does the work of the same number; waits for its turn. A killed holder's turn ends with its connection. */
export async function takeTurns<T>(url: string, number: number, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'huiji-turn' })
  // The connection only holds the lock: when it breaks, the work itself meets the same broken database.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [number])
    return await work()
  } finally {
    await client.end()
  }
}
