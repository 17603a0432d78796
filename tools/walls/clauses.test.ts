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

  it('every clause of the first association is named by a test, and by one in a browser', async () => {
    const proofs = proofsIn(await readTests())
    const asked = [...(await readClauses()).keys()].filter((id) => id.startsWith('CACEM-'))
    expect(asked).toHaveLength(20)
    expect(asked.filter((id) => !proofs.get(id)?.some(({ file }) => file.startsWith('e2e/')))).toEqual([])
  })

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
