import sharp from 'sharp'
import type { Accepted } from '../../contract/forms/index.ts'
import { photoRule } from '../../contract/forms/photo.ts'
import type { FieldOf } from '../../contract/forms/schema.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { typeset } from '../kernel/typeset/index.ts'

export interface DemoPaper {
  name: string
  bytes: Buffer
}

const made = new Map<string, Promise<Buffer>>()

/** Typeset or drawn once in a start: hundreds of applicants hand in the same few sheets. */
function once(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const bytes = made.get(key) ?? make()
  made.set(key, bytes)
  return bytes
}

/** An invented paper, as a scan would arrive: a real PDF where one is taken, else a picture. */
export async function demoPaper(kernel: Kernel, title: string, accept: readonly Accepted[] = ['pdf']): Promise<DemoPaper> {
  if (accept.includes('pdf')) return { name: `${title}.pdf`, bytes: await once(`pdf ${title}`, () => sheet(kernel, title)) }
  return { name: `${title}.jpg`, bytes: await once('picture', () => picture(840, 1188)) }
}

/** A grey card of the size that is asked. */
export async function demoPhoto(field: FieldOf<'photo'>): Promise<DemoPaper> {
  const { width, height } = photoRule(field)
  return { name: '证件照.jpg', bytes: await once(`photo ${width} ${height}`, () => picture(width, height)) }
}

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#e4e7ec' } })
    .jpeg({ quality: 60 })
    .toBuffer()

function sheet(kernel: Kernel, title: string): Promise<Buffer> {
  return typeset('letter', {
    association: { name: '示例材料', accent: '#5f6b7a' },
    date: kernel.clock.today(),
    title,
    markdown: `本页是演示材料，内容为虚构，仅用于展示“${title}”上传后的样子。`,
    signature: [
      { label: '单位（盖章）', value: '' },
      { label: '日期', value: kernel.clock.today() },
    ],
  })
}
