import { Readable } from 'node:stream'
import { S3mini } from 's3mini'
import { checkKey, type FileStore, MissingFile } from './store.ts'

export interface S3Options {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** An S3-compatible bucket (OSS, COS, MinIO …) behind the same door as the disk. */
export function s3Store(options: S3Options): FileStore {
  const client = new S3mini({
    endpoint: `${options.endpoint.replace(/\/$/, '')}/${options.bucket}`,
    region: options.region,
    accessKeyId: options.accessKeyId,
    secretAccessKey: options.secretAccessKey,
  })
  async function get(key: string): Promise<Buffer> {
    const bytes = await client.getObjectArrayBuffer(checkKey(key))
    if (!bytes) throw new MissingFile(key)
    return Buffer.from(bytes)
  }
  return {
    async put(key, bytes, mediaType) {
      await client.putObject(checkKey(key), bytes, mediaType)
    },
    get,
    stream: async (key) => Readable.from(await get(key)),
    async remove(key) {
      await client.deleteObject(checkKey(key))
    },
    close: async () => undefined,
  }
}
