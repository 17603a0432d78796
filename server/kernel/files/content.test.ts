import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type Accept, checkContent } from './content.ts'

const picture = (format: 'png' | 'jpeg' | 'webp') =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#336699' } })
    .toFormat(format)
    .toBuffer()
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')
const office = (main: string, type: string) =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ContentType="${type}"/></Types>`,
      ),
      [main]: strToU8('<x/>'),
    }),
  )
const docx = office('word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml')
const xlsx = office('xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml')
const zip = Buffer.from(zipSync({ 'x.txt': strToU8('x') }))

const check = (bytes: Buffer, accept: Accept[], name = '营业执照.pdf') => checkContent(bytes, accept, name)

describe('CACEM-08 an upload is what its bytes are, whatever its name says', () => {
  it('takes pictures, PDF, Word and Excel where they are asked for', async () => {
    expect(await check(await picture('png'), ['image'])).toBe('image/png')
    expect(await check(await picture('jpeg'), ['image', 'pdf'])).toBe('image/jpeg')
    expect(await check(await picture('webp'), ['image'])).toBe('image/webp')
    expect(await check(pdf, ['pdf'], 'a.jpg')).toBe('application/pdf')
    expect(await check(docx, ['docx'])).toMatch(/wordprocessingml/)
    expect(await check(xlsx, ['xlsx'])).toMatch(/spreadsheetml/)
  })

  it.each<[string, Buffer, Accept[]]>([
    ['a web page', Buffer.from('<!doctype html><script>alert(1)</script>'), ['pdf', 'image']],
    ['a drawing that may hold script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), ['image']],
    ['plain text', Buffer.from('%PD'), ['pdf']],
    ['a program', Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff'), ['pdf', 'image']],
    ['a picture where a PDF is asked for', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;'), ['pdf']],
    ['a picture of a kind phones don’t make', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;'), ['image']],
    ['a bare zip for Word', zip, ['docx']],
    ['Excel for Word', xlsx, ['docx']],
  ])('refuses %s, and says what would be taken', async (_, bytes, accept) => {
    await expect(check(bytes, accept)).rejects.toMatchObject({
      code: 'wrong-file',
      message: expect.stringMatching(/^“营业执照\.pdf”的内容不是.*改扩展名不能改变文件类型/),
    })
  })

  it('names all that would be taken', async () => {
    await expect(check(zip, ['pdf', 'image'])).rejects.toThrow('内容不是PDF或图片 (JPG、PNG)')
  })

  it('tells an empty file and half a PDF apart from a wrong one', async () => {
    await expect(check(Buffer.alloc(0), ['pdf'])).rejects.toThrow('“营业执照.pdf”是空文件')
    await expect(check(pdf.subarray(0, pdf.length - 10), ['pdf'])).rejects.toThrow('不完整，可能没有传完')
  })
})
