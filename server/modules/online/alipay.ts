import type { AlipaySdk } from 'alipay-sdk'
import { parseYuan } from '../../../contract/rules/money.ts'
import { readAlipayBill } from './bill-files.ts'
import { type AlipayAccount, type Finding, Forged, type Gateway, GatewayError, type Heard } from './gateway.ts'
import { pemOf, readPrivateKey } from './keys.ts'

type Answer = Record<string, unknown>

/** Bytes one day's bill may have at most. */
const mostBytes = 50 * 1024 * 1024

/** 支付宝 by its official SDK: RSA2, public-key mode. The SDK verifies the signature of every answer. */
export function alipayGateway(account: AlipayAccount): Gateway {
  let made: Promise<AlipaySdk> | undefined
  const sdk = () => {
    made ??= makeSdk(account)
    return made
  }
  const exec = async (method: string, bizContent: Answer): Promise<Answer> => {
    const client = await sdk()
    try {
      return { ...(await client.exec(method, { bizContent }, { validateSign: true })) }
    } catch (error) {
      throw new GatewayError('unreachable', `支付宝没有正常应答：${said(error)}`, { cause: error })
    }
  }
  return {
    async open(way, ask) {
      const client = await sdk()
      const page = way === 'page'
      return client.pageExecute(page ? 'alipay.trade.page.pay' : 'alipay.trade.wap.pay', 'GET', {
        notifyUrl: ask.notifyUrl,
        returnUrl: ask.returnUrl,
        bizContent: {
          outTradeNo: ask.outTradeNo,
          totalAmount: yuanOf(ask.amountFen),
          subject: ask.subject,
          productCode: page ? 'FAST_INSTANT_TRADE_PAY' : 'QUICK_WAP_WAY',
          timeExpire: beijing(ask.expiresAt),
        },
      })
    },
    async query(outTradeNo) {
      const answer = await exec('alipay.trade.query', { outTradeNo })
      if (answer.subCode === 'ACQ.TRADE_NOT_EXIST') return { state: 'unknown', outTradeNo }
      expectDone(answer)
      return findingOf(outTradeNo, String(answer.tradeStatus), {
        tradeNo: answer.tradeNo,
        total: answer.totalAmount,
        at: answer.sendPayDate,
        payer: answer.buyerLogonId,
      })
    },
    async close(outTradeNo) {
      const answer = await exec('alipay.trade.close', { outTradeNo })
      if (answer.subCode === 'ACQ.TRADE_NOT_EXIST') return
      expectDone(answer)
    },
    async refund({ outTradeNo, refundNo, amountFen, reason }) {
      const answer = await exec('alipay.trade.refund', {
        outTradeNo,
        outRequestNo: refundNo,
        refundAmount: yuanOf(amountFen),
        refundReason: reason,
      })
      expectDone(answer)
    },
    async refundState(outTradeNo, refundNo) {
      const queryOptions = ['gmt_refund_pay']
      const answer = await exec('alipay.trade.fastpay.refund.query', { outTradeNo, outRequestNo: refundNo, queryOptions })
      if (answer.subCode === 'ACQ.TRADE_NOT_EXIST') return { state: 'unknown' }
      expectDone(answer)
      if (answer.refundStatus !== 'REFUND_SUCCESS') return { state: 'unknown' }
      return { state: 'done', at: momentOf(answer.gmtRefundPay) }
    },
    async bill(day) {
      const answer = await exec('alipay.data.dataservice.bill.downloadurl.query', { billType: 'trade', billDate: day })
      if (String(answer.subCode ?? '').includes('bill_not_exist')) return null
      expectDone(answer)
      return readAlipayBill(await download(String(answer.billDownloadUrl)))
    },
    hear: async ({ body }) => hear(await sdk(), account, body),
    async test() {
      const answer = await exec('alipay.trade.query', { outTradeNo: 'HUIJITEST0000000' })
      if (answer.subCode !== 'ACQ.TRADE_NOT_EXIST') expectDone(answer)
    },
  }
}

async function makeSdk(account: AlipayAccount): Promise<AlipaySdk> {
  const key = readPrivateKey(account.privateKey)
  if (!key) throw new GatewayError('key', '应用私钥不是有效的 RSA 私钥')
  // Loaded when the first payment is made: who never pays online does not wait for it at the start.
  const { AlipaySdk } = await import('alipay-sdk')
  return new AlipaySdk({
    appId: account.appId,
    privateKey: pemOf(key),
    keyType: 'PKCS8',
    alipayPublicKey: account.alipayPublicKey,
    gateway: account.gateway,
    timeout: 8000,
  })
}

function hear(client: AlipaySdk, account: AlipayAccount, body: Buffer): Heard | null {
  const fields = Object.fromEntries(new URLSearchParams(body.toString('utf8')))
  if (!verified(client, fields)) throw new Forged('the signature does not hold')
  if (fields.app_id !== account.appId) throw new Forged('another application')
  if (account.sellerId !== '' && fields.seller_id !== undefined && fields.seller_id !== account.sellerId) throw new Forged('another seller')
  const outTradeNo = fields.out_trade_no ?? ''
  if (outTradeNo === '') throw new Forged('no number of ours')
  // A refund is told of as a change of its trade.
  if (fields.gmt_refund && fields.out_biz_no) return { state: 'refund', refundNo: fields.out_biz_no }
  const finding = findingOf(outTradeNo, fields.trade_status ?? '', {
    tradeNo: fields.trade_no,
    total: fields.total_amount,
    at: fields.gmt_payment ?? fields.notify_time,
    payer: fields.buyer_logon_id,
  })
  return finding.state === 'paid' ? finding : null
}

function verified(client: AlipaySdk, fields: Record<string, string>): boolean {
  try {
    return client.checkNotifySignV2({ ...fields })
  } catch {
    return false
  }
}

const closedStates = new Set(['TRADE_CLOSED'])
const paidStates = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED'])

function findingOf(outTradeNo: string, status: string, found: { tradeNo: unknown; total: unknown; at: unknown; payer: unknown }): Finding {
  if (closedStates.has(status)) return { state: 'closed', outTradeNo }
  if (!paidStates.has(status)) return { state: 'waiting', outTradeNo }
  const paidFen = parseYuan(String(found.total))
  const paidAt = momentOf(found.at)
  if (paidFen === null || paidAt === null || !found.tradeNo) throw new GatewayError('answer', '支付宝的应答缺少金额、时间或交易号')
  return { state: 'paid', outTradeNo, tradeNo: String(found.tradeNo), paidFen, paidAt, payer: String(found.payer ?? '') }
}

/** 'yyyy-MM-dd HH:mm:ss' of Beijing. */
function momentOf(text: unknown): Date | null {
  const moment = new Date(`${String(text).replace(' ', 'T').slice(0, 19)}+08:00`)
  return Number.isNaN(moment.getTime()) ? null : moment
}

function expectDone(answer: Answer): void {
  if (answer.code === '10000') return
  throw new GatewayError(String(answer.subCode ?? answer.code ?? ''), `支付宝：${String(answer.subMsg ?? answer.msg ?? '没有说明原因')}`)
}

async function download(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
    throw new GatewayError('unreachable', `账单下载失败：${said(error)}`)
  })
  if (!answer.ok) throw new GatewayError('unreachable', `账单下载失败：${answer.status}`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (bytes.length > mostBytes) throw new GatewayError('answer', '账单文件太大')
  return bytes
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** 300000 → '3000.00' */
export const yuanOf = (fen: number): string => (fen / 100).toFixed(2)

const inBeijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
/** 'yyyy-MM-dd HH:mm:ss' in Beijing. */
const beijing = (moment: Date): string => inBeijing.format(moment)
