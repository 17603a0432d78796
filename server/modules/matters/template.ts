import { allFields, rowsOf } from '../../../contract/forms/fields.ts'
import type { FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import { showValue } from '../../../contract/forms/show.ts'
import { fillTemplate, type Template } from '../../../contract/preset/texts.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { names } from '../../kernel/reference/index.ts'
import { formDocument, typeset } from '../../kernel/typeset/index.ts'
import { type Definition, wholeForm } from './definition.ts'
import { askedSlot } from './slots.ts'
import { holdOwn } from './standing.ts'
import type { MatterRow } from './store.ts'

/** The blank of a slot to print, sign and stamp, filled from the form where the slot says so. */
export async function readTemplate(ctx: MemberContext, input: { id: string; slot: string }): Promise<FileReply> {
  const { row, definition, slot } = await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id)
    return { ...held, slot: await askedSlot(tx, ctx, held, input.slot) }
  })
  const template = found(
    definition.templates.find((one) => one.id === slot.template),
    '这项材料没有模板',
  )
  const data = slot.prefilled ? row.data : {}
  const bytes =
    template.layout === 'table' ? await asTable(ctx, definition, row, template, data) : await asLetter(ctx, definition, row, template, data)
  const subject = slot.prefilled && row.subject_name ? `（${row.subject_name}）` : ''
  return { bytes, mediaType: 'application/pdf', name: `${template.title}${subject}.pdf`, inline: true }
}

function asTable(ctx: MemberContext, definition: Definition, row: MatterRow, template: Template, data: FormData): Promise<Buffer> {
  const form = wholeForm(definition)
  return typeset(
    'form',
    formDocument(form, data, names, {
      ...paper(ctx),
      title: template.title,
      ...(template.note !== undefined && { notes: [template.note] }),
      declaration: fillTemplate(template.body, valuesOf(ctx, form, data)).trim(),
      signatures: template.signatures,
      matterNumber: row.number,
    }),
  )
}

function asLetter(ctx: MemberContext, definition: Definition, row: MatterRow, template: Template, data: FormData): Promise<Buffer> {
  return typeset('letter', {
    ...paper(ctx),
    title: template.title,
    markdown: fillTemplate(template.body, valuesOf(ctx, wholeForm(definition), data)),
    reference: `事项编号 ${row.number}`,
    signature: template.signatures.map((label) => ({ label, value: '' })),
    signedOn: 'blank',
  })
}

function paper(ctx: MemberContext) {
  const { names: called, accent } = ctx.association.settings
  return { association: { name: called.full, nameEn: called.english, accent }, date: ctx.kernel.clock.today() }
}

/** What a template may name: fields by id, a list's fields as `contacts.0.name`, the association, the day. */
function valuesOf(ctx: MemberContext, form: FormDefinition, data: FormData): Record<string, string> {
  const { names: called } = ctx.association.settings
  const values: Record<string, string> = {
    'association.full': called.full,
    'association.short': called.short,
    today: ctx.kernel.clock.today(),
  }
  for (const field of allFields(form)) {
    values[field.id] = showValue(field, data[field.id], names)
    if (field.type !== 'list') continue
    for (const [index, row] of rowsOf(data[field.id]).entries()) {
      for (const inner of field.fields) values[`${field.id}.${index}.${inner.id}`] = showValue(inner, row[inner.id], names)
    }
  }
  return values
}
