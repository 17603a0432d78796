/** RFC 4180 with whatever separator the first lines use most (comma, tab, semicolon, |); a quote inside a bare cell is a letter. */
export function parseSeparated(text: string): string[][] {
  const plain = text.replace(/^\ufeff/, '')
  const separator = separatorOf(plain)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < plain.length) {
    const cell = plain[at] === '"' ? quoted(plain, at, separator) : bare(plain, at, separator)
    row.push(cell.text)
    at = cell.end
    if (plain[at] === separator) {
      at += 1
      // A separator at the very end still has a cell after it.
      if (at < plain.length) continue
      row.push('')
    }
    if (plain[at] === '\r') at += 1
    if (plain[at] === '\n') at += 1
    rows.push(row)
    row = []
  }
  return rows
}

function bare(text: string, from: number, separator: string): { text: string; end: number } {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { text: text.slice(from, end), end }
}

function quoted(text: string, from: number, separator: string): { text: string; end: number } {
  let value = ''
  let at = from + 1
  for (;;) {
    const close = text.indexOf('"', at)
    // Never closed: it was no quote but a letter of the line.
    if (close < 0) return bare(text, from, separator)
    value += text.slice(at, close)
    if (text[close + 1] !== '"') {
      // What follows a closed cell (banks put tabs there) belongs to it.
      const rest = bare(text, close + 1, separator)
      return { text: value + rest.text, end: rest.end }
    }
    value += '"'
    at = close + 2
  }
}

function separatorOf(text: string): string {
  const lines = text.split(/\r?\n/, 60)
  const count = (separator: string) => lines.reduce((most, line) => Math.max(most, line.split(separator).length), 0)
  const [best] = [',', '\t', ';', '|'].map((separator) => ({ separator, most: count(separator) })).sort((a, b) => b.most - a.most)
  return best?.separator ?? ','
}
