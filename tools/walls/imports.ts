import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize, relative } from 'node:path'

/** The floors of ARCHITECTURE.md: a module may use the doors of modules on floors below its own. */
export const floors: Record<string, number> = {
  associations: 1,
  accounts: 2,
  branches: 2,
  staff: 3,
  matters: 4,
  meetings: 5,
  members: 5,
  dues: 6,
  access: 7,
  bank: 7,
  council: 6,
  certificates: 7,
  directory: 7,
  people: 7,
  receipts: 7,
  reminders: 7,
  online: 7,
  notifications: 8,
}

// Rooms that put the house together, and may therefore see every door.
const assembly = /^server\/(app|wiring|install|start|main|worker|greet|events)\.ts$|^server\/(demo|testing)\//

export interface Fault {
  file: string
  imports: string
  law: string
}

/** `import`, `export … from` and `import()` of relative files; type-only imports count as well. */
export function importsOf(source: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g
  return [...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** Every import that goes up, sideways into a room, or through a wall. `files`: path from the root → source. */
export function findFaults(files: Map<string, string>): Fault[] {
  const faults: Fault[] = []
  for (const [file, source] of files) {
    for (const imported of importsOf(source)) {
      const target = imported.startsWith('.') ? normalize(join(dirname(file), imported)) : imported
      const law = brokenLaw(file, target)
      if (law) faults.push({ file, imports: target, law })
    }
  }
  return faults
}

const area = (path: string) => path.split('/')[0] ?? ''
const moduleOf = (path: string) => /^server\/modules\/([^/]+)\//.exec(path)?.[1]
const doorOf = (path: string) => /^web\/(public|portal|console)\//.exec(path)?.[1]
const isTest = (path: string) => /\.(test|e2e)\.ts$/.test(path)
/** What tests share: of a module, or of the server. */
const isTesting = (path: string) => /\/testing(\/[^/]+)?\.ts$/.test(path)

function brokenLaw(file: string, target: string): string | null {
  if (area(file) === 'contract') return contractLaw(file, target)
  if (area(file) === 'web') return webLaw(file, target)
  if (area(file) === 'server') return serverLaw(file, target)
  return null
}

function contractLaw(file: string, target: string): string | null {
  if (isTest(file)) return null
  if (target.startsWith('node:')) return 'contract is pure: no Node'
  if (['server', 'web', 'tools'].includes(area(target))) return 'contract stands beside everything and imports none of it'
  return null
}

function webLaw(file: string, target: string): string | null {
  if (area(target) === 'server') return 'web knows the server by its contract only'
  if (target.startsWith('node:') && file !== 'web/vite.config.ts' && !isTest(file)) return 'web runs in a browser'
  const [from, to] = [doorOf(file), doorOf(target)]
  if (from && to && from !== to) return 'the three doors never import each other'
  if (file.startsWith('web/ui/') && /^web\/(parts|api|public|portal|console)\//.test(target)) return 'ui knows nothing of us'
  if (/^web\/(parts|api)\//.test(file) && to) return 'parts and api lie below the doors'
  return null
}

function serverLaw(file: string, target: string): string | null {
  if (area(target) === 'web') return 'the server knows no screen'
  const [from, to] = [moduleOf(file), moduleOf(target)]
  if (isTest(file) || (isTesting(file) && isTesting(target))) return null
  if (to && isTesting(target)) return 'what tests share is for tests only'
  if (!to || from === to || assembly.test(file)) return null
  if (file.startsWith('server/kernel/')) return 'the kernel is the lowest floor'
  if (!from) return null
  if ((floors[to] ?? 99) >= (floors[from] ?? -1)) return `floor ${floors[from]} (${from}) must not reach floor ${floors[to]} (${to})`
  return target.endsWith(`/modules/${to}/index.ts`) ? null : `enter ${to} by its door, index.ts`
}

/** Reads every source file below the given folders of `root`. */
export async function readSources(root: string, folders: string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile() || !/\.(ts|vue)$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      files.set(relative(root, path), await readFile(path, 'utf8'))
    }
  }
  return files
}
