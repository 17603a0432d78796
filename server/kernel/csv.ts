/**
 * RFC 4180 with a byte order mark, so that Excel reads the Chinese. A cell that a spreadsheet would take for a formula
 * gets an apostrophe before it: names come from outside.
 */
export function csv(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`, 'utf8')
}

function cell(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
