import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readSources } from './imports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files in which a preset's slug stands as a word. Tests may name a preset, code may not. */
function findSlugs(files: Map<string, string>, slugs: string[]): string[] {
  const word = new RegExp(`(?<![a-z0-9])(${slugs.join('|')})(?![a-z0-9])`)
  return [...files].filter(([path, source]) => !/\.test\.ts$|^server\/testing\//.test(path) && word.test(source)).map(([path]) => path)
}

describe('no association stands in code', () => {
  it('is red on a broken fixture', () => {
    const files = new Map([
      ['server/modules/dues/rate.ts', "if (slug === 'cacem') return 3000"],
      ['server/modules/dues/fine.ts', 'const macemx = 1'],
    ])
    expect(findSlugs(files, ['cacem'])).toEqual(['server/modules/dues/rate.ts'])
  })

  it('holds in contract, server and web', async () => {
    const slugs = (await readdir(new URL('../../presets/', import.meta.url), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect(slugs.length).toBeGreaterThan(0)
    expect(findSlugs(await readSources(root, ['contract', 'server', 'web']), slugs)).toEqual([])
  })
})
