import type { PhotoRule } from '../../../contract/forms/photo.ts'

export interface Size {
  width: number
  height: number
}
/** The part of a picture that is kept, in its own pixels: its middle, and how much closer than the largest part that fits. */
export interface Crop {
  x: number
  y: number
  zoom: number
}

export const closest = 6

/** The largest part of a picture that has the photo's shape. */
export function largestPart(picture: Size, rule: Size): Size {
  const width = Math.min(picture.width, (picture.height * rule.width) / rule.height)
  return { width, height: (width * rule.height) / rule.width }
}

/** In the middle, a little above it: faces are not at the middle of a picture. */
export function firstCrop(picture: Size, rule: Size): Crop {
  return within(picture, rule, { x: picture.width / 2, y: picture.height * 0.45, zoom: 1 })
}

export function partOf(picture: Size, rule: Size, { x, y, zoom }: Crop): Size & { left: number; top: number } {
  const whole = largestPart(picture, rule)
  const size = { width: whole.width / zoom, height: whole.height / zoom }
  return { ...size, left: x - size.width / 2, top: y - size.height / 2 }
}

/** Held so that nothing outside of the picture is kept. */
export function within(picture: Size, rule: Size, crop: Crop): Crop {
  const zoom = Math.min(closest, Math.max(1, crop.zoom))
  const { width, height } = partOf(picture, rule, { ...crop, zoom })
  const hold = (value: number, half: number, most: number) => Math.min(most - half, Math.max(half, value))
  return { zoom, x: hold(crop.x, width / 2, picture.width), y: hold(crop.y, height / 2, picture.height) }
}

/** Pixels of the kept part are enough for the rule, else the sentence that says how many there are. */
export function tooSmall(picture: Size, rule: PhotoRule, crop: Crop): string | null {
  const part = partOf(picture, rule, crop)
  if (part.width >= rule.width * 0.97) return null
  const seen = `${Math.round(part.width)}×${Math.round(part.height)}`
  return crop.zoom > 1
    ? `选取的部分只有 ${seen} 像素，至少要 ${rule.width}×${rule.height} 像素，请缩小一些`
    : `这张照片只有 ${seen} 像素，至少要 ${rule.width}×${rule.height} 像素，请换一张更清晰的`
}

/** Pixels of the finished photo: what the part has, at most twice the rule. */
export function finishedSize(picture: Size, rule: PhotoRule, crop: Crop): Size {
  const scale = Math.min(2, Math.max(1, partOf(picture, rule, crop).width / rule.width))
  return { width: Math.round(rule.width * scale), height: Math.round(rule.height * scale) }
}
