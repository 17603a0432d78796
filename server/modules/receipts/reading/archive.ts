import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { Refusal } from '../../../kernel/errors.ts'

export interface Entry {
  name: string
  /** Unfolded only now; null when it is broken, or unfolds to more than the directory said. */
  bytes(): Promise<Buffer | null>
}

const megabyte = 1024 * 1024
export const limits = { files: 5000, entryBytes: 10 * megabyte, wholeBytes: 400 * megabyte, ofdBytes: 40 * megabyte, ofdEntries: 400 }

interface Rules {
  most: number
  each: number
  whole: number
  /** Which entries are wanted, by their name. */
  want: (name: string) => boolean
}

/**
 * The wanted files of a ZIP (APPNOTE 6.3), to be unfolded one after the other. Refuses one that would unfold to more than is allowed before
 * anything is unfolded: by the sizes its directory claims, which are the caps of the unfolding.
 */
export function entriesOf(zip: Buffer, { most, each, whole, want }: Rules): Entry[] {
  const entries: Entry[] = []
  let sum = 0
  for (const found of directoryOf(zip)) {
    if (found.name.endsWith('/') || !want(found.name)) continue
    sum += found.size
    if (entries.length >= most) throw new Refusal('too-large', `压缩包里的文件太多（最多 ${most} 个），请分成几个压缩包`)
    if (found.size > each || sum > whole) throw new Refusal('too-large', '压缩包展开后太大，请分成几个压缩包，或直接拖入文件夹')
    if (found.locked) throw broken()
    entries.push({ name: found.name, bytes: () => unfold(zip, found) })
  }
  return entries
}

const broken = () => new Refusal('wrong-file', '压缩包打不开，可能没有传完或设了密码，请重新压缩后上传')

interface Found {
  name: string
  /** 0 stored · 8 deflated */
  method: number
  packed: number
  size: number
  at: number
  locked: boolean
}

const endMark = Buffer.from('PK\u0005\u0006', 'latin1')
const entryMark = 0x02014b50
const localMark = 0x04034b50
/** The end record and the longest remark behind it. */
const longestEnd = 22 + 0xffff

function directoryOf(zip: Buffer): Found[] {
  const from = Math.max(0, zip.length - longestEnd)
  const end = zip.subarray(from).lastIndexOf(endMark)
  if (end < 0 || from + end + 22 > zip.length) throw broken()
  const count = zip.readUInt16LE(from + end + 10)
  let at = zip.readUInt32LE(from + end + 16)
  const found: Found[] = []
  for (let nth = 0; nth < count; nth += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== entryMark) throw broken()
    const [nameLength, extra, remark] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const flags = zip.readUInt16LE(at + 8)
    found.push({
      name: properName(zip.subarray(at + 46, at + 46 + nameLength)),
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
      locked: (flags & 1) === 1,
    })
    at += 46 + nameLength + extra + remark
  }
  return found
}

const inflate = promisify(inflateRaw)

async function unfold(zip: Buffer, { at, method, packed, size }: Found): Promise<Buffer | null> {
  if (at + 30 > zip.length || zip.readUInt32LE(at) !== localMark) return null
  const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28)
  const content = zip.subarray(from, from + packed)
  if (content.length < packed) return null
  // A copy: a part kept for a while must not hold the whole.
  if (method === 0) return packed === size ? Buffer.from(content) : null
  if (method !== 8) return null
  return inflate(content, { maxOutputLength: Math.max(1, size) }).catch(() => null)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const gbk = new TextDecoder('gbk')

/** Windows writes Chinese names in GBK without saying so, and some write UTF-8 without saying so. */
function properName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return gbk.decode(bytes)
  }
}
