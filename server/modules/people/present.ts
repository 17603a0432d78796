import type { Can } from '../../../contract/common.ts'
import type { Person } from '../../../contract/people.ts'
import { changeable } from '../../../contract/people-words.ts'
import { maskId, maskMobile } from '../../../contract/rules/mask.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type PersonRecord, recordOf } from './record.ts'
import { rulesOf } from './settings.ts'
import type { PersonRow } from './store.ts'

/** GSJL-10: from the association's decision on, the unit changes nothing of this person. */
const decided = '协会已经审核，单位不能再修改此人的信息；需要更正的，请联系协会'

/** The one table of what a unit may do with its people; verbs and buttons go by it. */
export function canOf(ctx: Context, { state, matterState }: Pick<PersonRow, 'state' | 'matterState'>): Can {
  const { states, renewal, corrects } = rulesOf(ctx)
  const withPerson = matterState !== 'submitted' ? '已退回本人修改，等本人重新提交后再办理' : null
  const review = state === 'submitted' ? withPerson : changeable(state) ? `已在“${states.recommended}”中；要改请先回退` : decided
  return {
    recommend: review,
    correct: review ?? (corrects ? null : '提交的信息由本人修改，请退回本人'),
    return: review,
    refuse: review,
    takeBack: whyNotTakenBack(ctx, state, matterState),
    renew: state === 'expired' && renewal ? null : state === 'renewing' ? '已经推荐续期' : `只有“${states.expired}”的人员可以推荐续期`,
  }
}

function whyNotTakenBack(ctx: Context, state: PersonRow['state'], matterState: string | null): string | null {
  const { states } = rulesOf(ctx)
  if (state === 'recommended') return matterState === 'submitted' ? null : '协会已退回本人补正，等本人重新提交后再办理'
  if (state === 'renewing') return matterState === 'approved' ? '协会已同意续期，不能再回退' : null
  return state === 'submitted' ? `只有“${states.recommended}”和“${states.renewing}”的人员可以回退` : decided
}

export async function presentPerson(tx: Tx, ctx: Context, row: PersonRow, known?: PersonRecord): Promise<Person> {
  const record = known ?? (await recordOf(tx, ctx, row))
  return {
    id: row.id,
    state: row.state,
    name: row.name,
    idCard: maskId(record.idCard),
    title: record.title,
    mobile: maskMobile(record.mobile),
    number: row.number,
    hasPhoto: record.photoId !== null,
    since: row.since,
    paidThrough: row.paidThrough,
    note: noteOf(row),
    can: canOf(ctx, row),
  }
}

function noteOf({ state, matterState }: PersonRow): string | null {
  if (matterState === 'returned') return state === 'submitted' ? '已退回本人修改' : '协会已退回本人补正'
  if (state === 'renewing' && matterState === 'approved') return '协会已同意续期，等待缴费'
  return null
}
