import { unzipSync } from 'fflate'
import { Refusal } from '../../../kernel/errors.ts'

interface Entry {
  name: string
  bytes: Uint8Array
}

const megabyte = 1024 * 1024
export const limits = { files: 600, entryBytes: 10 * megabyte, wholeBytes: 200 * megabyte, ofdBytes: 40 * megabyte, ofdEntries: 400 }

interface Rules {
  most: number
  each: number
  whole: number
  /** Which entries are wanted, by their name. */
  want: (name: string) => boolean
}

/**
 * The wanted files of a ZIP. Refuses one that would unfold to more than is allowed before anything is unfolded: the sizes its directory
 * claims are summed, and fflate unfolds no more than was claimed.
 */
export function unpack(bytes: Uint8Array, { most, each, whole, want }: Rules): Entry[] {
  let sum = 0
  let count = 0
  try {
    const unfolded = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (name.endsWith('/') || !want(properName(name))) return false
        sum += originalSize
        count += 1
        if (count > most) throw new Refusal('too-large', `压缩包里的文件太多（最多 ${most} 个），请分成几个压缩包`)
        if (originalSize > each || sum > whole) throw new Refusal('too-large', '压缩包展开后太大，请分成几个压缩包，或直接拖入文件夹')
        return true
      },
    })
    return Object.entries(unfolded).map(([name, content]) => ({ name: properName(name), bytes: content }))
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('wrong-file', '压缩包打不开，可能没有传完或设了密码，请重新压缩后上传')
  }
}

const gbk = new TextDecoder('gbk')

/** Windows writes Chinese names in GBK without saying so; what was taken for Latin is read again. */
function properName(name: string): string {
  const codes = Array.from(name, (letter) => letter.codePointAt(0) ?? 0)
  if (codes.every((code) => code < 0x80) || codes.some((code) => code > 0xff)) return name
  return gbk.decode(Uint8Array.from(codes))
}
