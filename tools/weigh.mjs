// Measures the gzipped JavaScript of the built web: what each door loads first, and its heaviest route. Fails over budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const root = new URL('../dist/web/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', root), 'utf8'))

// Kilobytes of 1000 bytes, gzip.
const doors = [
  { door: 'public', start: 'public/home/HomePage.vue', first: 95, route: 180 },
  { door: 'portal', start: 'portal/home/HomePage.vue', first: 95, route: 180 },
  { door: 'console', start: 'console/home/HomePage.vue', first: 280, route: 280 },
]

const weights = new Map()
function weigh(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(new URL(file, root)), { level: 9 }).length)
  return weights.get(file)
}

/** Keys of the manifest reached from `keys` by static imports. */
function closure(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue
    const chunk = manifest[key]
    if (!chunk) throw new Error(`weigh: ${key} is not in the build; is its path right?`)
    found.add(key)
    closure(chunk.imports ?? [], found)
  }
  return found
}

/** The same, with everything those may load later (region lists, workers). */
function withLater(keys, entry) {
  const all = closure(keys)
  for (let size = -1; size !== all.size; ) {
    size = all.size
    for (const key of [...all]) if (key !== entry) closure(manifest[key].dynamicImports ?? [], all)
  }
  return all
}

const kilobytes = (keys, pick) => {
  const files = new Set([...keys].flatMap((key) => pick(manifest[key])))
  return [...files].reduce((sum, file) => sum + weigh(file), 0) / 1000
}
const scripts = (chunk) => (chunk.file.endsWith('.js') ? [chunk.file] : [])
const styles = (chunk) => chunk.css ?? []

const rows = []
for (const { door, start, first, route } of doors) {
  const entry = `${door}/index.html`
  const firstKeys = closure([entry, start])
  rows.push({ what: `${door} first load`, js: kilobytes(firstKeys, scripts), css: kilobytes(firstKeys, styles), limit: first, file: start })
  const heaviest = (manifest[entry].dynamicImports ?? [])
    .map((key) => ({ key, js: kilobytes(closure([entry, key]), scripts) }))
    .sort((a, b) => b.js - a.js)[0]
  const keys = closure([entry, heaviest.key])
  const later = new Set([...keys, ...withLater([heaviest.key], entry)])
  rows.push({
    what: `${door} heaviest route`,
    js: heaviest.js,
    css: kilobytes(keys, styles),
    later: kilobytes(later, scripts),
    limit: route,
    file: heaviest.key,
  })
}

const number = (value) => (value === undefined ? '' : value.toFixed(1))
console.log(`${'gzip kB'.padEnd(24)}${'JS'.padStart(8)}${'limit'.padStart(8)}${'later'.padStart(8)}${'CSS'.padStart(8)}  route`)
for (const row of rows) {
  const over = row.js > row.limit
  console.log(
    `${row.what.padEnd(24)}${number(row.js).padStart(8)}${String(row.limit).padStart(8)}${number(row.later).padStart(8)}${number(row.css).padStart(8)}  ${row.file}${over ? '  OVER BUDGET' : ''}`,
  )
  if (over) process.exitCode = 1
}
