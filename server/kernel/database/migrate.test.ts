import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { withDatabase } from '../../testing/database.ts'
import { migrate } from './migrate.ts'

let url: string
let drop: () => Promise<void>
let folder: string

beforeEach(async () => {
  const root = new pg.Client({ connectionString: inject('databaseUrl') })
  await root.connect()
  const name = `huiji_migrate_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  await root.query(`create database ${name} template template0`)
  url = withDatabase(inject('databaseUrl'), name)
  drop = async () => {
    // A client that was ended may still be on its way out: nobody is thrown out, or it would say so to nobody.
    await vi.waitFor(() => root.query(`drop database ${name}`), { timeout: 10_000, interval: 50 })
    await root.end()
  }
  folder = await mkdtemp(join(tmpdir(), 'huiji-migrations-'))
})
afterEach(async () => {
  await drop()
  await rm(folder, { recursive: true, force: true })
})

const files = () => pathToFileURL(`${folder}/`)
const file = (name: string, sql: string) => writeFile(join(folder, name), sql)

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}
const applied = async () => (await ask('select name from migrations order by name')) as { name: string }[]
const there = async (table: string) => (await ask(`select to_regclass('${table}') is not null as there`))[0]

it('brings an empty database to our schema; two servers that start at once take turns', async () => {
  const [one, other] = await Promise.all([migrate(url), migrate(url)])
  const [longer, shorter] = one.length > other.length ? [one, other] : [other, one]
  expect(longer[0]).toBe('0001_ground.sql')
  expect(shorter).toEqual([])
  expect((await applied()).map(({ name }) => name)).toEqual(longer)
  expect(await migrate(url)).toEqual([])
})

it('applies in the order of their numbers, and only what is new', async () => {
  await file('0002_second.sql', 'alter table first add column word text')
  await file('0001_first.sql', 'create table first (id int)')
  await file('readme.txt', 'not sql')
  expect(await migrate(url, files())).toEqual(['0001_first.sql', '0002_second.sql'])
  await file('0003_third.sql', 'alter table first drop column word')
  expect(await migrate(url, files())).toEqual(['0003_third.sql'])
})

it('leaves nothing of a file that fails, keeps those before it, names it, and goes on once it is mended', async () => {
  await file('0001_good.sql', 'create table good (id int)')
  await file('0002_bad.sql', 'create table half (id int); insert into half values (1); create table half (id int)')
  await file('0003_later.sql', 'create table later (id int)')
  await expect(migrate(url, files())).rejects.toThrow(/^migration 0002_bad\.sql: relation "half" already exists$/)
  expect(await applied()).toEqual([{ name: '0001_good.sql' }])
  expect([await there('good'), await there('half'), await there('later')]).toEqual([{ there: true }, { there: false }, { there: false }])
  await file('0002_bad.sql', 'create table half (id int)')
  expect(await migrate(url, files())).toEqual(['0002_bad.sql', '0003_later.sql'])
})

it('lets huiji_owner own what it makes, and the runtime role nothing', async () => {
  await file('0001_mine.sql', 'create table mine (id int)')
  await migrate(url, files())
  expect(await ask("select tableowner from pg_tables where tablename = 'mine'")).toEqual([{ tableowner: 'huiji_owner' }])
  expect(await ask("select count(*)::int as owned from pg_class where relowner = 'huiji_app'::regrole")).toEqual([{ owned: 0 }])
  expect(
    await ask("select rolsuper or rolbypassrls or rolcreaterole or rolcanlogin as strong from pg_roles where rolname = 'huiji_app'"),
  ).toEqual([{ strong: false }])
})
