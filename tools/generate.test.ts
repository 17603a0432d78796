import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { generate, schemaFile, typesFile } from './generate.ts'

test('the generated types and schema are what the migrations make (else: npm run gen)', async () => {
  const { types, schema } = await generate()
  expect(types).toBe(await readFile(typesFile, 'utf8'))
  expect(schema).toBe(await readFile(schemaFile, 'utf8'))
})
