// npm run verify: format, lint, types and walls, in seconds.
import { checkNode } from './kit/node.mjs'

checkNode()
const { report } = await import('./kit/say.mjs')
const { ensureInstalled } = await import('./kit/install.mjs')
const { verify } = await import('./kit/verify.mjs')

try {
  await ensureInstalled()
  const failed = await verify()
  if (failed.length) console.log(`没有通过：${failed.join('、')}`)
  process.exitCode = failed.length ? 1 : 0
} catch (error) {
  report(error)
}
