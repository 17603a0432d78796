import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, testGround } from '../../testing/ground.ts'
import type { SystemContext } from '../context.ts'
import { Refusal } from '../errors.ts'
import { newId } from '../ids.ts'
import { openDatabase } from './pool.ts'
import { opening } from './tenant-dialect.ts'
import { brokenConstraint, inTx } from './transaction.ts'

let ground: Ground
beforeAll(async () => {
  ground = await testGround()
  await account(ground.here(), '张示例')
  await account(ground.there(), '李示例')
})
afterAll(() => ground.close())

async function account(ctx: SystemContext, name: string): Promise<string> {
  const id = newId()
  await inTx(ctx, (tx) => tx.insertInto('accounts').values({ association_id: ctx.association.id, id, name }).execute())
  return id
}

const names = (ctx: SystemContext) =>
  inTx(ctx, async (tx) => (await tx.selectFrom('accounts').select('name').orderBy('name').execute()).map((row) => row.name))

const failure = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing failed',
    (error) => (error instanceof Error ? error.message : String(error)),
  )

describe('the wall between associations', () => {
  it('shows each association its own rows, though no query asks for them', async () => {
    expect(await names(ground.here())).toEqual(['张示例'])
    expect(await names(ground.there())).toEqual(['李示例'])
  })

  it('shows nothing to a query outside of a transaction', async () => {
    expect(await ground.kernel.database.db.selectFrom('accounts').selectAll().execute()).toEqual([])
    expect((await ground.root.query('select count(*)::int as rows from accounts')).rows[0]).toEqual({ rows: 2 })
  })

  it('forgets the association when the transaction ends, committed or not, on every connection', async () => {
    const database = openDatabase(ground.url, { max: 1 })
    const ctx = { ...ground.here(), kernel: { ...ground.kernel, database } }
    await inTx(ctx, (tx) => tx.selectFrom('accounts').selectAll().execute())
    expect(await database.db.selectFrom('accounts').selectAll().execute()).toEqual([])
    await failure(inTx(ctx, (tx) => sql`select 1 / 0`.execute(tx)))
    expect(await database.db.selectFrom('accounts').selectAll().execute()).toEqual([])
    await database.close()
  })

  it('does not let another association be written, changed or deleted', async () => {
    const [, there] = ground.associations
    const insert = inTx(ground.here(), (tx) =>
      tx.insertInto('accounts').values({ association_id: there.id, id: newId(), name: '王示例' }).execute(),
    )
    expect(await failure(insert)).toMatch(/row-level security/)
    const changed = await inTx(ground.here(), (tx) =>
      tx.updateTable('accounts').set({ name: '改名' }).where('association_id', '=', there.id).executeTakeFirst(),
    )
    expect(changed.numUpdatedRows).toBe(0n)
    const gone = await inTx(ground.here(), (tx) => tx.deleteFrom('accounts').where('association_id', '=', there.id).executeTakeFirst())
    expect(gone.numDeletedRows).toBe(0n)
    expect(await names(ground.there())).toEqual(['李示例'])
  })

  it('does not let a row be carried over to another association', async () => {
    const [, there] = ground.associations
    const carry = inTx(ground.here(), (tx) => tx.updateTable('accounts').set({ association_id: there.id }).execute())
    expect(await failure(carry)).toMatch(/row-level security/)
  })

  it('has foreign keys that can’t point into another association, even for who may step over the policies', async () => {
    const [here, there] = ground.associations
    const foreign = (await ground.root.query<{ id: string }>('select id from accounts where association_id = $1', [there.id])).rows[0]?.id
    const session = (association: string) =>
      ground.root.query(
        "insert into sessions (association_id, token_hash, account_id, expires_at, idle_seconds) values ($1, $2, $3, now() + interval '1 hour', 60)",
        [association, newId(), foreign],
      )
    expect(await failure(session(here.id))).toMatch(/violates foreign key constraint/)
    expect(await failure(session(there.id))).toBe('nothing failed')
  })

  it('can’t be pulled down by the program', async () => {
    const attempt = inTx(ground.here(), (tx) => sql`alter table accounts disable row level security`.execute(tx))
    expect(await failure(attempt)).toMatch(/must be owner/)
  })
})

describe('a transaction', () => {
  it('needs an association, and one that is a uuid', async () => {
    expect(await failure(ground.kernel.database.db.transaction().execute(async () => undefined))).toMatch(/needs an association/)
    const crooked = opening.run({ associationId: "x'; drop table accounts; --", branches: null }, () =>
      ground.kernel.database.db.transaction().execute(async () => undefined),
    )
    expect(await failure(crooked)).toMatch(/needs an association/)
  })

  it('is joined by the verbs it calls: all or nothing', async () => {
    const act = inTx(ground.here(), async (_tx, ctx) => {
      await account(ctx, '赵示例')
      throw new RangeError('afterwards')
    })
    expect(await failure(act)).toBe('afterwards')
    expect(await names(ground.here())).not.toContain('赵示例')
  })

  it('turns a clash of two into a conflict, and tells which rule was hit', async () => {
    const id = newId()
    const make = () =>
      inTx(ground.here(), (tx, ctx) =>
        tx.insertInto('accounts').values({ association_id: ctx.association.id, id, name: '孙示例' }).execute(),
      )
    const outcomes = await Promise.allSettled([make(), make()])
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(lost?.reason).toBeInstanceOf(Refusal)
    expect(lost?.reason).toMatchObject({ code: 'conflict' })
    expect(brokenConstraint(lost?.reason)).toBe('accounts_pkey')
  })

  it.each([
    ['a NUL in a text', sql`select ${'a\u0000b'}::text`],
    ['a NUL in JSON', sql`select ${'{"name":"a\\u0000b"}'}::jsonb`],
    ['a key of a page that is none', sql`select ${'x'}::uuid`],
    ['a moment that is none', sql`select ${'x'}::timestamptz`],
    ['a day the calendar lacks', sql`select ${'2026-02-30'}::date`],
    ['a year beyond numbers', sql`select ${'99999999999'}::int`],
  ])('calls %s a wrong input, not a defect', async (_, query) => {
    await expect(inTx(ground.here(), (tx) => query.execute(tx))).rejects.toMatchObject({ name: 'Refusal', code: 'input-invalid' })
  })

  it('leaves other faults as they are: they are defects', async () => {
    const broken = inTx(ground.here(), (tx) => sql`select no_such_column from accounts`.execute(tx))
    await expect(broken).rejects.not.toBeInstanceOf(Refusal)
  })

  it('reads money as numbers and days as text', async () => {
    const { rows } = await inTx(ground.here(), (tx) =>
      sql<{ fen: number; day: string }>`select 123456789012::bigint as fen, '2026-11-21'::date as day`.execute(tx),
    )
    expect(rows).toEqual([{ fen: 123_456_789_012, day: '2026-11-21' }])
    const tooMuch = inTx(ground.here(), (tx) => sql`select 9223372036854775807::bigint as fen`.execute(tx))
    expect(await failure(tooMuch)).toMatch(/out of range/)
  })
})

describe('the append-only tables', () => {
  it.each(['audit_log', 'matter_events', 'member_changes', 'payments', 'allocations', 'agreements'])(
    '%s can be neither changed nor emptied by the program',
    async (table) => {
      const change = inTx(ground.here(), (tx) => sql`update ${sql.table(table)} set association_id = association_id`.execute(tx))
      const empty = inTx(ground.here(), (tx) => sql`delete from ${sql.table(table)}`.execute(tx))
      expect(await Promise.all([failure(change), failure(empty)])).toEqual([
        `permission denied for table ${table}`,
        `permission denied for table ${table}`,
      ])
    },
  )
})
