import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findFaults, floors, importsOf, readSources } from './imports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

// Broken on purpose: each law seen red.
const broken = new Map([
  ['server/modules/matters/decide.ts', "import { admit } from '../members/index.ts'"],
  ['server/modules/dues/settle.ts', "import { nameOf } from '../members/store.ts'"],
  ['server/modules/dues/order.ts', "import { someUnit } from './testing.ts'"],
  ['server/modules/directory/list.ts', "import type { Receipt } from '../receipts/index.ts'"],
  ['server/kernel/audit.ts', "import { findStaff } from '../modules/staff/index.ts'"],
  ['server/modules/staff/list.ts', "import Page from '../../../web/console/staff/Page.vue'"],
  ['contract/rules/days.ts', "import { readFile } from 'node:fs/promises'"],
  ['contract/members.ts', "export { admit } from '../server/modules/members/index.ts'"],
  ['web/portal/home/Home.vue', "<script setup>\nimport Row from '../../console/members/Row.vue'\n</script>"],
  ['web/ui/Button.vue', "<script setup>\nimport { api } from '../api/client.ts'\n</script>"],
  ['web/parts/Header.vue', "<script setup>\nconst page = () => import('../public/home/Home.vue')\n</script>"],
  ['web/api/client.ts', "import { verb } from '../../server/modules/members/index.ts'"],
])

describe('the import law', () => {
  it('sees every way of importing', () => {
    expect(
      importsOf(
        "import a from './a.ts'\nexport { b } from './b.ts'\nimport './c.css'\nconst d = () => import('./d.vue')\nimport {\n  e,\n} from './e.ts'",
      ),
    ).toEqual(['./a.ts', './b.ts', './c.css', './d.vue', './e.ts'])
  })

  it('is red on each broken fixture', () => {
    expect(findFaults(broken).map((fault) => fault.file)).toEqual([...broken.keys()])
  })

  it('lets a module enter a lower one by its door', () => {
    expect(findFaults(new Map([['server/modules/dues/settle.ts', "import { memberById } from '../members/index.ts'"]]))).toEqual([])
  })

  it('lets what tests share use what the tests of another module share', () => {
    expect(findFaults(new Map([['server/modules/online/testing.ts', "import { someUnit } from '../dues/testing.ts'"]]))).toEqual([])
  })

  it('gives every module a floor', async () => {
    const modules = await readdir(new URL('../../server/modules/', import.meta.url))
    expect(modules.filter((name) => floors[name] === undefined)).toEqual([])
  })

  it('holds in this house', async () => {
    const files = await readSources(root, ['contract', 'server', 'web'])
    expect(files.size).toBeGreaterThan(100)
    expect(findFaults(files)).toEqual([])
  })
})
