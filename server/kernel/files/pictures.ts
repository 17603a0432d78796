import sharp from 'sharp'
import { Refusal } from '../errors.ts'

/** Longest side of a kept picture, in pixels: A4 at 200 dpi, enough to read a licence's small print. */
const longest = 2400
/** A modern phone's largest photo is 50 to 108 megapixels; more is not a photo of a document. */
const mostPixels = 120_000_000

/**
 * An upright JPEG of at most 2400 px a side, without metadata (place, phone, thumbnail), on white where it was transparent.
 * Refuses what is no picture, and a small file that would unfold into a giant one.
 */
export async function straighten(bytes: Buffer): Promise<Buffer> {
  return readable(() =>
    open(bytes)
      .rotate()
      .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 85, mozjpeg: true })
      .toBuffer(),
  )
}

/**
 * A 证件照 as it is kept: an upright JPEG without metadata, of exactly this shape, not more than twice the pixels asked for and within
 * the bytes. Refuses like `straighten`.
 */
export async function identityPhoto(bytes: Buffer, rule: { width: number; height: number; maxBytes: number }): Promise<Buffer> {
  const { width } = await pictureSize(bytes)
  const scale = Math.min(2, Math.max(1, width / rule.width))
  const size = { width: Math.round(rule.width * scale), height: Math.round(rule.height * scale) }
  for (let quality = 88; ; quality -= 12) {
    const photo = await readable(() =>
      open(bytes)
        .rotate()
        .resize({ ...size, fit: 'cover' })
        .flatten({ background: '#ffffff' })
        .jpeg({ quality, mozjpeg: true })
        .toBuffer(),
    )
    if (photo.length <= rule.maxBytes || quality < 30) return photo
  }
}

/** A WebP of at most `width` px, for lists and tiles. Refuses like `straighten`. */
export async function thumbnail(bytes: Buffer, width: number): Promise<Buffer> {
  return readable(() =>
    open(bytes)
      .rotate()
      .resize({ width, height: width * 2, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78 })
      .toBuffer(),
  )
}

/** Width and height in px as it will be seen, turned as the camera meant it. Refuses like `straighten`. */
export async function pictureSize(bytes: Buffer): Promise<{ width: number; height: number; upright: boolean; format: string }> {
  const seen = await readable(() => open(bytes).metadata())
  const turned = (seen.orientation ?? 1) >= 5
  const [width, height] = turned ? [seen.height, seen.width] : [seen.width, seen.height]
  return { width, height, upright: (seen.orientation ?? 1) === 1, format: seen.format ?? '' }
}

function open(bytes: Buffer) {
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (/pixel limit/i.test(String(error))) {
      throw new Refusal('too-large', '图片的尺寸太大（超过 1.2 亿像素），请缩小后再上传，或用手机重新拍摄')
    }
    throw new Refusal('wrong-file', '这张图片无法打开，可能已损坏或没有传完，请重新拍摄或另存为 JPG 后上传')
  }
}
