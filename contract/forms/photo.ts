import { formatBytes } from './documents.ts'
import type { FieldOf } from './schema.ts'

/** 1 寸证件照: 25 × 35 mm at 300 dpi. */
const oneInch = { width: 295, height: 413 }

/** What a photo must be: this shape (within 3 %), at least these pixels, at most these bytes. */
export interface PhotoRule {
  width: number
  height: number
  maxBytes: number
}

export function photoRule(field: Pick<FieldOf<'photo'>, 'width' | 'height' | 'maxBytes'>): PhotoRule {
  const size = field.width && field.height ? { width: field.width, height: field.height } : oneInch
  return { ...size, maxBytes: field.maxBytes ?? 153_600 }
}

/** 「1 寸照片，JPG，不超过 150 KB」 */
export function describePhoto(rule: PhotoRule): string {
  const inch = rule.width === oneInch.width && rule.height === oneInch.height
  return `${inch ? '1 寸照片，' : ''}${rule.width}×${rule.height} 像素，JPG，不超过 ${formatBytes(rule.maxBytes)}`
}

/** Null when a picture of this size will do, else what is wrong with it. `format` is what the bytes are: 'jpeg', 'png' … */
export function checkPhoto(rule: PhotoRule, photo: { width: number; height: number; bytes: number; format: string }): string | null {
  if (photo.format !== 'jpeg') return '证件照须为 JPG 格式，请另存为 JPG 后上传。'
  if (photo.bytes > rule.maxBytes) return `照片有 ${formatBytes(photo.bytes)}，超过 ${formatBytes(rule.maxBytes)}，请压缩后再传。`
  if (Math.abs(photo.width / photo.height / (rule.width / rule.height) - 1) > 0.03) {
    return `照片是 ${photo.width}×${photo.height} 像素，长宽比例不是 ${rule.width}：${rule.height}，请裁剪后再传。`
  }
  return photo.width < rule.width * 0.97
    ? `照片只有 ${photo.width}×${photo.height} 像素，请换一张至少 ${rule.width}×${rule.height} 像素的照片。`
    : null
}
