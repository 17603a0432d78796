import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { contrastWithWhite, doubtsAbout, fillTemplate, fillText, placeholdersOf, type Resolution, readableAccent } from '../preset.ts'

const lawful: Resolution = {
  assembly: '会员代表大会',
  date: '2021-11-20',
  attendance: { present: 200, total: 300 },
  votes: { for: 101, against: 60, abstain: 39 },
  secretBallot: true,
  publishedOn: '2021-12-01',
}

describe('a resolution on dues (民发〔2014〕166号)', () => {
  it('stands with two thirds present and more than half of them for it, by secret ballot, published', () => {
    expect(doubtsAbout(lawful)).toEqual([])
  })
  it.each<[string, Partial<Resolution>, string]>([
    ['one short of two thirds', { attendance: { present: 199, total: 300 }, votes: { for: 101, against: 60, abstain: 38 } }, '三分之二'],
    ['exactly half', { votes: { for: 100, against: 100, abstain: 0 } }, '一半'],
    ['more votes than people', { votes: { for: 150, against: 60, abstain: 0 } }, '多于'],
    ['an open ballot', { secretBallot: false }, '无记名'],
    ['no publication', { publishedOn: undefined }, '公布'],
  ])('is doubted with %s', (_, change, word) => {
    const doubts = doubtsAbout({ ...lawful, ...change })
    expect(doubts).toHaveLength(1)
    expect(doubts[0]).toContain(word)
  })
})

describe('texts to fill', () => {
  it('leave a line to write on where a paper’s value is missing, and nothing where a message’s is', () => {
    expect(fillTemplate('我单位 {{ name }}，代码 {{code}}。', { name: '示例公司' })).toBe('我单位 示例公司，代码 ＿＿＿＿＿＿＿＿。')
    expect(fillText('{member}的{matter}', { member: '示例公司' })).toBe('示例公司的')
    expect(placeholdersOf('{{a}} {b} {{a}} {{c.d}}')).toEqual(['a', 'b', 'c.d'])
  })
  it('never fill what a value brought along', () => {
    expect(fillText('{a}{b}', { a: '{b}', b: '1' })).toBe('{b}1')
  })
})

describe('an accent', () => {
  it('is darkened until it reads on white (4.5 : 1), and left alone when it does', () => {
    expect(contrastWithWhite('#ffffff')).toBeCloseTo(1)
    expect(contrastWithWhite('#000000')).toBeCloseTo(21)
    for (const colour of ['#ffcc00', '#f0a0a0', '#ffffff']) expect(contrastWithWhite(readableAccent(colour))).toBeGreaterThanOrEqual(4.5)
    expect(readableAccent('#a3262a')).toBe('#a3262a')
  })
})

describe('what the web loads of forms and presets', () => {
  it('is small, and neither evaluates code nor brings the schema library', () => {
    const contents = `export * from './forms/index.ts'; export * from './preset.ts'`
    const built = buildSync({
      stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      metafile: true,
    })
    expect(Object.keys(built.metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([])
    const code = built.outputFiles[0]?.text ?? ''
    expect(code).not.toMatch(/\beval\(|new Function/)
    expect(code.length).toBeGreaterThan(5000)
    expect(code.length).toBeLessThan(30_000)
  })
})
