import type { Verified } from '../../../contract/certificates.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { addressKey } from '../accounts/index.ts'
import { memberByNumber } from '../members/index.ts'
import { isSigned } from './signature.ts'
import { validity } from './state.ts'

const perTenMinutes = 60

/**
 * What is so today, for whoever scanned the code. A number that was never given, one without its signature and one of
 * another association all get the same answer. Limited per address.
 */
export async function verifyCertificate(ctx: PublicContext, number: string, signature: string): Promise<Verified> {
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `verify:${addressKey(ctx)}`, max: perTenMinutes, seconds: 600 }))
  if (wait > 0) throw new Refusal('too-many', { message: '查验次数过多，请过几分钟再试', detail: { seconds: wait } })
  return inTx(ctx, async (tx, ctx) => {
    const signed = await isSigned(tx, ctx, number, signature)
    const member = signed ? await memberByNumber(tx, ctx, number) : null
    const held = member && (await validity(tx, ctx, member))
    if (!member || !held) throw new Refusal('not-found', '未查到这张会员证。请扫描证书上的二维码；如仍查不到，这张证书可能不是本会所发')
    const { standing, state, from, through } = held
    return {
      state,
      from,
      through,
      name: member.name,
      // An old paper bears a former number: what holds today is shown.
      number: member.number ?? number,
      levelName: standing.levelName ?? '',
      joinedOn: standing.joinedOn ?? from,
      leftOn: standing.leftOn,
      today: ctx.kernel.clock.today(),
      help: ctx.association.settings.certificate.verifyHelp,
    }
  })
}
