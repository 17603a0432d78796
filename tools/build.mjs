import { checkNode } from './kit/node.mjs'

checkNode()
const { report, Failure } = await import('./kit/say.mjs')
const { ensureInstalled } = await import('./kit/install.mjs')
const { ensureBuilt } = await import('./kit/build.mjs')
const { runNode } = await import('./kit/run.mjs')

try {
  await ensureInstalled()
  await ensureBuilt()
  const weighed = await runNode(['tools/weigh.mjs'], { show: true })
  if (!weighed.ok) throw new Failure('网页超过了它的分量。')
} catch (error) {
  report(error)
}
