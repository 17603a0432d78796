import type { Readable } from 'node:stream'

/** Where bytes lie. Keys are ASCII, made by us; names and owners live in the database. */
export interface FileStore {
  put(key: string, bytes: Buffer, mediaType: string): Promise<void>
  /** Fails with ENOENT-like `missing` when the key is unknown. */
  get(key: string): Promise<Buffer>
  stream(key: string): Promise<Readable>
  remove(key: string): Promise<void>
  close(): Promise<void>
}

const safeKey = /^[a-z0-9][a-z0-9/_-]*(\.[a-z0-9]+)?$/

export function checkKey(key: string): string {
  if (!safeKey.test(key) || key.includes('//')) throw new TypeError(`unsafe file key: ${key}`)
  return key
}

export class MissingFile extends Error {
  readonly key: string
  constructor(key: string) {
    super(`no bytes under ${key}`)
    this.name = 'MissingFile'
    this.key = key
  }
}
