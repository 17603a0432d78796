import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { allFields, rowsOf } from '../../../contract/forms/fields.ts'
import { fileIdsIn } from '../../../contract/forms/files.ts'
import type { Field, FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import { optionLabel, showValue } from '../../../contract/forms/show.ts'
import { fillTemplate, type Template } from '../../../contract/preset/texts.ts'
import type { Context } from '../../kernel/context.ts'
import { type WordData, wordTags } from '../../kernel/papers/index.ts'
import { names } from '../../kernel/reference/index.ts'
import { type FormDocument, formDocument } from '../../kernel/typeset/index.ts'
import { wholeForm } from './definition.ts'
import type { Held } from './standing.ts'

/** What a slot's paper says for a matter as it stands now. */
export interface PaperContent {
  template: Template
  form: FormDefinition
  data: FormData
  /** The table, or the letter's text; without the day, which is no content. */
  sheet: FormDocument | null
  markdown: string
  /** What the association's Word paper may name; null when it has none. */
  word: WordData | null
}

/** The paper of a slot, or undefined where nothing is to be downloaded. */
export function contentOf(ctx: Context, held: Held, slot: DocumentSlot, today: string): PaperContent | undefined {
  const template = held.definition.templates.find((one) => one.id === slot.template)
  if (!template) return undefined
  const form = wholeForm(held.definition, held.stages)
  const data = slot.prefilled ? held.row.data : {}
  const values = valuesOf(ctx, form, data, today)
  const markdown = fillTemplate(template.body, values)
  return {
    template,
    form,
    data,
    markdown,
    sheet: template.layout === 'table' ? sheetOf(ctx, held, template, form, data, markdown) : null,
    word: template.word === undefined ? null : { ...wordValues(form, data), ...values, matterNumber: held.row.number },
  }
}

/** What makes two prints the same: everything they say, and neither the day nor the order of anything. */
export function essence(content: PaperContent): unknown {
  const { template, form, data, sheet, markdown, word } = content
  const named = template.word === undefined ? [] : wordTags(Buffer.from(template.word, 'base64')).map((tag) => tag.inside[0] ?? tag.name)
  return {
    title: template.title,
    says: sheet === null ? [markdown, template.signatures] : [sheet.sections, sheet.declaration, sheet.signatures, sheet.notes],
    photos: sheet === null ? [] : fileIdsIn(form, data),
    word: word === null ? null : Object.fromEntries(named.filter((name) => name !== 'today').map((name) => [name, word[name] ?? ''])),
  }
}

function sheetOf(ctx: Context, held: Held, template: Template, form: FormDefinition, data: FormData, body: string): FormDocument {
  return formDocument(form, data, names, {
    ...letterhead(ctx),
    facts: held.facts,
    title: template.title,
    ...(template.note !== undefined && { notes: [template.note] }),
    declaration: body.trim(),
    signatures: template.signatures,
    matterNumber: held.row.number,
  })
}

export function letterhead(ctx: Context) {
  const { names: called, accent } = ctx.association.settings
  return { association: { name: called.full, nameEn: called.english, accent }, date: ctx.kernel.clock.today() }
}

/** What a template may name: fields by id, a list's fields as `contacts.0.name`, the association, the day. */
function valuesOf(ctx: Context, form: FormDefinition, data: FormData, today: string): Record<string, string> {
  const { names: called } = ctx.association.settings
  const values: Record<string, string> = { 'association.full': called.full, 'association.short': called.short, today }
  for (const field of allFields(form)) {
    if (field.type !== 'list') values[field.id] = showValue(field, data[field.id], names)
    else
      for (const [index, row] of rowsOf(data[field.id]).entries())
        for (const inner of field.fields) values[`${field.id}.${index}.${inner.id}`] = showValue(inner, row[inner.id], names)
  }
  return values
}

/** Fields for Word: text; a list's rows, numbered by `no`; and for choices `kind.options`, the boxes ticked or not. */
function wordValues(form: FormDefinition, data: FormData): WordData {
  return wordRow(allFields(form), data)
}

function wordRow(fields: readonly Field[], data: FormData): WordData {
  const row: WordData = {}
  for (const field of fields) {
    const value = data[field.id]
    if (field.type === 'list') {
      row[field.id] = rowsOf(value).map((inner, at) => ({ no: String(at + 1), ...wordRow(field.fields, inner) }))
      continue
    }
    row[field.id] = field.type === 'photo' ? '' : showValue(field, value, names)
    const options = boxes(field, value)
    if (options !== undefined) row[`${field.id}.options`] = options
  }
  return row
}

/** 「☑国有企业　□民营企业」 */
function boxes(field: Field, value: unknown): string | undefined {
  if (field.type !== 'choice' && field.type !== 'multi-choice') return undefined
  const chosen = Array.isArray(value) ? value.map(String) : [String(value ?? '')]
  return (field.options ?? []).map((option) => `${chosen.includes(option.value) ? '☑' : '□'}${optionLabel(field, option.value)}`).join('　')
}
