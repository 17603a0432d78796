import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OnlineBridge } from '../../../contract/online.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import { accountOf, isForMember, paysInWechat } from './accounts.ts'
import { readMine } from './check.ts'
import { GatewayError, type WechatAccount } from './gateway.ts'
import { readPrivateKey } from './keys.ts'
import { newNonce, signLines } from './wechat-signature.ts'

/** Seconds within which a payer comes back from 微信. */
const patience = 600

/** The page of an order, where the payer comes back to. */
export async function pageOf(ctx: MemberContext, orderId: string): Promise<string> {
  const { matterId } = await readMine(ctx, orderId)
  return `/${ctx.association.slug}/portal/${matterId === null ? `dues/orders/${orderId}` : `matters/${matterId}`}`
}

/**
 * Inside 微信 a payment is made for an openid. Its own authorisation page (snsapi_base, silent) sends the payer back to the order with a code;
 * `state` proves that we sent this person there, for this order, lately.
 */
export async function authorizeLink(ctx: MemberContext, orderId: string): Promise<string> {
  const account = (await isForMember(ctx, 'wechat')) ? await accountOf(ctx, 'wechat') : null
  if (!account || !paysInWechat(account)) throw new Refusal('not-ready', '微信内支付还没有开通，请在浏览器中打开本页支付')
  const expires = Math.floor(ctx.kernel.clock.now().getTime() / 1000) + patience
  const query = new URLSearchParams({
    appid: account.appId,
    redirect_uri: ctx.kernel.config.publicUrl + (await pageOf(ctx, orderId)),
    response_type: 'code',
    scope: 'snsapi_base',
    state: stateOf(ctx, account, orderId, expires),
  })
  return `${account.openUrl}/connect/oauth2/authorize?${query}#wechat_redirect`
}

/** Eight hex digits of the end, 48 of the proof: 微信 passes on letters and digits only. */
function stateOf(ctx: MemberContext, account: WechatAccount, orderId: string, expires: number): string {
  const proof = createHmac('sha256', account.appSecret)
    .update(`${ctx.association.id}:${ctx.account.id}:${orderId}:${expires}`)
    .digest('hex')
  return expires.toString(16).padStart(8, '0') + proof.slice(0, 48)
}

/** Refuses a return that we did not send out: another order, another person, too late. */
export function checkState(ctx: MemberContext, account: WechatAccount, orderId: string, state: string): void {
  const expires = Number.parseInt(state.slice(0, 8), 16)
  const right = Buffer.from(stateOf(ctx, account, orderId, Number.isNaN(expires) ? 0 : expires))
  const given = Buffer.from(state)
  const same = right.length === given.length && timingSafeEqual(right, given)
  if (!same || expires * 1000 < ctx.kernel.clock.now().getTime()) throw new Refusal('not-ready', '微信授权已过期，请重新点击支付')
}

/** Who came back with this code: 微信 tells it once. Throws GatewayError. */
export async function openIdOf(account: WechatAccount, code: string): Promise<string> {
  const query = new URLSearchParams({ appid: account.appId, secret: account.appSecret, code, grant_type: 'authorization_code' })
  const answer = await fetch(`${account.apiUrl}/sns/oauth2/access_token?${query}`, { signal: AbortSignal.timeout(8000) }).catch(
    (error: unknown) => {
      throw new GatewayError('unreachable', `微信没有应答：${String(error)}`)
    },
  )
  const said: unknown = await answer.json().catch(() => null)
  const openId = typeof said === 'object' && said !== null && 'openid' in said ? said.openid : undefined
  if (typeof openId === 'string' && openId !== '') return openId
  const why = typeof said === 'object' && said !== null && 'errcode' in said ? String(said.errcode) : String(answer.status)
  throw new GatewayError(why, `微信没有给出付款人（${why}）`)
}

/** What 微信's own browser is handed to ask the payer for the password. Signed with the merchant's key. */
export function bridgeOf(account: WechatAccount, prepayId: string, now: Date): OnlineBridge {
  const key = readPrivateKey(account.privateKey)
  if (!key) throw new GatewayError('key', '商户 API 私钥不是有效的 RSA 密钥')
  const [timeStamp, nonceStr, packed] = [String(Math.floor(now.getTime() / 1000)), newNonce(), `prepay_id=${prepayId}`]
  const paySign = signLines(key, [account.appId, timeStamp, nonceStr, packed])
  return { appId: account.appId, timeStamp, nonceStr, package: packed, signType: 'RSA', paySign }
}
