import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../', import.meta.url))
const page = 'docs/clauses.md'
const folders = ['contract', 'server', 'web', 'checks', 'tools', 'e2e']

/** One test that names a clause in its title. */
export interface Proof {
  file: string
  title: string
}

/** Every title of `it`, `test` and `describe` in a source. */
export function titlesIn(source: string): string[] {
  const call = /\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g
  return [...source.matchAll(call)].map((match) => (match[2] ?? '').replace(/\\(['"`])/g, '$1'))
}

/** Clause → the tests that name it, in the order of their files. `CACEM-01, 02` in a title names both. */
export function proofsIn(files: Map<string, string>): Map<string, Proof[]> {
  const proofs = new Map<string, Proof[]>()
  for (const [file, source] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    for (const title of titlesIn(source)) {
      for (const id of clausesIn(title)) proofs.set(id, [...(proofs.get(id) ?? []), { file, title }])
    }
  }
  return proofs
}

function clausesIn(title: string): Set<string> {
  const named = [...title.matchAll(/\b([A-Z]{3,6})-(\d\d)((?:, ?\d\d\b)*)/g)]
  return new Set(named.flatMap(([, who, first, more = '']) => [first, ...(more.match(/\d\d/g) ?? [])].map((number) => `${who}-${number}`)))
}

/** The clauses and their words, from docs/clauses.yaml. */
export async function readClauses(): Promise<Map<string, string>> {
  const found: unknown = parse(await readFile(join(root, 'docs/clauses.yaml'), 'utf8'))
  return new Map(Object.entries(found ?? {}).map(([id, text]) => [id, String(text)]))
}

/** Every test of the repository, by its path. In e2e the chapters of a life are tests too. */
export async function readTests(): Promise<Map<string, string>> {
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true })).map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    ),
  )
  const tests = names.flat().filter((name) => (name.startsWith('e2e/') ? /\.ts$/ : /\.test\.ts$/).test(name))
  return new Map(await Promise.all(tests.map(async (name) => [name, await readFile(join(root, name), 'utf8')] as const)))
}

/** docs/clauses.md as it must be now. */
export function clausesPage(clauses: Map<string, string>, proofs: Map<string, Proof[]>): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const rows = [...clauses].map(([id, text]) => {
    const tests = (proofs.get(id) ?? []).map(({ file, title }) => `\`${file}\`: ${title}`)
    return `| ${id} | ${cell(text)} | ${cell(tests.join('<br>')) || '—'} |`
  })
  return `# What is asked, and the tests that prove it

Made by \`npm run clauses\` from \`docs/clauses.yaml\` and the titles of the tests; a wall checks that it is current.

| clause | what is asked | tests that name it |
|---|---|---|
${rows.join('\n')}
`
}

export const currentPage = async (): Promise<string> => clausesPage(await readClauses(), proofsIn(await readTests()))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(join(root, page), await currentPage())
  process.stdout.write(`${page} 已更新。\n`)
}
