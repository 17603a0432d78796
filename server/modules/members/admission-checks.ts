import { memberValues } from '../../../contract/forms/index.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { mobileOf } from '../accounts/index.ts'
import { type Check, type Matter, matterForm } from '../matters/index.ts'
import { coreOf } from './core-name.ts'
import { findIds } from './search.ts'
import { memberById } from './store.ts'
import { columnsOf, contactRows } from './values.ts'

/** What only the members know of an application, for the reviewer's list. The code's own digits are checked by the matter. */
export async function admissionChecks(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]> {
  const values = memberValues(await matterForm(tx, ctx, matter), matter.data)
  const { name, credit_code, id_card } = columnsOf(values)
  const { kind } = await memberById(tx, ctx, matter.memberId)
  // People of one name are no sign of anything; one ID card is.
  const checks =
    kind === 'person'
      ? [await sameKey(tx, ctx, matter.memberId, { column: 'id_card', value: id_card, word: '身份证号' })]
      : [
          await sameKey(tx, ctx, matter.memberId, { column: 'credit_code', value: credit_code, word: '统一社会信用代码' }),
          await similarNames(tx, ctx, matter.memberId, name),
        ]
  const contacts = contactRows(values.contacts)
  return contacts.length === 0
    ? checks
    : [
        ...checks,
        await provenMobile(
          tx,
          ctx,
          matter.accountId,
          contacts.map((contact) => contact.mobile),
        ),
      ]
}

interface Key {
  column: 'credit_code' | 'id_card'
  value: string | null
  word: string
}

async function sameKey(tx: Tx, ctx: Context, memberId: string, { column, value, word }: Key): Promise<Check> {
  const label = '重复入会'
  const short = word.replace('统一社会', '')
  if (value === null) return { label, state: 'warn', message: `没有${word}，无法自动查重` }
  const others = await tx
    .selectFrom('members')
    .select(['name', 'number', 'admitted_at'])
    .where('association_id', '=', ctx.association.id)
    .where(column, '=', value)
    .where('merged_into', 'is', null)
    .where('id', '<>', memberId)
    .orderBy('created_at')
    .limit(20)
    .execute()
  const member = others.find((other) => other.admitted_at !== null)
  if (member) return { label, state: 'bad', message: `该${short}已属于会员“${member.name}”（编号 ${member.number}）` }
  if (others.length > 0)
    return {
      label,
      state: 'warn',
      message: `另有 ${others.length} 个账号用同一${short}申请：${[...new Set(others.map((other) => other.name))].join('、')}`,
    }
  return { label, state: 'ok', message: `没有相同${short}的会员或申请` }
}

async function similarNames(tx: Tx, ctx: Context, memberId: string, name: string): Promise<Check> {
  const label = '相近名称'
  const core = coreOf(name)
  const ids = [...core].length < 2 ? [] : await findIds(tx, ctx, { q: core, namesOnly: true, limit: 50 })
  if (ids.length === 0) return { label, state: 'ok', message: '没有名称相近的会员' }
  const rows = await tx
    .selectFrom('members')
    .select(['name', 'number'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', ids)
    .where('id', '<>', memberId)
    .execute()
  const near = rows.filter((row) => Math.abs(coreOf(row.name).length - core.length) <= 2).slice(0, 3)
  if (near.length === 0) return { label, state: 'ok', message: '没有名称相近的会员' }
  return {
    label,
    state: 'warn',
    message: `与会员${near.map((row) => `“${row.name}”（${row.number}）`).join('、')}名称相近，请确认不是同一家`,
  }
}

async function provenMobile(tx: Tx, ctx: Context, accountId: string, mobiles: string[]): Promise<Check> {
  const label = `${ctx.association.settings.words.contact}手机号`
  const proven = await mobileOf(tx, ctx, accountId)
  const [first = ''] = mobiles
  if (proven !== null && proven === first) return { label, state: 'ok', message: `${maskMobile(first)} 已通过短信验证（申请账号本人）` }
  if (proven !== null && mobiles.includes(proven))
    return { label, state: 'ok', message: `${maskMobile(proven)} 已通过短信验证；第一位的手机号未验证` }
  return {
    label,
    state: 'warn',
    message: `${maskMobile(first)} 没有经过短信验证，申请账号的手机号是 ${proven ? maskMobile(proven) : '未登记'}`,
  }
}
