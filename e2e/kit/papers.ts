import { readFile } from 'node:fs/promises'
import type { Download, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { extractLinks, extractText, getDocumentProxy } from 'unpdf'

/** What one reads in a PDF, blanks left out, its pages and whether they lie on the long side, and where its links lead. Throws when it is none. */
export async function readPdf(bytes: Uint8Array): Promise<{ text: string; pages: number; landscape: boolean; links: string[] }> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { text, totalPages } = await extractText(pdf, { mergePages: true })
  const { links } = await extractLinks(pdf)
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 })
  return { text: text.replace(/[\s\u200b]+/g, ''), pages: totalPages, landscape: width > height, links }
}

/** Presses a link or button that hands over a file. */
export async function download(page: Page, from: Locator): Promise<{ name: string; bytes: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download')
  await from.click()
  const got = await waiting
  return { name: got.suggestedFilename(), bytes: await readFile(await got.path()) }
}

export interface Paper {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A picture as a phone takes it: big, JPEG, lying on its side with a note in it which way is up. */
export async function photo(title: string, name = `${title}.jpg`): Promise<Paper> {
  const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="2000"><rect width="1500" height="2000" fill="#f4f1ea"/>
<rect x="90" y="90" width="1320" height="1820" fill="#fff" stroke="#999"/><text x="750" y="360" font-size="96" text-anchor="middle" font-family="sans-serif">${title}</text>
${Array.from({ length: 14 }, (_, line) => `<rect x="200" y="${560 + line * 76}" width="${line % 5 === 4 ? 600 : 1100}" height="14" fill="#c9c9c9"/>`).join('')}
<circle cx="1080" cy="1640" r="170" fill="none" stroke="#c8302f" stroke-width="16" opacity="0.75"/><text x="1080" y="1660" font-size="54" fill="#c8302f" text-anchor="middle" font-family="sans-serif">示例公章</text></svg>`
  const upright = await sharp(Buffer.from(sheet)).png().toBuffer()
  const buffer = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 80 }).toBuffer()
  return { name, mimeType: 'image/jpeg', buffer }
}

/** What is called a PDF and is none. */
export const falsePdf = (name: string): Paper => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from('这只是一段文字，不是 PDF 文件。'.repeat(20)),
})
