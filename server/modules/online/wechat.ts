import { createHash, type KeyObject } from 'node:crypto'
import { readWechatBill } from './bill-files.ts'
import { type Finding, Forged, type Gateway, GatewayError, type Heard, type WechatAccount } from './gateway.ts'
import { readPrivateKey, readPublicKey } from './keys.ts'
import { authorization, unseal, verifySent } from './wechat-signature.ts'

type Answer = Record<string, unknown>

/** 微信支付 APIv3 in public-key mode, by node's own cryptography. */
export function wechatGateway(account: WechatAccount): Gateway {
  const line = wireOf(account)
  return {
    async open(way, ask) {
      const body = {
        appid: account.appId,
        mchid: account.mchId,
        description: ask.subject,
        out_trade_no: ask.outTradeNo,
        time_expire: ask.expiresAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
        notify_url: ask.notifyUrl,
        amount: { total: ask.amountFen, currency: 'CNY' },
      }
      if (way === 'native') return String((await line.say('POST', '/v3/pay/transactions/native', body)).code_url)
      if (way === 'h5') {
        const scene = { payer_client_ip: ask.address, h5_info: { type: 'Wap' } }
        const { h5_url } = await line.say('POST', '/v3/pay/transactions/h5', { ...body, scene_info: scene })
        return `${String(h5_url)}&redirect_url=${encodeURIComponent(ask.returnUrl)}`
      }
      if (way !== 'jsapi' || !ask.openId) throw new GatewayError('way', '微信支付没有这种付款方式')
      return String((await line.say('POST', '/v3/pay/transactions/jsapi', { ...body, payer: { openid: ask.openId } })).prepay_id)
    },
    async query(outTradeNo) {
      const answer = await line
        .say('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${account.mchId}`)
        .catch(noneWhen(['ORDER_NOT_EXIST', 'ORDERNOTEXIST']))
      return answer ? findingOf(account, answer, outTradeNo) : { state: 'unknown', outTradeNo }
    },
    async close(outTradeNo) {
      await line
        .say('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid: account.mchId })
        .catch(noneWhen(['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'ORDER_CLOSED']))
    },
    async refund({ outTradeNo, refundNo, amountFen, totalFen, reason, notifyUrl }) {
      await line.say('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: outTradeNo,
        out_refund_no: refundNo,
        reason: reason.slice(0, 80),
        notify_url: notifyUrl,
        amount: { refund: amountFen, total: totalFen, currency: 'CNY' },
      })
    },
    async refundState(_outTradeNo, refundNo) {
      const answer = await line.say('GET', `/v3/refund/domestic/refunds/${refundNo}`).catch(noneWhen(['RESOURCE_NOT_EXISTS']))
      if (!answer) return { state: 'unknown' }
      if (answer.status === 'SUCCESS') return { state: 'done', at: momentOf(answer.success_time) }
      if (answer.status === 'PROCESSING') return { state: 'pending' }
      return { state: answer.status === 'CLOSED' ? 'closed' : 'abnormal' }
    },
    async bill(day) {
      const answer = await line.say('GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`).catch(noneWhen(['NO_STATEMENT_EXIST']))
      if (!answer) return null
      const bytes = await line.download(String(answer.download_url))
      if (createHash('sha1').update(bytes).digest('hex') !== String(answer.hash_value).toLowerCase())
        throw new GatewayError('answer', '微信支付的账单文件与摘要不符')
      return readWechatBill(bytes)
    },
    hear: async ({ headers, body }) => hear(account, line.theirs(), headers, body.toString('utf8')),
    async test() {
      await line
        .say('GET', `/v3/pay/transactions/out-trade-no/HUIJITEST0000000?mchid=${account.mchId}`)
        .catch(noneWhen(['ORDER_NOT_EXIST', 'ORDERNOTEXIST']))
    },
  }
}

/** Requests that are signed, and answers that are believed only with the right signature. */
function wireOf(account: WechatAccount) {
  const ours = (): KeyObject => keyOr(readPrivateKey(account.privateKey), '商户 API 私钥')
  const theirs = () => ({ publicKeyId: account.publicKeyId, key: keyOr(readPublicKey(account.publicKey), '微信支付公钥') })
  const send = (method: string, url: URL, body: string) =>
    fetch(url, {
      method,
      ...(body !== '' && { body }),
      headers: {
        accept: 'application/json',
        'user-agent': 'huiji',
        'wechatpay-serial': account.publicKeyId,
        ...(body !== '' && { 'content-type': 'application/json' }),
        authorization: authorization({ ...account, key: ours() }, { method, path: url.pathname + url.search, body }),
      },
      signal: AbortSignal.timeout(8000),
    }).catch((error: unknown) => {
      throw new GatewayError('unreachable', `微信支付没有应答：${String(error)}`, { cause: error })
    })
  return {
    theirs,
    async say(method: 'GET' | 'POST', path: string, body?: Answer): Promise<Answer> {
      const answer = await send(method, new URL(account.gateway + path), body ? JSON.stringify(body) : '')
      const text = await answer.text()
      // A request whose signature is wrong is refused without one; every other answer has to prove itself.
      if (answer.status === 401 && !answer.headers.has('wechatpay-signature')) throw refusalOf(answer.status, text)
      try {
        verifySent(theirs(), Object.fromEntries(answer.headers), text)
      } catch (error) {
        if (error instanceof Forged) throw new GatewayError('signature', `微信支付的应答验签失败：${error.message}`)
        throw error
      }
      if (!answer.ok) throw refusalOf(answer.status, text)
      return parsed(text)
    },
    /** A bill's bytes come without a signature; their digest came with one. */
    async download(url: string): Promise<Buffer> {
      const answer = await send('GET', new URL(url), '')
      if (!answer.ok) throw refusalOf(answer.status, await answer.text())
      return Buffer.from(await answer.arrayBuffer())
    },
  }
}

function keyOr(key: KeyObject | null, name: string): KeyObject {
  if (!key) throw new GatewayError('key', `${name}不是有效的 RSA 密钥`)
  return key
}

function refusalOf(status: number, text: string): GatewayError {
  const { code, message } = parsed(text)
  return new GatewayError(String(code ?? status), `微信支付：${String(message ?? status)}`)
}

const noneWhen = (codes: readonly string[]) => (error: unknown) => {
  if (error instanceof GatewayError && codes.includes(error.code)) return null
  throw error
}

function parsed(text: string): Answer {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isAnswer(value) ? value : {}
  } catch {
    return {}
  }
}

const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && !Array.isArray(value)

function hear(
  account: WechatAccount,
  theirs: { publicKeyId: string; key: KeyObject },
  headers: Record<string, string | undefined>,
  body: string,
): Heard | null {
  verifySent(theirs, headers, body)
  const notice = parsed(body)
  const sealed = notice.resource
  if (!isAnswer(sealed)) throw new Forged('nothing in it')
  const inner = unseal(account.apiV3Key, {
    ciphertext: String(sealed.ciphertext),
    nonce: String(sealed.nonce),
    associated_data: String(sealed.associated_data ?? ''),
  })
  const said = parsed(inner)
  if (String(notice.event_type).startsWith('REFUND.')) {
    if (said.mchid !== account.mchId) throw new Forged('another merchant')
    return { state: 'refund', refundNo: String(said.out_refund_no ?? '') }
  }
  if (notice.event_type !== 'TRANSACTION.SUCCESS') return null
  const finding = findingOf(account, said)
  return finding.state === 'paid' ? finding : null
}

/** A transaction as both query and notification tell it. */
function findingOf(account: WechatAccount, trade: Answer, asked?: string): Finding {
  const outTradeNo = String(trade.out_trade_no ?? '')
  if (trade.mchid !== account.mchId || trade.appid !== account.appId) throw new Forged('another merchant')
  if (outTradeNo === '' || (asked !== undefined && outTradeNo !== asked)) throw new Forged('another number')
  if (trade.trade_state === 'CLOSED' || trade.trade_state === 'REVOKED') return { state: 'closed', outTradeNo }
  // REFUND: it was paid, and something of it went back.
  if (trade.trade_state !== 'SUCCESS' && trade.trade_state !== 'REFUND') return { state: 'waiting', outTradeNo }
  const amount = isAnswer(trade.amount) ? trade.amount : {}
  const payer = isAnswer(trade.payer) ? trade.payer : {}
  const paidAt = momentOf(trade.success_time)
  if (!Number.isSafeInteger(amount.total) || amount.currency !== 'CNY' || paidAt === null)
    throw new GatewayError('answer', '微信支付的应答缺少金额或时间')
  return {
    state: 'paid',
    outTradeNo,
    tradeNo: String(trade.transaction_id),
    paidFen: Number(amount.total),
    paidAt,
    payer: String(payer.openid ?? ''),
  }
}

function momentOf(text: unknown): Date | null {
  const moment = new Date(String(text))
  return Number.isNaN(moment.getTime()) ? null : moment
}
