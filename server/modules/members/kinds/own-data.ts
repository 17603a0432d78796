import { allFields, type FormData, type FormDefinition, type Problem } from '../../../../contract/forms/index.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { recordAs } from '../handed-in.ts'
import { memberById } from '../store.ts'

/** Of a branch's form what is its own: fields that lead to no place in the member's record, nor say what is asked for. */
export function ownData(form: FormDefinition, data: FormData): FormData {
  const own = allFields(form).filter((field) => field.maps === undefined && field.type !== 'agree')
  return Object.fromEntries(own.map((field) => [field.id, data[field.id]]))
}

/** 单位名称 stands in a branch's form to be read; what is changed there changes nothing, so it is said where it can be changed. */
export async function sameAsRecord(tx: Tx, ctx: Context, memberId: string, form: FormDefinition, data: FormData): Promise<Problem[]> {
  const record = await recordAs(tx, ctx, form, await memberById(tx, ctx, memberId))
  const { words } = ctx.association.settings
  return allFields(form)
    .filter((field) => field.maps?.startsWith('unit.') || field.maps === 'person.name' || field.maps === 'person.idCard')
    .filter((field) => data[field.id] !== record[field.id])
    .map(({ id, label }) => ({
      path: id,
      label,
      message: `${label}应与${words.unitInfo}一致（${String(record[id] ?? '')}），如有变更请先提交${words.change ?? '信息变更'}`,
    }))
}
