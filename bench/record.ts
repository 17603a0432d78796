import pg from 'pg'

/** One statement as it went to PostgreSQL. */
export interface Statement {
  text: string
  values: unknown[]
}

let recording: Statement[] | undefined

const original: (...args: unknown[]) => unknown = pg.Client.prototype.query

// Every query of the program goes through here, whatever builds it: so the floor sends what the program sends, and stays honest when it changes.
pg.Client.prototype.query = function query(this: pg.Client, ...args: unknown[]) {
  const [first, second] = args
  const config = typeof first === 'object' && first !== null && 'text' in first ? (first as Partial<Statement>) : undefined
  const text = config?.text ?? (typeof first === 'string' ? first : undefined)
  const values = config?.values ?? (Array.isArray(second) ? second : [])
  if (recording && text !== undefined) recording.push({ text, values: [...values] })
  return Reflect.apply(original, this, args)
} as typeof pg.Client.prototype.query

/** What `act` sends, in order. One at a time. */
export async function record(act: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  recording = statements
  try {
    await act()
  } finally {
    recording = undefined
  }
  return statements
}
