/** Fills `{{name}}`; what is unknown or empty becomes a rule to write on by hand. */
export function fillTemplate(body: string, values: Record<string, string>): string {
  return body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => values[name] || '＿＿＿＿＿＿＿＿')
}

/** Fills the `{name}` of messages and certificates; what is unknown becomes nothing. */
export function fillText(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** The names a text asks for, in order, each once. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{?\s*([\w.]+)\s*\}?\}/g)].map((match) => match[1] ?? ''))]
}
