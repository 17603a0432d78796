import { XMLParser } from 'fast-xml-parser'
import type { PlacedText } from '../../../kernel/papers/words.ts'
import { entriesOf, limits } from './archive.ts'
import { readFields, type Stated } from './fields.ts'
import type { Paper } from './paper.ts'

// Numbers stay text ("3000.00"), entities are not followed.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
})

type Node = string | { [name: string]: Node } | Node[]

/** Reads an OFD (GB/T 33190): a ZIP of XML. Its data and attached XML come first, the words of its pages second. Null when it is no receipt. */
export async function readOfd(bytes: Buffer): Promise<Paper | null> {
  const entries = entriesOf(bytes, {
    most: limits.ofdEntries,
    each: limits.entryBytes,
    whole: limits.ofdBytes,
    want: (name) => /\.xml$/i.test(name),
  })
  const words: PlacedText[] = []
  const stated = new Map<string, string>()
  for (const { name, bytes: unfold } of entries) {
    const text = new TextDecoder().decode((await unfold()) ?? undefined)
    if (text === '') continue
    // No honest OFD declares a document type; one that does is not read.
    if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) continue
    const tree = parser.parse(text) as Node
    if (/(^|\/)OFD\.xml$/i.test(name)) customData(tree, stated)
    else if (/Content\.xml$/i.test(name)) pageWords(tree, words)
    else if (/attach|original|einvoice/i.test(name)) leaves(tree, '', stated)
  }
  return readFields(words, stated as Stated)
}

/** <CustomData Name="发票号码">…</CustomData> */
function customData(node: Node, into: Map<string, string>): void {
  for (const found of everywhere(node, 'CustomData')) {
    if (typeof found === 'string' || Array.isArray(found)) continue
    const [name, value] = [found['@Name'], found['#text']]
    if (typeof name === 'string' && typeof value === 'string') into.set(name, value)
  }
}

/** Every text of an attached XML under its element's name. */
function leaves(node: Node, name: string, into: Map<string, string>): void {
  if (typeof node === 'string') {
    if (node !== '' && !into.has(name)) into.set(name, node)
  } else if (Array.isArray(node)) {
    for (const one of node) leaves(one, name, into)
  } else for (const [key, inner] of Object.entries(node)) leaves(inner, key === '#text' ? name : key, into)
}

/** <TextObject Boundary="x y w h" Size="3.2"><TextCode X="0" Y="3">…</TextCode></TextObject>, in millimetres. */
function pageWords(node: Node, into: PlacedText[]): void {
  for (const object of everywhere(node, 'TextObject')) {
    if (typeof object === 'string' || Array.isArray(object)) continue
    const [left = 0, top = 0, width = 0, height = 0] = numbers(object['@Boundary'])
    const size = numbers(object['@Size'])[0] ?? height
    for (const code of listOf(object.TextCode)) {
      const text = typeof code === 'string' ? code : !Array.isArray(code) && typeof code['#text'] === 'string' ? code['#text'] : ''
      const [dx = 0, dy = 0] = typeof code === 'string' || Array.isArray(code) ? [] : [...numbers(code['@X']), ...numbers(code['@Y'])]
      if (text !== '') into.push({ text: unescaped(text), x: left + dx, y: top + dy, width: width - dx, height: size })
    }
  }
}

const listOf = (node: Node | undefined): Node[] => (node === undefined ? [] : Array.isArray(node) ? node : [node])
const numbers = (node: Node | undefined): number[] =>
  typeof node === 'string' ? node.split(/\s+/).map(Number).filter(Number.isFinite) : []
const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" })[name] ?? '')

function everywhere(node: Node, name: string): Node[] {
  if (typeof node === 'string') return []
  if (Array.isArray(node)) return node.flatMap((one) => everywhere(one, name))
  return Object.entries(node).flatMap(([key, inner]) => (key === name ? listOf(inner) : everywhere(inner, name)))
}
