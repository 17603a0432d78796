import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp, { type Sharp } from 'sharp'
import { extractImages, extractText, getDocumentProxy } from 'unpdf'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { serveJobs } from '../children/serve.ts'
import { codesIn } from './code.ts'
import type { Scan } from './read.ts'

/** A QR code of 12 mm still has three dots a module at this size of an A4 page. */
const longest = 2600
const mostPixels = 120_000_000
/** A scan has few pages; what comes after is no form of ours. */
const mostPages = 12
/** Stamps, tables and logos are pictures too; a page is larger. */
const leastSide = 300

const ready = begin()
let codes = new Set<string>()
let tell: (code: string) => Promise<void>

serveJobs<Scan, string>(async (scan, tellOne) => {
  tell = tellOne
  codes = new Set()
  await ready
  await read(scan)
})

/** The decoder's own way to its .wasm is the network; here it is a file of the package. */
async function begin(): Promise<void> {
  const file = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const wasmBinary = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

async function read({ bytes, mediaType }: Scan): Promise<void> {
  if (mediaType === 'application/pdf') return readPdf(bytes)
  await readPicture(sharp(bytes, { limitInputPixels: mostPixels }).rotate())
}

/** Found codes are told at once: when the time is up, what was found until then counts. */
async function tellNew(found: readonly string[]): Promise<void> {
  for (const code of found.filter((one) => !codes.has(one))) {
    codes.add(code)
    await tell(code)
  }
}

async function readPicture(picture: Sharp): Promise<void> {
  const { data, info } = await picture
    .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const image = { data: new Uint8ClampedArray(data), width: info.width, height: info.height, colorSpace: 'srgb' as const }
  const seen = await readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 8 })
  await tellNew(seen.flatMap((one) => codesIn(one.text)))
}

/** A paper that never was printed has its code as text; a scanned one is a picture a page. */
async function readPdf(bytes: Uint8Array): Promise<void> {
  const document = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(document, { mergePages: false })
  await tellNew(text.flatMap((page) => codesIn(page.replace(/\s+/g, ''))))
  for (let page = 1; page <= Math.min(document.numPages, mostPages); page += 1) {
    if (codesIn((text[page - 1] ?? '').replace(/\s+/g, '')).length > 0) continue
    for (const image of await extractImages(document, page)) {
      const { width, height, channels } = image
      if (Math.min(width, height) < leastSide || width * height > mostPixels) continue
      await readPicture(sharp(image.data, { raw: { width, height, channels }, limitInputPixels: mostPixels }))
    }
  }
}
