import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { paragraph, sampleWord, table, tableRow } from '../kernel/papers/word.fixture.ts'
import { checkPreset, loadPreset } from './index.ts'

const good = new URL('../../presets/cacem', import.meta.url).pathname
const made: string[] = []

/** A good preset with a Word paper put beside one of its templates. */
function withPaper(name: string, body: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'preset-'))
  made.push(folder)
  cpSync(good, folder, { recursive: true })
  writeFileSync(join(folder, 'templates', name), sampleWord(body))
  return folder
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

describe('CEPCA-07 an association’s own Word paper in its preset', () => {
  it('is loaded beside the template of the same name', () => {
    const rows = table(tableRow('{#contacts}{no}', '{name}{/contacts}'))
    const folder = withPaper('application-form.docx', paragraph('{name}（{matterNumber}）') + rows)
    expect(checkPreset(folder)).toEqual([])
    const papers = loadPreset(folder).templates.map((template) => [template.id, template.word !== undefined])
    expect(Object.fromEntries(papers)).toMatchObject({ 'application-form': true, 'credit-pledge': false })
  })

  it('names what no field fills, by the file it stands in', () => {
    const [mistake, ...more] = checkPreset(withPaper('application-form.docx', paragraph('{nmae}')))
    expect(more).toEqual([])
    expect(mistake).toMatchObject({ file: 'templates/application-form.docx', message: expect.stringContaining('{nmae} 无处可填') })
  })

  it('says what the rows of a list have, and that a list must end', () => {
    const unknown = checkPreset(withPaper('application-form.docx', paragraph('{#contacts}{wechat}{/contacts}')))
    expect(unknown[0]?.message).toMatch(/\{wechat\} 无处可填.*在“contacts”的每一行里还有：no、name/)
    const open = checkPreset(withPaper('application-form.docx', paragraph('{#contacts}{name}')))
    expect(open[0]?.message).toContain('{#contacts} 后面没有 {/contacts}')
  })

  it('needs its .md beside it', () => {
    const [mistake] = checkPreset(withPaper('other-form.docx', paragraph('{name}')))
    expect(mistake).toMatchObject({ file: 'templates/other-form.docx', message: expect.stringContaining('templates/other-form.md') })
  })
})
