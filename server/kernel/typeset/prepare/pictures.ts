import { pictureSize, straighten } from '../../files/pictures.ts'
import type { PicturesData, Prepared } from '../documents.ts'

export async function preparePictures(scan: PicturesData): Promise<Prepared> {
  const files: Record<string, Uint8Array> = {}
  const pages: { file: string; landscape: boolean }[] = []
  for (const [n, picture] of scan.pictures.entries()) {
    const bytes = Buffer.from(picture)
    const size = await pictureSize(bytes)
    const kept = size.format === 'jpeg' && size.upright && Math.max(size.width, size.height) <= 2400
    const file = `${n}.jpg`
    files[file] = kept ? bytes : await straighten(bytes)
    pages.push({ file, landscape: size.width > size.height * 1.1 })
  }
  return { files, data: { title: scan.title, pages } }
}
