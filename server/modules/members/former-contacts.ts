import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { unlinkAccount } from './link.ts'

/**
 * Who acted for a member as its contact and is none any more acts for it no longer, at once. Whoever makes the change keeps the
 * account, and so does the `asker` of a change that was reviewed: nobody locks himself out by correcting his number. Where units
 * sign in by their name or number, the unit's own account stays as well, whoever holds it.
 */
export async function unlinkFormer(
  tx: Tx,
  ctx: Context,
  member: { id: string; name: string },
  mobiles: readonly string[],
  asker: string | null = null,
): Promise<void> {
  if (mobiles.length === 0) return
  const self = ctx.kind === 'member' || ctx.kind === 'staff' ? ctx.account.id : null
  const acting = tx
    .selectFrom('account_members as x')
    .innerJoin('account_identifiers as i', (join) =>
      join.onRef('i.association_id', '=', 'x.association_id').onRef('i.account_id', '=', 'x.account_id').on('i.kind', '=', 'mobile'),
    )
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'x.association_id').onRef('a.id', '=', 'x.account_id'))
    .select(['a.id', 'a.name'])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.member_id', '=', member.id)
    .where('i.value', 'in', [...mobiles])
  const gone = await (unitsSignIn(ctx) ? acting.where('x.principal', '=', false) : acting).execute()
  for (const account of gone.filter((one) => one.id !== self && one.id !== asker)) {
    await unlinkAccount(tx, ctx, account.id, member.id)
    await audit(tx, ctx, {
      action: 'account.unlinked',
      subject: { kind: 'account', id: account.id, label: account.name },
      before: { member: member.name },
    })
  }
}

const unitsSignIn = (ctx: Context): boolean =>
  ctx.association.settings.login.tabs.some((tab) => tab.identifiers.some((kind) => kind === 'unit-name' || kind === 'member-number'))
