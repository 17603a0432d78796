// npm test: everything. Installs what is missing, checks, tests, builds, drives a browser, and ends with a summary.
import { checkNode } from './kit/node.mjs'

checkNode()
const { existsSync, mkdtempSync, readFileSync, rmSync } = await import('node:fs')
const { tmpdir } = await import('node:os')
const { join } = await import('node:path')
const { report, seconds } = await import('./kit/say.mjs')
const { ensureInstalled } = await import('./kit/install.mjs')
const { ensureBuilt } = await import('./kit/build.mjs')
const { ensureBrowser, ensureFonts } = await import('./kit/browser.mjs')
const { inRoot } = await import('./kit/paths.mjs')
const { endAll, runNode } = await import('./kit/run.mjs')
const { verify } = await import('./kit/verify.mjs')

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => endAll().then(() => process.exit(130)))

const reports = mkdtempSync(join(tmpdir(), 'huiji-reports-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))
const total = { passed: 0, failed: 0, skipped: 0 }
const lines = []

/** Runs one part and notes how it went; a part that breaks without a failing test counts as one failure. */
async function part(name, act) {
  console.log(`\n── ${name}`)
  const begun = performance.now()
  const before = total.failed
  let ok = false
  let words = ''
  try {
    words = (await act()) ?? ''
    ok = total.failed === before
  } catch (error) {
    if (total.failed === before) total.failed += 1
    console.error(error.details ? `${error.details}\n${error.message}` : (error.sentence ?? error.message ?? error))
  }
  lines.push(`${ok ? '✓' : '✗'} ${name}${words && `：${words}`}（${seconds(performance.now() - begun)}）`)
  return ok
}

const reporters = (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, `${name}.json`)}`]

async function vitest(projects, env = {}) {
  const which = projects.flatMap((name) => ['--project', name])
  const { ok } = await runNode([inRoot('node_modules/vitest/vitest.mjs'), 'run', ...which, ...reporters('tests')], { show: true, env })
  return count('tests', ok)
}

/** Adds up what vitest reported. It may have failed without a failing test, by an error outside of one. */
function count(name, ok) {
  const file = join(reports, `${name}.json`)
  if (!existsSync(file)) throw new Error(`${name}：vitest 没有写出结果。`)
  const result = JSON.parse(readFileSync(file, 'utf8'))
  // A file that can't be loaded failed without having had a test.
  const broken = result.testResults.filter(
    (each) => each.status === 'failed' && !each.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = result.numFailedTests + broken || (ok ? 0 : 1)
  const skipped = result.numPendingTests + (result.numTodoTests ?? 0)
  total.passed += result.numPassedTests
  total.failed += failed
  total.skipped += skipped
  const walked = result.testResults
    .filter((each) => each.name.endsWith('.e2e.ts'))
    .reduce((sum, each) => sum + each.assertionResults.filter((test) => test.status === 'passed').length, 0)
  const passed = `${result.numPassedTests} 个通过${walked ? `（浏览器里 ${walked} 个）` : ''}`
  return `${passed}${failed ? `，${failed} 个失败` : ''}${skipped ? `，${skipped} 个跳过` : ''}`
}

const begun = performance.now()
let browser
try {
  await ensureInstalled()
} catch (error) {
  report(error)
}
await part('准备浏览器和字体', async () => {
  browser = await ensureBrowser()
  await ensureFonts()
  return browser
})
await part('检查', async () => {
  const failed = await verify(reporters('walls'))
  const words = count('walls', !failed.some((name) => name.startsWith('围墙')))
  total.failed += failed.filter((name) => !name.startsWith('围墙')).length
  return failed.length ? `没有通过 ${failed.join('、')}` : words
})
const built = await part('构建', async () => {
  await ensureBuilt()
  const weighed = await runNode(['tools/weigh.mjs'], { show: true })
  if (!weighed.ok) throw new Error('网页超过了它的分量。')
})
// Together: while one waits for a browser, another computes.
if (built && browser) await part('服务端测试，浏览器里走一遍', () => vitest(['server', 'e2e'], { CHROME_PATH: browser }))
else {
  await part('服务端测试', () => vitest(['server']))
  lines.push('✗ 浏览器里走一遍：没有进行')
}

console.log(`\n── 结果（共 ${seconds(performance.now() - begun)}）\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed ? 1 : 0)
