import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot } from './paths.mjs'

/** A fingerprint of files and folders of the clone: names and contents. Tests don't count, they are not built. */
export function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesBelow(path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(inRoot(file)))
        .update('\0')
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  const found = statSync(inRoot(path), { throwIfNoEntry: false })
  if (!found) return []
  if (found.isFile()) return [path]
  return readdirSync(inRoot(path))
    .sort()
    .filter((name) => name !== 'node_modules' && !/\.test\.ts$/.test(name))
    .flatMap((name) => filesBelow(join(path, name)))
}

export const isStamped = (file, value) => existsSync(file) && readFileSync(file, 'utf8') === value

export function stamp(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, value)
}
