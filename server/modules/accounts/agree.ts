import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'

interface Agreed {
  textId: string
  version: number
  matterId: string | null
}

/** Keeps who agreed to which version of a text, when and from where (CACEM-03). */
export async function agree(tx: Tx, ctx: AccountContext, { textId, version, matterId }: Agreed): Promise<void> {
  await tx
    .insertInto('agreements')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      account_id: ctx.account.id,
      matter_id: matterId,
      text_id: textId,
      text_version: version,
      agreed_at: ctx.kernel.clock.now(),
      address: ctx.origin?.address ?? null,
    })
    .execute()
  await audit(tx, ctx, {
    action: 'text.agreed',
    subject: { kind: 'text', id: textId, label: `${textId} 第 ${version} 版` },
    after: { version, matterId },
  })
}
