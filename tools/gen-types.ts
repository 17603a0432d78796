// npm run gen: writes schema.ts and schema.sql from what the migrations make.
import { writeFileSync } from 'node:fs'
import { generate, schemaFile, typesFile } from './generate.ts'

const { types, schema } = await generate()
writeFileSync(typesFile, types)
writeFileSync(schemaFile, schema)
console.log('已写好 server/kernel/database/schema.ts 和 server/migrations/schema.sql')
