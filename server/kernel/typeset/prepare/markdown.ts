/** The little markdown that letters use, as a tree of plain strings: the template sets strings, so no word becomes code. */

export interface Span {
  text: string
  bold: boolean
}

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Span[][] }

const heading = /^(#{1,6})\s+(.*?)\s*#*$/
const bullet = /^\s{0,3}[-*+]\s+(.*)$/
const numbered = /^\s{0,3}(\d{1,4})[.)]\s+(.*)$/

/** Paragraphs, #, ## and ### headings, - and 1. lists, **bold**, \* for a star. Everything else is taken as written. */
export function markdown(source: string): Block[] {
  const blocks: Block[] = []
  let open: string[] = []
  const close = () => {
    if (open.length > 0) blocks.push({ kind: 'paragraph', spans: spans(joined(open)) })
    open = []
  }
  for (const line of source.split('\n')) {
    const entry = listEntry(line)
    const head = heading.exec(line)
    if (line.trim() === '') close()
    else if (head) {
      close()
      const level = Math.min((head[1] ?? '').length, 3)
      blocks.push({ kind: 'heading', level: level === 1 ? 1 : level === 2 ? 2 : 3, spans: spans(head[2] ?? '') })
    } else if (entry) {
      close()
      addEntry(blocks, entry)
    } else open.push(line.trim())
  }
  close()
  return blocks
}

function listEntry(line: string): { ordered: boolean; number: number; text: string } | undefined {
  const dot = bullet.exec(line)
  if (dot) return { ordered: false, number: 0, text: dot[1] ?? '' }
  const count = numbered.exec(line)
  return count ? { ordered: true, number: Number(count[1]), text: count[2] ?? '' } : undefined
}

function addEntry(blocks: Block[], entry: { ordered: boolean; number: number; text: string }): void {
  const last = blocks.at(-1)
  if (last?.kind === 'list' && last.ordered === entry.ordered) last.items.push(spans(entry.text))
  else blocks.push({ kind: 'list', ordered: entry.ordered, start: entry.number, items: [spans(entry.text)] })
}

/** Chinese lines join without a space, Latin words with one. */
function joined(lines: string[]): string {
  return lines.reduce((text, line) => (/[\x21-\x7e]$/.test(text) && /^[\x21-\x7e]/.test(line) ? `${text} ${line}` : text + line))
}

function spans(text: string): Span[] {
  const parts = text.split(/(?<!\\)\*\*/)
  // Stars that are never closed are stars somebody wrote.
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join('**'))
  return parts.map((part, n) => ({ text: part.replace(/\\([\\*#\-_])/g, '$1'), bold: n % 2 === 1 })).filter((span) => span.text !== '')
}
