import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, testGround } from '../../testing/ground.ts'
import { inTx } from '../database/transaction.ts'
import { diskStore } from './disk.ts'
import { cleanName, findFile, recordFile, storeBytes } from './files.ts'
import { s3Store } from './s3.ts'
import { type FileStore, MissingFile } from './store.ts'

let folder: string
let bucket: S3rver
const stores: Record<'disk' | 's3', FileStore | undefined> = { disk: undefined, s3: undefined }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiji-files-'))
  stores.disk = diskStore(join(folder, 'disk'))
  bucket = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'papers', configs: [] }],
  })
  const { port } = await bucket.run()
  stores.s3 = s3Store({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket: 'papers',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  })
})
afterAll(async () => {
  await bucket.close()
  await rm(folder, { recursive: true, force: true })
})

function store(kind: 'disk' | 's3'): FileStore {
  const found = stores[kind]
  if (!found) throw new Error('not opened')
  return found
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

describe.each(['disk', 's3'] as const)('the file store on %s', (kind) => {
  it('gives back what was put, byte for byte, whole and as a stream', async () => {
    const bytes = randomBytes(300_000)
    await store(kind).put('association/one/paper.pdf', bytes, 'application/pdf')
    expect((await store(kind).get('association/one/paper.pdf')).equals(bytes)).toBe(true)
    expect((await collect(await store(kind).stream('association/one/paper.pdf'))).equals(bytes)).toBe(true)
  })

  it('keeps an empty file empty', async () => {
    await store(kind).put('association/empty.bin', Buffer.alloc(0), 'application/octet-stream')
    expect((await store(kind).get('association/empty.bin')).length).toBe(0)
  })

  it('replaces what was there before', async () => {
    await store(kind).put('association/again.bin', Buffer.from('before, and longer'), 'application/octet-stream')
    await store(kind).put('association/again.bin', Buffer.from('after'), 'application/octet-stream')
    expect((await store(kind).get('association/again.bin')).toString()).toBe('after')
  })

  it('says which bytes are missing', async () => {
    await expect(store(kind).get('association/never.pdf')).rejects.toBeInstanceOf(MissingFile)
    await expect(store(kind).stream('association/never.pdf')).rejects.toMatchObject({ name: 'MissingFile', key: 'association/never.pdf' })
  })

  it('removes, and removing twice is no fault', async () => {
    await store(kind).put('association/gone.bin', Buffer.from('x'), 'application/octet-stream')
    await store(kind).remove('association/gone.bin')
    await store(kind).remove('association/gone.bin')
    await expect(store(kind).get('association/gone.bin')).rejects.toBeInstanceOf(MissingFile)
  })

  it.each(['../outside.bin', '/etc/passwd', 'a/../../b', 'a//b', 'A.pdf', '会员.pdf', 'a b', '', 'a/b.tar.gz', '.hidden'])(
    'refuses the key “%s”',
    async (key) => {
      await expect((async () => store(kind).put(key, Buffer.from('x'), 'text/plain'))()).rejects.toThrow(/unsafe file key/)
      await expect((async () => store(kind).get(key))()).rejects.toThrow(/unsafe file key/)
    },
  )
})

it('on disk, a file that is read while it is replaced is the old one or the new one, never half', async () => {
  const [old, fresh] = [Buffer.alloc(2_000_000, 'a'), Buffer.alloc(2_000_000, 'b')]
  await store('disk').put('association/race.bin', old, 'application/octet-stream')
  const writing = Promise.all([
    store('disk').put('association/race.bin', fresh, 'application/octet-stream'),
    store('disk').put('association/race.bin', fresh, 'application/octet-stream'),
  ])
  const seen = await Promise.all(Array.from({ length: 20 }, () => store('disk').get('association/race.bin')))
  await writing
  for (const bytes of seen) expect(bytes.equals(old) || bytes.equals(fresh)).toBe(true)
  expect((await readdir(join(folder, 'disk/association'))).filter((name) => name.endsWith('.part'))).toEqual([])
})

describe('a file’s row', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await testGround()
  })
  afterAll(() => ground.close())

  it('is found again with its name, size and sum, and leads to the bytes', async () => {
    const stored = await storeBytes(ground.here(), Buffer.from('中国'), 'C:\\扫描\\营业执照.pdf', 'application/pdf')
    await inTx(ground.here(), (tx, ctx) => recordFile(tx, ctx, stored))
    const found = await inTx(ground.here(), (tx, ctx) => findFile(tx, ctx, stored.id))
    expect(found).toMatchObject({
      name: '营业执照.pdf',
      bytes: 6,
      sha256: 'f0e9521611bb290d7b09b8cd14a63c3fe7cbf9a2f4e0090d8238d22403d35182',
    })
    expect((await ground.kernel.files.get(found.key)).toString()).toBe('中国')
    expect(found.key.startsWith(`${ground.here().association.id}/`)).toBe(true)
  })

  it('does not exist for another association', async () => {
    const stored = await storeBytes(ground.here(), Buffer.from('x'), 'x.pdf', 'application/pdf')
    await inTx(ground.here(), (tx, ctx) => recordFile(tx, ctx, stored))
    await expect(inTx(ground.there(), (tx, ctx) => findFile(tx, ctx, stored.id))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a file’s name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\执照.pdf', '执照.pdf'],
    ['a\r\nset-cookie: x.pdf', 'aset-cookie x.pdf'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['<script>.pdf', 'script.pdf'],
    ['   ', '未命名文件'],
    ['', '未命名文件'],
    ['e\u0301.pdf', 'é.pdf'],
    [`${'长'.repeat(200)}.pdf`, `${'长'.repeat(116)}.pdf`],
  ])('%j is kept as %j', (given, kept) => {
    expect(cleanName(given)).toBe(kept)
  })
})
