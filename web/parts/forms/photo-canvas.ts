import type { PhotoRule } from '../../../contract/forms/photo.ts'
import { type Crop, finishedSize, partOf, type Size } from './photo-crop.ts'

/** More than any crop needs; older phones fail on larger canvases. */
const longest = 3000

/** A picture as the camera meant it, shrunk to what a canvas bears. Throws when the browser can't read it (HEIC). */
export async function openPicture(file: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
  const canvas = canvasOf({ width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) })
  brushOf(canvas).drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas
}

/** A quarter turn to the right. */
export function turned(picture: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = canvasOf({ width: picture.height, height: picture.width })
  const brush = brushOf(canvas)
  brush.translate(canvas.width, 0)
  brush.rotate(Math.PI / 2)
  brush.drawImage(picture, 0, 0)
  return canvas
}

export function drawCrop(target: HTMLCanvasElement, picture: HTMLCanvasElement, rule: Size, crop: Crop): void {
  const { left, top, width, height } = partOf(picture, rule, crop)
  const brush = brushOf(target)
  brush.fillStyle = '#fff'
  brush.fillRect(0, 0, target.width, target.height)
  brush.imageSmoothingQuality = 'high'
  brush.drawImage(picture, left, top, width, height, 0, 0, target.width, target.height)
}

/** The finished photo: JPEG of the rule's shape, within its bytes. */
export async function finish(picture: HTMLCanvasElement, rule: PhotoRule, crop: Crop, name: string): Promise<File> {
  for (const size of [finishedSize(picture, rule, crop), { width: rule.width, height: rule.height }]) {
    const canvas = canvasOf(size)
    drawCrop(canvas, picture, rule, crop)
    for (const quality of [0.92, 0.85, 0.75, 0.65, 0.5]) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
      if (blob && blob.size <= rule.maxBytes) return new File([blob], `${name.replace(/\.[^.]*$/, '')}.jpg`, { type: 'image/jpeg' })
    }
  }
  throw new Error('这张照片压缩不到要求的大小，请换一张')
}

/** The upper corners of a photo before a white wall are light; anything else may be a coat or a shadow. */
export function looksWhite(picture: HTMLCanvasElement, rule: Size, crop: Crop): boolean {
  const small = canvasOf({ width: 40, height: 56 })
  drawCrop(small, picture, rule, crop)
  const corner = (left: number) => brushOf(small).getImageData(left, 0, 4, 5).data
  return [...corner(0), ...corner(36)].every((value) => value > 200)
}

function canvasOf({ width, height }: Size): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

function brushOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const brush = canvas.getContext('2d', { willReadFrequently: true })
  if (!brush) throw new Error('浏览器不能处理图片，请换一个浏览器再试')
  return brush
}
