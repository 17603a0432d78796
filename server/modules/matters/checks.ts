import { checkForm } from '../../../contract/forms/check-form.ts'
import { checkDocuments } from '../../../contract/forms/documents.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import { checkCreditCode, regionOfCreditCode } from '../../../contract/rules/credit-code.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { regionPath } from '../../kernel/reference/index.ts'
import { slotsOf, wholeForm } from './definition.ts'
import type { Check } from './kind.ts'
import { filesBySlot, type Surroundings } from './problems.ts'
import { kindFor } from './registry.ts'
import type { Held } from './standing.ts'
import { toMatter } from './store.ts'

/** The reviewer's check list: what the engine can tell of any form, then what the kind knows. */
export async function checksOf(tx: Tx, ctx: StaffContext, held: Held, around: Surroundings): Promise<Check[]> {
  const { row, definition } = held
  return [...ownChecks(ctx, held, around), ...((await kindFor(definition).checks?.(tx, ctx, toMatter(row))) ?? [])]
}

/** What the matter itself tells, for any reader: nothing of other members. */
export const ownChecks = (ctx: Context, held: Held, around: Surroundings): Check[] => [
  ...codeChecks(held),
  wholeCheck(ctx, held, around),
  ...printChecks(held, around),
]

function codeChecks({ row, definition }: Held): Check[] {
  const fields = allFields(wholeForm(definition))
  return fields.flatMap((field) => {
    const value = row.data[field.id]
    if (field.type !== 'credit-code' || typeof value !== 'string' || value === '') return []
    const fault = checkCreditCode(value)
    const right: Check = fault
      ? { label: field.label, state: 'bad', message: fault }
      : { label: field.label, state: 'ok', message: '校验位正确' }
    const region = fields.find((one) => one.type === 'region' && one.suggestedBy === field.id)
    const place = fault || !region ? null : placeCheck(region.label, value, String(row.data[region.id] ?? ''))
    return place ? [right, place] : [right]
  })
}

/** Units do move: another province than the registering one is worth a look, never an error. */
function placeCheck(label: string, code: string, region: string): Check | null {
  const registered = regionOfCreditCode(code)
  if (!registered || region === '') return null
  if (region.slice(0, 2) === registered.province.slice(0, 2)) return { label, state: 'ok', message: '与信用代码的登记地一致' }
  return { label, state: 'warn', message: `信用代码登记地为${regionPath(registered.province)}，与所填不同` }
}

/** Whether what was signed is what stands in the form; what could not be read makes no line. */
function printChecks({ definition }: Held, { documents, prints }: Surroundings): Check[] {
  return definition.documents.flatMap((slot) => {
    const seen = documents.filter((one) => one.slot === slot.id).flatMap((one) => prints.get(one.id) ?? [])
    const worst = seen.find((one) => one.state !== 'same') ?? seen[0]
    if (!worst) return []
    const state = worst.state === 'same' ? 'ok' : worst.state === 'older' ? 'warn' : 'bad'
    return [{ label: slot.name, state, message: worst.message.replace(/，请.*$/, '') } satisfies Check]
  })
}

function wholeCheck(ctx: Context, { row, definition, facts, stages }: Held, around: Surroundings): Check {
  const form = checkForm(wholeForm(definition, stages), row.data, { facts, today: ctx.kernel.clock.today() })
  const slots = stages.flatMap((stage) => slotsOf(definition, stage))
  const papers = checkDocuments(slots, filesBySlot(around.documents), { ...facts, ...row.data })
  const [first] = [...form, ...papers]
  return first
    ? { label: '填写与材料', state: 'bad', message: `${first.label}：${first.message}` }
    : { label: '填写与材料', state: 'ok', message: '必填项和必交材料齐全' }
}
