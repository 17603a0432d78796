import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { recordChanges } from './changes.ts'
import { levelById, levelNameOf } from './standing.ts'
import { currentMembership, levelIn, lockMember, type Member } from './store.ts'
import { beginLevel, endLevels, relist } from './write.ts'

/**
 * A member's level from a day on, e.g. after an election. The day lies in the membership and not ahead: what is not yet so is not
 * written. Spans that began on or after it are replaced; what stood is in the history. Charges already made keep their amount.
 */
export async function setLevel(ctx: Context, input: LevelChange & { memberId: string }): Promise<void> {
  authorize(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => changeLevel(tx, ctx, await lockMember(tx, ctx, input.memberId), input))
}

interface LevelChange {
  level: string
  /** 'YYYY-MM-DD' */
  from: string
  reason: string
}

/** The act itself, whoever decided it. */
export async function changeLevel(tx: Tx, ctx: Context, member: Member, input: LevelChange): Promise<void> {
  const membership = await currentMembership(tx, ctx, member.id)
  if (!membership) throw new Refusal('not-ready', `${member.name}现在不是会员，不能调整级别`)
  const level = levelById(ctx, input.level)
  if (!level || (level.for && level.for !== member.kind)) throw new Refusal('input-invalid', '没有这个会员级别，请重新选择')
  const today = ctx.kernel.clock.today()
  if (input.from < membership.joinedOn || input.from > today)
    throw new Refusal('input-invalid', `生效日期应在入会日 ${membership.joinedOn} 与今天 ${today} 之间`)
  const before = levelIn(membership, today)
  const same = levelIn(membership, input.from) === input.level && before === input.level
  if (same) throw new Refusal('already-done', `自 ${input.from} 起已经是${levelNameOf(ctx, input.level)}`)
  await endLevels(tx, ctx, membership.id, input.from)
  await beginLevel(tx, ctx, membership.id, input.level, input.from)
  await recordChanges(
    tx,
    ctx,
    member.id,
    [
      {
        field: 'level',
        label: '会员级别',
        before: levelNameOf(ctx, before),
        after: `${levelNameOf(ctx, input.level)}（自 ${input.from}）`,
      },
    ],
    input.reason,
  )
  await audit(tx, ctx, {
    action: 'member.updated',
    subject: { kind: 'member', id: member.id, label: member.name },
    before: { levels: membership.levels },
    after: { level: input.level, from: input.from, reason: input.reason },
  })
  await relist(tx, ctx, member.id)
}
