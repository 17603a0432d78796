import { randomBytes } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { StartError } from '../start-error.ts'
import { checkKey, type FileStore, MissingFile } from './store.ts'

/** Makes the folder, at the start: whoever uploads later must not be the one to learn that it can't be written. */
export async function openFolder(root: string): Promise<void> {
  try {
    await mkdir(root, { recursive: true })
    await access(root, constants.W_OK)
  } catch (error) {
    throw new StartError(`文件夹 ${root} 不能写入，请用环境变量 DATA_DIR 换一个可以写入的文件夹。`, { cause: error })
  }
}

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
