/** The little Markdown that an association's texts use, as a tree of plain strings: set as text, so no word becomes markup. */

export interface Span {
  text: string
  bold: boolean
  href: string | null
}

export type Block =
  | { kind: 'heading'; level: 2 | 3 | 4; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] }

const heading = /^(#{1,6})\s+(.*?)\s*#*$/
const entry = /^\s{0,3}(?:([-*+])|(\d{1,4})[.)])\s+(.*)$/
const row = /^\s*\|(.*)\|\s*$/

export function readMarkdown(source: string): Block[] {
  const blocks: Block[] = []
  for (const part of source.replace(/\r\n?/g, '\n').split(/\n{2,}/))
    readPart(
      part.split('\n').filter((line) => line.trim()),
      blocks,
    )
  return blocks
}

function readPart(lines: string[], blocks: Block[]): void {
  let open: string[] = []
  const close = () => {
    if (open.length > 0) blocks.push({ kind: 'paragraph', spans: spansOf(join(open)) })
    open = []
  }
  for (const line of lines) {
    const head = heading.exec(line)
    const item = entry.exec(line)
    const cells = row.exec(line)
    if (head || item || cells) close()
    if (head) blocks.push({ kind: 'heading', level: levelOf(head[1] ?? ''), spans: spansOf(head[2] ?? '') })
    else if (item) addItem(blocks, item[1] === undefined, item[3] ?? '')
    else if (cells) addRow(blocks, cells[1] ?? '')
    else open.push(line.trim())
  }
  close()
}

// The page's own title is the first level.
const levelOf = (marks: string): 2 | 3 | 4 => (marks.length <= 2 ? 2 : marks.length === 3 ? 3 : 4)

// A line break inside a Chinese paragraph is no blank.
const join = (lines: string[]): string =>
  lines.reduce((text, line) => (/[\w,.;:!?]$/.test(text) && /^\w/.test(line) ? `${text} ${line}` : text + line), '')

function addItem(blocks: Block[], ordered: boolean, text: string): void {
  const last = blocks.at(-1)
  if (last?.kind === 'list' && last.ordered === ordered) last.items.push(spansOf(text))
  else blocks.push({ kind: 'list', ordered, items: [spansOf(text)] })
}

function addRow(blocks: Block[], text: string): void {
  if (/^[\s|:-]+$/.test(text)) return
  const cells = text.split('|').map((cell) => spansOf(cell.trim()))
  const last = blocks.at(-1)
  if (last?.kind === 'table') last.rows.push(cells)
  else blocks.push({ kind: 'table', head: cells, rows: [] })
}

const mark = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g

function spansOf(text: string): Span[] {
  const spans: Span[] = []
  let at = 0
  const plain = (end: number) => {
    if (end > at) spans.push({ text: text.slice(at, end), bold: false, href: null })
  }
  for (const found of text.matchAll(mark)) {
    plain(found.index)
    if (found[1] !== undefined) spans.push({ text: found[1], bold: true, href: null })
    else spans.push({ text: found[2] ?? '', bold: false, href: safeHref(found[3] ?? '') })
    at = found.index + found[0].length
  }
  plain(text.length)
  return spans
}

/** Only addresses that can't run anything. */
const safeHref = (href: string): string | null => (/^(https?:|mailto:|tel:|\/|#)/i.test(href) ? href : null)
