import { getDocumentProxy } from 'unpdf'

/** A piece of text on a page; `x` from the left, `y` downwards from the top of the first page, in the page's own units. */
export interface PlacedText {
  text: string
  x: number
  y: number
  width: number
  height: number
}

/** An official document has a page or two; the places of the second follow those of the first. */
const mostPages = 3
const mostWords = 5000

/** The words of a PDF with their places, in the order they are written. For processes of their own: strangers' files are opened here. */
export async function pdfWords(bytes: Uint8Array): Promise<PlacedText[]> {
  const document = await getDocumentProxy(new Uint8Array(bytes))
  try {
    const words: PlacedText[] = []
    let above = 0
    for (let at = 1; at <= Math.min(document.numPages, mostPages) && words.length < mostWords; at += 1) {
      const page = await document.getPage(at)
      const { height } = page.getViewport({ scale: 1 })
      for (const item of (await page.getTextContent()).items) {
        if (!('str' in item) || item.str.trim() === '') continue
        const [, , , , x, y] = item.transform as number[]
        words.push({ text: item.str, x: x ?? 0, y: above + height - (y ?? 0), width: item.width, height: item.height })
      }
      above += height
    }
    return words
  } finally {
    await document.loadingTask.destroy()
  }
}
