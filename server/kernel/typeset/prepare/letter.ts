import { formatDay } from '../../../../contract/rules/days.ts'
import type { LetterData, Prepared } from '../documents.ts'
import { qrSvg } from '../qr.ts'
import { sealSvg } from '../seal.ts'
import { markdown } from './markdown.ts'
import { breakable } from './text.ts'

export async function prepareLetter(letter: LetterData): Promise<Prepared> {
  const files: Record<string, Uint8Array> = letter.seal ? { 'seal.svg': Buffer.from(sealSvg(letter.seal)) } : {}
  if (letter.print) files['code.svg'] = await qrSvg(letter.print.code, 'Q')
  return {
    files,
    data: {
      title: letter.title,
      association: letter.association.name,
      reference: letter.reference ?? '',
      compact: letter.size === 'compact',
      blocks: withoutTitle(letter),
      signature: letter.signature ?? [],
      signedOn: letter.signedOn === undefined ? '' : letter.signedOn === 'blank' ? '　　年　　月　　日' : formatDay(letter.date),
      seal: letter.seal !== undefined,
      print: letter.print === undefined ? '' : letter.print.text,
      code: letter.print?.code ?? '',
    },
  }
}

/** A text that begins with its own title would print it twice. */
function withoutTitle(letter: LetterData) {
  const blocks = markdown(breakable(letter.markdown, 14))
  const first = blocks[0]
  const title = first?.kind === 'heading' && first.level === 1 ? first.spans.map((span) => span.text).join('') : ''
  return title === letter.title ? blocks.slice(1) : blocks
}
