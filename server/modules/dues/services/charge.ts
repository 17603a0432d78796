import { sql } from 'kysely'
import type { NewService } from '../../../../contract/dues.ts'
import type { Problem } from '../../../../contract/errors.ts'
import { yearOf } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { raise } from '../../../kernel/outbox.ts'
import { insertCharges } from '../orders/open-order.ts'
import { rulesOf, serviceName } from '../settings.ts'
import { memberName } from '../store.ts'

/** What members of this association can be charged for besides dues. */
export const offeredServices = (ctx: Context): { id: string; name: string }[] =>
  (rulesOf(ctx).services ?? []).map(({ id, name }) => ({ id, name }))

/** Null when this member can be charged for a service; an applicant pays what joining costs, and nothing else yet. */
export async function whyNotCharged(tx: Tx, ctx: Context, memberId: string): Promise<string | null> {
  if (!rulesOf(ctx).services) return '协会没有会费以外的收费项目'
  return (await memberName(tx, ctx, memberId)).admitted ? null : '还不是会员，入会后才能登记其他应缴'
}

/**
 * 会务费, 培训费…: staff charge one member for one service; the id of the charge. It makes no paid year and nobody a defaulter. The member is locked,
 * so that a double click finds the first one's charge and is refused.
 */
export async function chargeService(ctx: StaffContext, memberId: string, said: NewService): Promise<string> {
  authorize(ctx, 'dues.configure')
  const reason = said.reason.trim()
  checkSaid(ctx, { ...said, reason })
  return inTx(ctx, async (tx, ctx) => {
    const { rows } =
      await sql`select 1 from members where association_id = ${ctx.association.id} and id = ${memberId} and merged_into is null
      for update`.execute(tx)
    found(rows[0])
    const why = await whyNotCharged(tx, ctx, memberId)
    if (why !== null) throw new Refusal('not-ready', why)
    await refuseTwice(tx, ctx, memberId, { ...said, reason })
    const id = newId()
    const { service, amountFen } = said
    const year = yearOf(ctx.kernel.clock.today())
    await insertCharges(tx, ctx, [
      { id, memberId, kind: 'service', year, level: '', service, amountFen, reason, standardId: null, state: 'open', settledAt: null },
    ])
    await audit(tx, ctx, {
      action: 'dues.service-charged',
      subject: { kind: 'member', id: memberId, label: (await memberName(tx, ctx, memberId)).name },
      after: { service: serviceName(ctx, service), reason, yuan: formatFen(amountFen) },
    })
    await raise(tx, ctx, 'dues.service-charged', { chargeId: id, memberId })
    return id
  })
}

function checkSaid(ctx: Context, { service, reason, amountFen }: NewService): void {
  const problems: Problem[] = []
  if (!offeredServices(ctx).some((one) => one.id === service))
    problems.push({ path: 'service', label: '收费项目', message: '请选择收费项目。' })
  if (reason.length < 2)
    problems.push({
      path: 'reason',
      label: '事由',
      message: '请写明为什么收这笔费用，如“2026 年年会会务费（2 人）”，会员和发票备注都会看到。',
    })
  if (amountFen <= 0) problems.push({ path: 'amountFen', label: '金额', message: '请填写金额，应大于 0。' })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
}

async function refuseTwice(tx: Tx, ctx: StaffContext, memberId: string, { service, reason, amountFen }: NewService): Promise<void> {
  const same = await tx
    .selectFrom('charges')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('service', '=', service)
    .where('reason', '=', reason)
    .where('amount_fen', '=', amountFen)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (same) throw new Refusal('already-done', '这位会员已经有一笔同样的应缴在等待交费；确实要再收一笔的，请在事由中写明区别')
}
