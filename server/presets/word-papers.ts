import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allFields, type FormDefinition } from '../../contract/forms/index.ts'
import type { Template } from '../../contract/preset/texts.ts'
import { WordFailure, type WordTag, wordTags } from '../kernel/papers/index.ts'
import { formsBeside } from './cross.ts'
import type { Parts } from './read.ts'
import { known } from './say.ts'
import { filesIn, type Mistake } from './source.ts'

/** A form's papers are small; more is a picture somebody forgot to shrink. */
const largest = 1_000_000

/** templates/<id>.md together with templates/<id>.docx, where there is one. */
export function withWord(folder: string, template: Template): Template {
  const path = join(folder, wordFile(template.id))
  return existsSync(path) ? { ...template, word: readFileSync(path).toString('base64') } : template
}

const wordFile = (id: string): string => `templates/${id}.docx`

/** Everything wrong with a preset's Word papers; one without its .md is never asked for. */
export function checkWordPapers(folder: string, parts: Pick<Parts, 'templates' | 'forms' | 'documents' | 'kinds'>): Mistake[] {
  const lonely = filesIn(folder, 'templates', '.docx').filter((file) => !parts.templates.some(({ value }) => wordFile(value.id) === file))
  const alone = lonely.map((file) => ({ file, line: 1, message: `旁边还应有 ${file.replace(/docx$/, 'md')}，写明标题和表单。` }))
  const broken = parts.templates.flatMap(({ value }) => {
    const form = parts.forms.find((part) => part.value.id === value.form)?.value
    return form ? checkWord(withWord(folder, value), formsBeside(value.id, form, parts)) : []
  })
  return [...alone, ...broken]
}

/** What a Word paper names and no form has, and what Word itself would choke on. */
function checkWord(template: Template, forms: readonly FormDefinition[]): Mistake[] {
  if (template.word === undefined) return []
  const file = wordFile(template.id)
  const said = (message: string): Mistake => ({ file, line: 1, message })
  const bytes = Buffer.from(template.word, 'base64')
  if (bytes.length > largest) return [said('文件超过 1 MB，请压缩里面的图片。')]
  try {
    const names = namesOf(forms)
    return [...new Set(wordTags(bytes).flatMap((tag) => unknown(tag, names)))].map(said)
  } catch (error) {
    if (error instanceof WordFailure) return [said(`${error.message}，请在 Word 里改正。`)]
    throw error
  }
}

interface Names {
  top: string[]
  /** List id → what its rows have. */
  rows: Map<string, string[]>
}

function namesOf(forms: readonly FormDefinition[]): Names {
  const fields = [...new Map(forms.flatMap((form) => allFields(form)).map((field) => [field.id, field])).values()]
  const options = (list: readonly { id: string; type: string }[]) =>
    list.flatMap((field) => (field.type === 'choice' || field.type === 'multi-choice' ? [field.id, `${field.id}.options`] : [field.id]))
  return {
    top: [...options(fields), 'association.full', 'association.short', 'today', 'matterNumber', 'code'],
    rows: new Map(fields.flatMap((field) => (field.type === 'list' ? [[field.id, ['no', ...options(field.fields)]] as const] : []))),
  }
}

function unknown({ name, inside }: WordTag, { top, rows }: Names): string[] {
  const here = inside.flatMap((outer) => rows.get(outer) ?? [])
  if (top.includes(name) || here.includes(name)) return []
  const row = here.length > 0 ? `，在“${inside.join('”“')}”的每一行里还有：${known(here)}` : ''
  return [`{${name}} 无处可填，可用的有：${known(top)}${row}。`]
}
