import { strFromU8, unzipSync } from 'fflate'
import { addFoot, type Foot } from './word-foot.ts'

/** `{name}` → text, whether to show, a picture (JPEG), or a list's rows. Names may hold dots: `association.full`. */
export interface WordData {
  [name: string]: string | boolean | WordPicture | WordData[]
}
export interface WordPicture {
  jpeg: Uint8Array
  /** Millimetres. */
  width: number
  height: number
}

/** Why a template can't be used, in words for whoever wrote it. */
export class WordFailure extends Error {
  override readonly name = 'WordFailure'
}

/** No form of an association is larger; the sizes are those it unfolds to. */
const largest = 20_000_000

/**
 * The association's own Word paper filled in; `foot` is put on every page when the template does not place `{code}` itself.
 * Values are put in as text, never read as template or XML. Throws WordFailure when the template is broken.
 */
export async function fillWord(template: Uint8Array, data: WordData, foot: Foot): Promise<Buffer> {
  const placed = wordTags(template).some((tag) => tag.name === 'code')
  const { TemplateHandler, TemplateHandlerOptions } = await import('easy-template-x')
  const options = new TemplateHandlerOptions({ scopeDataResolver: ({ strPath, data: all }) => lookUp(all as WordData, strPath) })
  const filled = await new TemplateHandler(options)
    .process(Buffer.from(template), { ...data, code: foot.code } as never)
    .catch((error: unknown) => Promise.reject(new WordFailure(String(error))))
  return placed ? Buffer.from(filled) : addFoot(filled, foot)
}

/** A name is looked for in the row one stands in, then further out. */
function lookUp(all: WordData, path: readonly (string | number)[]): never {
  const name = String(path.at(-1))
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const scope = path.slice(0, depth).reduce<unknown>((value, step) => own(value, String(step)), all)
    const value = own(scope, name)
    if (value !== undefined) return wordValue(value) as never
  }
  return '' as never
}

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined

const pixelsPerMm = 96 / 25.4
function wordValue(value: unknown): unknown {
  const jpeg = own(value, 'jpeg')
  if (!(jpeg instanceof Uint8Array)) return value
  const { width, height } = value as WordPicture
  const size = { width: Math.round(width * pixelsPerMm), height: Math.round(height * pixelsPerMm) }
  return { _type: 'image', source: Buffer.from(jpeg), format: 'image/jpeg', ...size, altText: '照片' }
}

export interface WordTag {
  name: string
  /** The lists and conditions it stands in, the outermost first. */
  inside: readonly string[]
  opens: boolean
}

/**
 * What a template asks for, in order, headers and footers included. Throws WordFailure on what is no Word file, on braces that
 * don't close and on lists that don't end.
 */
export function wordTags(template: Uint8Array): WordTag[] {
  return Object.entries(partsOf(template))
    .filter(([path]) => /^word\/(document|header\d*|footer\d*)\.xml$/.test(path))
    .flatMap(([, xml]) => tagsIn(paragraphsOf(strFromU8(xml)).join('\n')))
}

function partsOf(template: Uint8Array): Record<string, Uint8Array> {
  let unfolded = 0
  try {
    const parts = unzipSync(template, {
      filter(file) {
        unfolded += file.originalSize
        return unfolded <= largest && file.name.endsWith('.xml')
      },
    })
    if (unfolded > largest) throw new WordFailure('文件太大')
    if (parts['word/document.xml'] === undefined) throw new WordFailure('里面没有 word/document.xml')
    return parts
  } catch (error) {
    throw new WordFailure(`不是能用的 Word 文件（.docx）：${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Word splits what was typed in one go over several runs; a paragraph's text is what counts. */
function paragraphsOf(xml: string): string[] {
  return xml
    .split('</w:p>')
    .map((paragraph) => [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text ?? '').join(''))
}

function tagsIn(text: string): WordTag[] {
  const tags: WordTag[] = []
  const open: string[] = []
  if ((text.match(/\{/g) ?? []).length !== (text.match(/\}/g) ?? []).length) throw new WordFailure('花括号没有成对')
  for (const [, sign = '', written = ''] of text.matchAll(/\{\s*([#/]?)\s*([^{}[]*?)\s*(?:\[[^\]]*\])?\s*\}/g)) {
    if (sign === '/') {
      if (open.pop() === undefined) throw new WordFailure(`{/${written}} 前面没有对应的 {#${written}}`)
      continue
    }
    tags.push({ name: written, inside: [...open], opens: sign === '#' })
    if (sign === '#') open.push(written)
  }
  if (open.length > 0) throw new WordFailure(`{#${open.at(-1)}} 后面没有 {/${open.at(-1)}}`)
  return tags
}
