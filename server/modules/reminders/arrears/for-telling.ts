import { sql } from 'kysely'
import { type ArrearsAct, limitNames } from '../../../../contract/arrears-words.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { limitsOf, ruleById } from './rules.ts'

interface CaseForTelling {
  memberId: string
  basis: string
  years: number[]
  /** 视为自动退会 */
  act: string
  /** How to lift it, or where to object. */
  next: string
  /** How it ended. */
  what: string
}

/** What was decided in a case, and how it ended, as the member is told. */
export async function caseForTelling(tx: Tx, ctx: Context, id: string): Promise<CaseForTelling> {
  const { rows } = await sql<{
    memberId: string
    rule: string
    basis: string
    years: number[]
    act: ArrearsAct
    limits: string[]
    outcome: string | null
    why: string
  }>`select member_id as "memberId", rule, basis, years, act, limits, outcome, closed_why as why from arrears_cases
    where association_id = ${ctx.association.id} and id = ${id}`.execute(tx)
  const { rule, act, limits, outcome, why, ...row } = found(rows[0])
  const { dues } = ctx.association.settings.words
  const paused = limitsOf(limits)
    .map((limit) => limitNames[limit])
    .join('、')
  const appeal = ruleById(ctx, rule)?.appeal
  return {
    ...row,
    act: act === 'lapse' ? '视为自动退会' : `暂停${paused}`,
    next:
      act === 'lapse'
        ? (appeal ?? '如有异议，请与我们联系。')
        : `缴清后自动恢复；请登录会员管理系统，在“${dues}交纳”中办理。${appeal ?? ''}`,
    what:
      outcome === 'undone'
        ? `${act === 'lapse' ? '会籍已恢复' : '限制已解除'}：${why}`
        : `${row.years.join('、')} 年度${dues}已缴清，限制已解除`,
  }
}
