import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folders = 'contract|server|web|presets|e2e|checks|bench|tools|docs'

/** Paths of ours that a text names, in backticks or links. Patterns (`*`, `<name>`, `…`) name no one file. */
function pathsIn(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`|\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? match[2] ?? '')
  const own = new RegExp(`^(\\./)?(${folders})/[\\w./-]*$|^[A-Z]+\\.md$|^(package|tsconfig|biome)\\.json$`)
  return [...new Set(named.filter((path) => own.test(path)).map((path) => path.replace(/^\.\//, '').replace(/#.*$/, '')))]
}

async function missing(paths: string[]): Promise<string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => !there[index])
}

async function documents(): Promise<string[]> {
  const top = (await readdir(root)).filter((name) => name.endsWith('.md'))
  const docs = (await readdir(join(root, 'docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name))
  return [...top, ...docs, 'web/README.md']
}

describe('documents name only paths that exist', () => {
  it('is red on a broken fixture', async () => {
    expect(await missing(pathsIn('See `server/app.ts`, [here](docs/nowhere.md) and `tools/walls/*.test.ts`.'))).toEqual(['docs/nowhere.md'])
  })

  it('holds in every document', async () => {
    const wrong: string[] = []
    for (const file of await documents()) {
      for (const path of await missing(pathsIn(await readFile(join(root, file), 'utf8')))) wrong.push(`${file}: ${path}`)
    }
    expect(wrong).toEqual([])
  })
})
