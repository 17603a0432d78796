import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../server/kernel/database/migrate.ts'
import { startPostgres } from '../server/kernel/postgres/index.ts'
import { schemaText } from './schema-text.ts'

export const typesFile = new URL('../server/kernel/database/schema.ts', import.meta.url)
export const schemaFile = new URL('../server/migrations/schema.sql', import.meta.url)

/** What the two generated files should hold: a throwaway database takes every migration and is looked at. */
export async function generate(): Promise<{ types: string; schema: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiji-gen-'))
  // As root, the database's user must be able to pass through.
  chmodSync(dataDir, 0o711)
  const { url, stop } = await startPostgres({ dataDir, log: () => undefined, throwaway: true })
  try {
    await migrate(url)
    return { types: generateTypes(url), schema: await generateSchema(url) }
  } finally {
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function generateSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await schemaText(client)
  } finally {
    await client.end()
  }
}

// As our driver is set up: days stay text, whole numbers of 8 bytes are numbers.
const mapping = [
  '--date-parser',
  'string',
  '--type-mapping',
  '{"int8":"number"}',
  '--default-schema',
  'public',
  '--include-pattern',
  'public.*',
]

function generateTypes(url: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'huiji-types-'))
  try {
    const file = join(folder, 'schema.ts')
    const program = createRequire(import.meta.url).resolve('kysely-codegen/dist/cli/bin.js')
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [program, '--dialect', 'postgres', '--url', url, '--out-file', file, ...mapping],
      {
        encoding: 'utf8',
      },
    )
    if (status !== 0) throw new Error(`kysely-codegen: ${stderr || stdout}`)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
