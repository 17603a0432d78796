import { audit } from '../../../kernel/audit.ts'
import type { MemberContext, PublicContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { raise } from '../../../kernel/outbox.ts'
import { addressKey, hashToken } from '../../accounts/index.ts'
import { countOrRefuse } from './claim.ts'
import { findTakeover, type TakeoverRecord } from './store.ts'

const over = '这件申请已经处理完毕，或链接不完整。如有疑问请联系协会'

const limits = (ctx: PublicContext) => [{ key: `takeovers:objections:${addressKey(ctx)}`, max: 60, seconds: 3600 }]

const shown = (claim: TakeoverRecord, objected: boolean) => ({
  unitName: claim.unit_name,
  personName: claim.person_name,
  submittedAt: claim.submitted_at?.toISOString() ?? '',
  openOn: claim.open_on ?? '',
  objected,
})

async function byToken(tx: Tx, ctx: PublicContext, token: string) {
  const notice = found(
    await tx
      .selectFrom('takeover_notices')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirst(),
    over,
  )
  const claim = await findTakeover(tx, ctx, notice.takeover_id)
  if (claim.state !== 'waiting') throw new Refusal('not-found', over)
  return { notice, claim }
}

export async function lookAtClaim(ctx: PublicContext, token: string) {
  await countOrRefuse(ctx, limits(ctx))
  return inTx(ctx, async (tx, inside) => {
    const { notice, claim } = await byToken(tx, inside, token)
    return shown(claim, notice.objected_at !== null)
  })
}

/** By the link that came with the notice: whoever got it need not sign in, nor be able to. */
export async function objectByLink(ctx: PublicContext, { token, reason }: { token: string; reason: string }): Promise<void> {
  await countOrRefuse(ctx, limits(ctx))
  await inTx(ctx, async (tx, inside) => {
    const { notice, claim } = await byToken(tx, inside, token)
    await note(tx, inside, claim, notice, reason)
  })
}

/** What waits for the unit one acts for, so that nobody overlooks it who signs in. */
export async function claimsOnMine(ctx: MemberContext) {
  return inTx(ctx, async (tx, inside) => {
    const rows = await tx
      .selectFrom('takeovers as t')
      .selectAll('t')
      .select((eb) =>
        eb
          .exists(
            eb
              .selectFrom('takeover_notices as n')
              .select('n.id')
              .whereRef('n.association_id', '=', 't.association_id')
              .whereRef('n.takeover_id', '=', 't.id')
              .where('n.account_id', '=', inside.account.id)
              .where('n.objected_at', 'is not', null),
          )
          .$castTo<boolean>()
          .as('objected'),
      )
      .where('t.association_id', '=', inside.association.id)
      .where('t.member_id', '=', inside.memberId)
      .where('t.state', '=', 'waiting')
      .orderBy('t.submitted_at')
      .execute()
    return { rows: rows.map(({ objected, ...claim }) => ({ id: claim.id, ...shown(claim, objected) })) }
  })
}

export async function objectAsHolder(ctx: MemberContext, id: string, reason: string): Promise<void> {
  await inTx(ctx, async (tx, inside) => {
    const claim = await findTakeover(tx, inside, id)
    if (claim.member_id !== inside.memberId || claim.state !== 'waiting') throw new Refusal('not-found', over)
    const notice = await tx
      .selectFrom('takeover_notices')
      .selectAll()
      .where('association_id', '=', inside.association.id)
      .where('takeover_id', '=', id)
      .where('account_id', '=', inside.account.id)
      .executeTakeFirst()
    await note(tx, inside, claim, notice ?? (await lateNotice(tx, inside, id)), reason)
  })
}

/** Who came to act for the unit after the others were told. */
async function lateNotice(tx: Tx, ctx: MemberContext, takeoverId: string) {
  const id = newId()
  const { account, association, kernel } = ctx
  await tx
    .insertInto('takeover_notices')
    .values({
      association_id: association.id,
      id,
      takeover_id: takeoverId,
      name: account.name,
      kind: 'account',
      account_id: account.id,
      address: '登录后看到',
      token_hash: hashToken(id),
      created_at: kernel.clock.now(),
    })
    .execute()
  return { id, name: account.name }
}

async function note(
  tx: Tx,
  ctx: PublicContext | MemberContext,
  claim: TakeoverRecord,
  notice: { id: string; name: string },
  reason: string,
): Promise<void> {
  const objection = reason.trim()
  const noted = await tx
    .updateTable('takeover_notices')
    .set({ objected_at: ctx.kernel.clock.now(), objection })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', notice.id)
    .where('objected_at', 'is', null)
    .executeTakeFirst()
  if (noted.numUpdatedRows === 0n) throw new Refusal('already-done', '您已经提出过异议，协会会据此核对')
  await audit(tx, ctx, {
    action: 'takeover.objected',
    subject: { kind: 'takeover', id: claim.id, label: `${claim.unit_name}（${claim.number}）` },
    after: { by: notice.name, objection },
  })
  await raise(tx, ctx, 'access.takeover-objected', {
    takeoverId: claim.id,
    memberId: claim.member_id,
    unit: claim.unit_name,
    by: notice.name,
    objection,
  })
}
