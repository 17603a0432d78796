import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { checkKey, type FileStore, MissingFile } from './store.ts'

/** Files below `root`. A file is there whole or not at all: written aside, synced, renamed. */
export function diskStore(root: string): FileStore {
  const path = (key: string) => join(root, checkKey(key))
  return {
    async put(key, bytes) {
      const target = path(key)
      await mkdir(dirname(target), { recursive: true })
      const aside = `${target}.${randomBytes(6).toString('hex')}.part`
      const handle = await open(aside, 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(aside, target)
    },
    get: (key) => readFile(path(key)).catch((error) => missing(key, error)),
    async stream(key): Promise<Readable> {
      await stat(path(key)).catch((error) => missing(key, error))
      return createReadStream(path(key))
    },
    remove: (key) => rm(path(key), { force: true }),
    close: async () => undefined,
  }
}

function missing(key: string, error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new MissingFile(key)
  throw error
}
