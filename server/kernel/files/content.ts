import { fileTypeFromBuffer } from 'file-type'
import { Refusal } from '../errors.ts'

export type Accept = 'pdf' | 'image' | 'docx' | 'xlsx'

const types: Record<Accept, { media: readonly string[]; name: string }> = {
  pdf: { media: ['application/pdf'], name: 'PDF' },
  image: { media: ['image/jpeg', 'image/png', 'image/webp'], name: '图片 (JPG、PNG)' },
  docx: { media: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'], name: 'Word (.docx)' },
  xlsx: { media: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], name: 'Excel (.xlsx)' },
}

/** What the bytes really are, whatever the name says. Refuses what is not on the list, saying what would be taken. */
export async function checkContent(bytes: Buffer, accept: readonly Accept[], name: string): Promise<string> {
  const seen = await fileTypeFromBuffer(bytes)
  const wanted = accept.map((kind) => types[kind].name).join('或')
  if (bytes.length === 0) throw new Refusal('wrong-file', `“${name}”是空文件，请重新选择`)
  const media = seen?.mime
  if (!media || !accept.some((kind) => types[kind].media.includes(media))) {
    throw new Refusal('wrong-file', `“${name}”的内容不是${wanted}，改扩展名不能改变文件类型，请重新选择`)
  }
  if (media === 'application/pdf' && !bytes.subarray(-2048).includes('%%EOF')) {
    throw new Refusal('wrong-file', `“${name}”不完整，可能没有传完，请重新上传`)
  }
  return media
}
