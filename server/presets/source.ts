import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'

/** One thing wrong in a preset: where, and what to do. */
export interface Mistake {
  file: string
  line: number
  message: string
}

export type Path = readonly (string | number)[]

/** A file of a preset: its value, and the line every part of it stands on. */
export interface Source {
  file: string
  value: unknown
  lineOf(path: Path): number
}

/** YAML 1.2 without custom tags, merge keys or duplicate keys. Mistakes of syntax are added to `mistakes`. */
export function readYaml(folder: string, file: string, mistakes: Mistake[]): Source | null {
  const text = readText(folder, file, mistakes)
  return text === null ? null : parseYaml(file, text, 0, mistakes)
}

function parseYaml(file: string, text: string, lineOffset: number, mistakes: Mistake[]): Source | null {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  for (const error of document.errors) {
    mistakes.push({
      file,
      line: lines.linePos(error.pos[0]).line + lineOffset,
      message: `文件写法有误：${syntaxMessage(error.code, error.message)}`,
    })
  }
  if (document.errors.length > 0) return null
  return { file, value: document.toJS({ maxAliasCount: 100 }), lineOf: (path) => lineIn(document, lines, path) + lineOffset }
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return '同一处有两个相同的名字，请删去一个。'
  if (code === 'TAB_AS_INDENT') return '缩进请用空格，不要用制表符。'
  if (code === 'BAD_INDENT') return '缩进不齐，请对齐。'
  return message
}

/** The line of the node at `path`, or of the nearest one above it. */
function lineIn(document: Document.Parsed, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const start = startOf(document, path.slice(0, depth))
    if (start !== null) return lines.linePos(start).line
  }
  return 1
}

function startOf(document: Document.Parsed, path: Path): number | null {
  const key = path.at(-1)
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(key))
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null
  }
  const node = isSeq(parent) ? parent.items[Number(key)] : undefined
  return isNode(node) ? (node.range?.[0] ?? null) : null
}

/** texts/*.md and templates/*.md: YAML between two lines of ---, then the body. */
export function readMarkdown(folder: string, file: string, mistakes: Mistake[]): Source | null {
  const text = readText(folder, file, mistakes)
  if (text === null) return null
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text)
  if (parts === null) {
    mistakes.push({ file, line: 1, message: '文件开头应有一段用 --- 围起来的说明，至少写明 title。' })
    return null
  }
  const head = parseYaml(file, parts[1] ?? '', 1, mistakes)
  if (head === null || typeof head.value !== 'object' || head.value === null) return null
  const id = file.replace(/^.*\//, '').replace(/\.md$/, '')
  return { ...head, value: { ...head.value, id, body: (parts[2] ?? '').trim() } }
}

/** The files of a subfolder with that ending, sorted; [] when there is no such folder. */
export function filesIn(folder: string, under: string, ending: string): string[] {
  const path = join(folder, under)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${under}/${name}`)
}

function readText(folder: string, file: string, mistakes: Mistake[]): string | null {
  const path = join(folder, file)
  if (!existsSync(path)) {
    mistakes.push({ file, line: 1, message: '缺少这个文件。' })
    return null
  }
  return readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r\n/g, '\n')
}
