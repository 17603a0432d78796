import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { clausesPage, currentPage, proofsIn, readClauses, readTests, titlesIn } from '../clauses.ts'

describe('clauses and their tests', () => {
  it('reads titles as a person does', () => {
    const source = `describe('one', () => { it("two \\"quoted\\"", f); it.each([1])('three %s', f); split('four') })`
    expect(titlesIn(source)).toEqual(['one', 'two "quoted"', 'three %s'])
  })

  it('is red on a broken fixture: a clause that no test names', () => {
    const proofs = proofsIn(new Map([['server/a.test.ts', `it('ABC-01, 03 holds', f)`]]))
    expect([...proofs.keys()]).toEqual(['ABC-01', 'ABC-03'])
    expect(clausesPage(new Map([['ABC-02', 'is asked']]), proofs)).toContain('| ABC-02 | is asked | — |')
  })

  // What is built so far; each grows with what is built next.
  const built = { CACEM: [1, 20], CEPCA: [1, 13], GSJL: [1, 12], CAQ: [1, 8], CQSSA: [1, 7] } as const
  it.each(Object.entries(built))(
    'every clause of %s that is built is named by a test, and by one in a browser',
    async (name, [from, to]) => {
      const proofs = proofsIn(await readTests())
      const asked = Array.from({ length: to - from + 1 }, (_, at) => `${name}-${String(from + at).padStart(2, '0')}`)
      const clauses = await readClauses()
      expect(asked.filter((id) => !clauses.has(id))).toEqual([])
      expect(asked.filter((id) => !proofs.get(id)?.some(({ file }) => file.startsWith('e2e/')))).toEqual([])
    },
  )

  it('no test names a clause that is not asked', async () => {
    const clauses = await readClauses()
    expect(
      [...proofsIn(await readTests())]
        .filter(([id, tests]) => !clauses.has(id) && tests.some(({ file }) => !file.startsWith('tools/')))
        .map(([id]) => id),
    ).toEqual([])
  })

  it('docs/clauses.md is current (npm run clauses)', async () => {
    expect(await readFile(new URL('../../docs/clauses.md', import.meta.url), 'utf8')).toBe(await currentPage())
  })
})
