// npm run dev: the database, the server and the web, each reloading what was changed.
import { checkNode } from './kit/node.mjs'

checkNode()
const { report } = await import('./kit/say.mjs')
const { ensureInstalled } = await import('./kit/install.mjs')

try {
  await ensureInstalled()
} catch (error) {
  report(error)
}
const { register } = await import('tsx/esm/api')
register()
await import('./dev.ts')
