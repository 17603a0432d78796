import { type RawBuilder, sql } from 'kysely'
import type { Payee, PayerWords } from '../../../contract/dues.ts'
import { allFields } from '../../../contract/forms/index.ts'
import type { DuesRules } from '../../../contract/preset.ts'
import { showTransferCode } from '../../../contract/rules/transfer-code.ts'
import type { Context } from '../../kernel/context.ts'

export const rulesOf = (ctx: Context): DuesRules => ctx.association.settings.dues

export function levelName(ctx: Context, level: string): string {
  return ctx.association.settings.levels.find((one) => one.id === level)?.name ?? level
}

/** “由‘理事’变为‘常务理事’” of two level columns. */
export function levelChangeSql(ctx: Context, before: RawBuilder<unknown>, now: RawBuilder<unknown>): RawBuilder<string> {
  const names = JSON.stringify(Object.fromEntries(ctx.association.settings.levels.map(({ id, name }) => [id, name])))
  const nameOf = (level: RawBuilder<unknown>) => sql`coalesce(${names}::jsonb ->> ${level}, ${level})`
  return sql`('由“' || ${nameOf(before)} || '”变为“' || ${nameOf(now)} || '”')`
}

export function payeeOf(ctx: Context, transferCode?: string): Payee {
  const { name, bank, account, bankCode } = ctx.association.settings.bank
  const note = rulesOf(ctx).transferNote.replaceAll('{code}', transferCode === undefined ? '汇款识别码' : showTransferCode(transferCode))
  return { name, bank, account, bankCode: bankCode ?? null, note }
}

/** Its name as the preset has it, or had it: '' of dues. */
export function serviceName(ctx: Context, id: string | null | undefined): string {
  if (!id) return ''
  return rulesOf(ctx).services?.find((one) => one.id === id)?.name ?? '其他服务'
}

/** The payer form's field types say which of an order's columns each one is. */
const columnOfType: Record<string, keyof PayerWords> = {
  name: 'unit',
  'credit-code': 'creditCode',
  'person-name': 'person',
  mobile: 'mobile',
  email: 'email',
  textarea: 'remark',
}

const usual: PayerWords = {
  unit: { label: '单位名称', help: '票据的抬头。单位更名后请改为现在的全称。' },
  creditCode: { label: '统一社会信用代码', help: '' },
  person: { label: '交费人', help: '填写经办人姓名，不要填写单位名称。' },
  mobile: { label: '联系手机号', help: '' },
  email: { label: '邮箱', help: '' },
  remark: { label: '备注', help: '' },
}

function payerFields(ctx: Context) {
  const form = ctx.association.settings.forms.find((one) => one.id === rulesOf(ctx).payerForm)
  return form ? allFields(form) : []
}

const ofPerson: Partial<PayerWords> = {
  unit: { label: '票据抬头', help: '本人交费填写本人姓名；由单位代交的填写单位全称。' },
  creditCode: { label: '统一社会信用代码', help: '抬头是单位时填写，本人交费不填。', required: false },
}

/** The association's own labels and help, where its payer form has them; a person's title is his name. `service`: what is paid is no dues. */
export function payerWords(ctx: Context, of: 'unit' | 'person', service = false): PayerWords {
  const words = structuredClone(usual)
  words.email.help = rulesOf(ctx).receipt.mailboxHelp
  for (const field of payerFields(ctx)) {
    const column = columnOfType[field.type]
    if (column) words[column] = { label: field.label, help: field.help ?? words[column].help }
  }
  // What the form says of the mailbox is said of the fiscal receipt.
  if (service) words.email.help = '电子发票会发到这个邮箱。'
  if (!creditCodeRequired(ctx)) words.creditCode.required = false
  return of === 'person' ? { ...words, ...ofPerson } : words
}

export const mobileRequired = (ctx: Context): boolean => payerFields(ctx).some((field) => field.type === 'mobile' && field.required)

/** Where individuals pay, an order may go without: the payer is then a person. */
export const creditCodeRequired = (ctx: Context): boolean =>
  !payerFields(ctx).some((field) => field.type === 'credit-code' && !field.required)
