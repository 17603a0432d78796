import type { FormData } from '../../../contract/forms/schema.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { findFile } from '../../kernel/files/files.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { fillWord, type WordData } from '../../kernel/papers/index.ts'
import { typeset } from '../../kernel/typeset/index.ts'
import { fieldFilesOf } from './field-files.ts'
import { contentOf, letterhead, type PaperContent } from './paper-content.ts'
import { codeOfPaper, rememberPrint } from './prints.ts'
import { askedSlot } from './slots.ts'
import { type Held, holdOwn } from './standing.ts'

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/**
 * The blank of a slot to print, sign and stamp, filled from the form where the slot says so: PDF, or the association's own Word
 * paper. Each page carries the matter's number, the form's version and a code that names this print.
 */
export async function readTemplate(ctx: MemberContext, input: { id: string; slot: string; as?: 'pdf' | 'docx' }): Promise<FileReply> {
  const { held, slot, content, code, photos } = await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id)
    const slot = await askedSlot(tx, ctx, held, input.slot)
    const content = found(contentOf(ctx, held, slot, ctx.kernel.clock.today()), '这项材料没有模板')
    const print = codeOfPaper(held, slot.id, found(contentOf(ctx, held, slot, '')))
    await rememberPrint(tx, ctx, held.row.id, slot.id, print)
    return { held, slot, content, code: print.code, photos: await photosOf(tx, ctx, held, content) }
  })
  const subject = slot.prefilled && held.row.subject_name ? `（${held.row.subject_name}）` : ''
  const name = `${content.template.title}${subject}`
  const jpegs = new Map<string, Uint8Array>()
  for (const [id, key] of photos) jpegs.set(id, await ctx.kernel.files.get(key))
  if (input.as === 'docx') {
    const bytes = await asWord(held, content, code, jpegs)
    return { bytes, mediaType: wordType, name: `${name}.docx`, inline: false }
  }
  return { bytes: await asPdf(ctx, held, content, code, jpegs), mediaType: 'application/pdf', name: `${name}.pdf`, inline: true }
}

/** Photo fields' files: id → key in the store. */
async function photosOf(tx: Tx, ctx: MemberContext, held: Held, { form, data }: PaperContent): Promise<Map<string, string>> {
  const known = await fieldFilesOf(tx, ctx, held.row)
  const ids = photoIds(
    form.sections.flatMap((section) => section.fields),
    data,
  ).map(({ id }) => id)
  const photos = new Map<string, string>()
  for (const id of ids.filter((one) => known.has(one))) photos.set(id, (await findFile(tx, ctx, id)).key)
  return photos
}

const photoIds = (fields: readonly { id: string; type: string }[], data: FormData) =>
  fields.flatMap((field) => (field.type === 'photo' && data[field.id] ? [{ field: field.id, id: String(data[field.id]) }] : []))

function asPdf(
  ctx: MemberContext,
  held: Held,
  { template, form, sheet, markdown }: PaperContent,
  code: string,
  jpegs: ReadonlyMap<string, Uint8Array>,
): Promise<Buffer> {
  if (sheet) {
    const sections = sheet.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => (item.kind === 'photo' ? { ...item, jpeg: jpegs.get(item.file ?? '') ?? null } : item)),
    }))
    return typeset('form', { ...sheet, sections, code })
  }
  return typeset('letter', {
    ...letterhead(ctx),
    title: template.title,
    markdown,
    reference: `事项编号 ${held.row.number}`,
    signature: template.signatures.map((label) => ({ label, value: '' })),
    signedOn: 'blank',
    print: { code, text: `事项编号 ${held.row.number}　表格版本 ${form.id} v${form.version}` },
  })
}

function asWord(
  held: Held,
  { template, form, data, word }: PaperContent,
  code: string,
  jpegs: ReadonlyMap<string, Uint8Array>,
): Promise<Buffer> {
  const pictures: WordData = {}
  for (const { field, id } of photoIds(
    form.sections.flatMap((section) => section.fields),
    data,
  )) {
    const jpeg = jpegs.get(id)
    if (jpeg) pictures[field] = { jpeg, width: 25, height: 35 }
  }
  const text = `事项编号 ${held.row.number}  表格版本 ${form.id} v${form.version}`
  return fillWord(Buffer.from(found(template.word, '这项材料没有 Word 版'), 'base64'), { ...word, ...pictures }, { code, text })
}
