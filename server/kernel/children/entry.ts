import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The `child.ts` beside a module, or the `child.js` at the same place in `dist`; `base` is the module's `import.meta.url`. */
export function childBeside(base: string, name = 'child'): { file: string; execArgv: string[] } {
  if (!base.endsWith('.ts')) return { file: fileURLToPath(new URL(`./${name}.js`, base)), execArgv: [] }
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return { file: fileURLToPath(new URL(`./${name}.ts`, base)), execArgv: ['--import', pathToFileURL(tsx).href] }
}

/** A waiting child must not keep a finished program alive. */
export function hold(child: { ref(): void; unref(): void; channel?: { ref(): void; unref(): void } | null }, on: boolean): void {
  for (const each of [child, child.channel]) {
    if (on) each?.ref()
    else each?.unref()
  }
}
