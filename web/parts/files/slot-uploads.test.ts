import { describe, expect, it } from 'vitest'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { ApiError } from '../../api/index.ts'
import { acceptOf, refuseEarly, useSlotUploads } from './slot-uploads.ts'

const slot: DocumentSlot = { id: 'licence', name: '营业执照', required: true, accept: ['pdf', 'image'], maxBytes: 1000, maxFiles: 9 }
const file = (name: string, size = 10, type = 'application/pdf') => new File([new Uint8Array(size)], name, { type })
const settled = () => new Promise((done) => setTimeout(done, 20))

describe('files on their way into a slot (CACEM-08)', () => {
  it('go one after another, in the order they were chosen', async () => {
    const seen: string[] = []
    const { uploads, add } = useSlotUploads(async (_slot, sent) => {
      seen.push(`begin ${sent.name}`)
      await new Promise((done) => setTimeout(done, 2))
      seen.push(`end ${sent.name}`)
    })
    add(slot, [file('1.pdf'), file('2.pdf')])
    await settled()
    expect(seen).toEqual(['begin 1.pdf', 'end 1.pdf', 'begin 2.pdf', 'end 2.pdf'])
    expect(uploads).toHaveLength(0)
  })

  it('stay on screen with the reason when they fail, do not hold up the next, and can be tried again', async () => {
    let broken = true
    const { uploads, add, retry } = useSlotUploads(async (_slot, sent) => {
      if (broken && sent.name === '1.pdf') throw new Error('line')
    })
    add(slot, [file('1.pdf'), file('2.pdf')])
    await settled()
    expect(uploads.map((each) => [each.file.name, each.state])).toEqual([['1.pdf', 'failed']])
    broken = false
    const [failed] = uploads
    if (failed) retry(failed)
    await settled()
    expect(uploads).toHaveLength(0)
  })

  it('are not sent at all when they cannot be right', async () => {
    let sent = 0
    const { uploads, add } = useSlotUploads(async () => {
      sent += 1
    })
    add(slot, [file('big.pdf', 2000)])
    await settled()
    expect(sent).toBe(0)
    expect(uploads[0]?.error).toContain('超过')
    expect(uploads[0]?.refused).toBe(true)
  })

  it('offer another file where the server refused what is in it, and another try where the line broke', async () => {
    const refusal = new ApiError(415, { code: 'wrong-file', message: '内容不是PDF' })
    const { uploads, add } = useSlotUploads(async (_slot, sent) => {
      throw sent.name === '1.pdf' ? refusal : new Error('line')
    })
    add(slot, [file('1.pdf'), file('2.pdf')])
    await settled()
    expect(uploads.map((each) => [each.refused, each.error])).toEqual([
      [true, '内容不是PDF'],
      [false, expect.any(String)],
    ])
  })

  it('are refused early by size and kind only; what they really are is the server’s to say', () => {
    expect(refuseEarly(slot, file('a.pdf', 0))).toContain('空文件')
    expect(refuseEarly(slot, file('a.mp4', 10, 'video/mp4'))).toBe('请上传 PDF 或图片')
    expect(refuseEarly(slot, file('a', 10, ''))).toBeNull()
    expect(acceptOf(slot)).toBe('application/pdf,.pdf,image/*')
  })
})
