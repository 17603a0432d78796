import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { escapeHtml, plainPage } from '../../kernel/http/html.ts'
import * as alipay from './alipay.ts'
import { type Trade, yuan } from './book.ts'
import type { PayGateway } from './gateway.ts'
import * as wechat from './wechat.ts'

const html = 'text/html; charset=utf-8'
const names = { alipay: '支付宝', wechat: '微信支付' } as const

/** Puts the gateway under `gateway.path` of an app: the machine side of both, and the page on which a visitor pays. */
export async function serveGateway(app: FastifyInstance, gateway: PayGateway): Promise<void> {
  await app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) => done(null, body))
      serveAlipay(scope, gateway)
      serveWechat(scope, gateway)
      serveCashier(scope, gateway)
    },
    { prefix: gateway.path },
  )
}

// Machines and forms of another house: no session of ours comes with them.
const outside = { config: { signed: true as const } }
const textOf = (request: FastifyRequest) => (typeof request.body === 'string' ? request.body : '')

function serveAlipay(scope: FastifyInstance, gateway: PayGateway) {
  const parsed = (text: string): Record<string, unknown> => {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  }
  scope.get<{ Querystring: Record<string, string> }>('/alipay/gateway.do', async (request, reply) => {
    const keys = (await gateway.keys()).alipay
    const fields = request.query
    if (!alipay.isSigned(keys, fields)) return reply.status(400).type(html).send(plainPage('演示支付', '<h1>无效签名</h1>'))
    const trade = alipay.begin(gateway.book, fields, parsed(fields.biz_content ?? '{}'))
    if (!trade) return reply.status(400).type(html).send(plainPage('演示支付', '<h1>参数错误</h1>'))
    return reply.redirect(`${gateway.path}/cashier/${trade.outTradeNo}`)
  })
  scope.post<{ Querystring: Record<string, string> }>('/alipay/gateway.do', outside, async (request, reply) => {
    const keys = (await gateway.keys()).alipay
    const fields = { ...request.query, ...Object.fromEntries(new URLSearchParams(textOf(request))) }
    const method = fields.method ?? ''
    const biz = parsed(fields.biz_content ?? '{}')
    const said = alipay.isSigned(keys, fields) ? alipay.call(gateway.book, method, biz, gateway.base()) : alipay.wrongSignature
    if (method === 'alipay.trade.refund' && refundTaken(gateway, String(biz.out_request_no))) return lose(reply)
    return reply.type('application/json; charset=utf-8').send(alipay.answer(keys, method, said))
  })
  scope.get<{ Params: { file: string } }>('/alipay/bill/:file', async (request, reply) => {
    const day = request.params.file.slice(0, 10)
    return reply.type('application/zip').send(alipay.bill((await gateway.keys()).alipay, gateway.book, day))
  })
}

/** Tells of a refund that was taken in; true when its answer is to be lost. */
function refundTaken(gateway: PayGateway, refundNo: string): boolean {
  gateway.refunded(refundNo)
  return gateway.book.refunding === 'loses'
}

function lose(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function serveWechat(scope: FastifyInstance, gateway: PayGateway) {
  scope.route({
    method: ['GET', 'POST'],
    url: '/wechat/*',
    ...outside,
    async handler(request, reply) {
      const keys = (await gateway.keys()).wechat
      const body = textOf(request)
      const { method, url } = request.raw
      const right = wechat.isAuthorized(keys, String(request.headers.authorization ?? ''), { method: method ?? '', url: url ?? '', body })
      if (!right) return reply.status(401).send({ code: 'SIGN_ERROR', message: '签名错误' })
      const path = (url ?? '').slice(`${gateway.path}/wechat`.length)
      if (path.startsWith('/v3/billdownload/')) {
        const day = new URL(path, 'http://gateway').searchParams.get('token') ?? ''
        return reply.type('text/plain').send(wechat.bill(keys, gateway.book, day))
      }
      const asked = body === '' ? {} : JSON.parse(body)
      const said = wechat.call(keys, gateway.book, method ?? '', path, asked, gateway.base())
      if (path === '/v3/refund/domestic/refunds' && refundTaken(gateway, String(asked.out_refund_no))) return lose(reply)
      const text = said.body === null ? '' : JSON.stringify(said.body)
      return reply.status(said.status).headers(wechat.seal(keys, text)).type('application/json').send(text)
    },
  })
}

/** Marked on every line as what it is: nothing is charged here. */
function serveCashier(scope: FastifyInstance, gateway: PayGateway) {
  type Address = { Params: { no: string }; Querystring: { redirect_url?: string } }
  scope.get<Address>('/cashier/:no', async (request, reply) => {
    const trade = gateway.book.find(request.params.no)
    reply.type(html).header('cache-control', 'no-store')
    return trade ? cashier(trade, request.query.redirect_url ?? '') : reply.status(404).send(plainPage('演示支付', '<h1>没有这笔支付</h1>'))
  })
  scope.post<Address>('/cashier/:no', outside, async (request, reply) => {
    const trade = gateway.book.find(request.params.no)
    if (!trade) return reply.status(404).type(html).send(plainPage('演示支付', '<h1>没有这笔支付</h1>'))
    await gateway.pay(trade.outTradeNo)
    const back = new URLSearchParams(textOf(request)).get('back') ?? ''
    return reply.redirect(inside(back) ?? `${gateway.path}/cashier/${trade.outTradeNo}`, 303)
  })
}

const inside = (address: string): string | null => (/^\/(?!\/)[^\\]*$/.test(address) ? address : null)

function cashier(trade: Trade, redirect: string): string {
  const name = names[trade.channel]
  const back = inside(redirect) ?? inside(trade.returnUrl) ?? ''
  const warning = '<p role="note"><strong>这是演示支付，不会真的扣款。</strong></p>'
  const about = `<p>${escapeHtml(trade.subject)}</p><p>金额 <strong>${yuan(trade.totalFen)}</strong> 元</p>`
  const home = back === '' ? '<p>请回到刚才的页面查看结果。</p>' : `<p><a href="${escapeHtml(back)}">返回缴费页面</a></p>`
  const act = {
    waiting: `<form method="post"><input type="hidden" name="back" value="${escapeHtml(back)}"><p><button type="submit">确认支付 ${yuan(trade.totalFen)} 元</button></p></form>${home}`,
    paid: `<p role="status">支付成功。</p>${home}`,
    closed: `<p role="status">这笔支付已经关闭，请回到缴费页面重新发起。</p>${home}`,
  }[trade.state]
  return plainPage(`演示${name}`, `<h1>演示${name}</h1>${warning}${about}${act}`)
}
