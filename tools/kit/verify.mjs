import { existsSync, mkdirSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { runNode } from './run.mjs'
import { seconds } from './say.mjs'

const bin = (path) => inRoot('node_modules', path)

// The slowest first: two run at a time.
const parts = (reports) => [
  { name: '网页类型', command: [bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'web/tsconfig.json'] },
  { name: '服务端类型', command: [bin('typescript-native/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: '围墙（导入、名称、文档）', command: [bin('vitest/vitest.mjs'), 'run', '--project', 'walls', ...reports] },
  { name: '格式与写法', command: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=60', '.'] },
]

/** Runs everything that takes seconds. `reports` are vitest's reporter options. Answers the names of what failed. */
export async function verify(reports = []) {
  mkdirSync(inRoot('node_modules/.cache/tsc'), { recursive: true })
  const waiting = parts(reports).filter(({ command }) => existsSync(command[0]))
  const failed = []
  async function next() {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const begun = performance.now()
      const { ok, output } = await runNode(part.command, { env: { NO_COLOR: '1', FORCE_COLOR: '0' } })
      console.log(`${ok ? '✓' : '✗'} ${part.name}（${seconds(performance.now() - begun)}）`)
      if (ok) continue
      failed.push(part.name)
      console.log(`\n${output.trim()}\n`)
    }
  }
  await Promise.all([next(), next()])
  return failed
}
