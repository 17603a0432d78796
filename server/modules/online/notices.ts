import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OnlineMethod } from '../../../contract/online-words.ts'
import { type Context, systemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { findAssociation } from '../associations/index.ts'
import { accountOf, gatewayOf } from './accounts.ts'
import { Forged, type Gateway, GatewayError } from './gateway.ts'
import { hearRefund } from './refunds.ts'
import { settleTry } from './settle.ts'
import { findTry } from './store.ts'

const mostBytes = 64 * 1024

/** What to answer: `heard` ends the gateway's repetitions, anything else lets it come again. */
type Verdict = 'heard' | 'refused' | 'later'

/**
 * A notification is believed for its signature alone. When its amount is not what was asked for, the gateway is asked itself before anything
 * is booked.
 */
async function hearNotice(
  ctx: Context,
  method: OnlineMethod,
  notice: { headers: Record<string, string | undefined>; body: Buffer },
): Promise<Verdict> {
  const account = await accountOf(ctx, method, { ended: true })
  if (!account) return 'refused'
  const gateway = gatewayOf(account)
  try {
    const finding = await gateway.hear(notice)
    if (finding?.state === 'refund') {
      await hearRefund(ctx, finding.refundNo)
      return 'heard'
    }
    if (finding?.state !== 'paid') return 'heard'
    const one = await inTx(ctx, (tx) => findTry(tx, ctx, finding.outTradeNo))
    if (one?.method !== method) return 'refused'
    const outcome = await settleTry(ctx, finding.paidFen === one.amountFen ? finding : await truth(gateway, finding))
    return outcome === 'unknown' ? 'refused' : 'heard'
  } catch (error) {
    if (error instanceof Forged) {
      ctx.kernel.log.warn({ method, why: error.message }, 'a forged payment notification')
      return 'refused'
    }
    if (!(error instanceof GatewayError)) ctx.kernel.log.error({ err: error, method }, 'a payment notification could not be booked')
    return 'later'
  }
}

type Paid = Extract<Awaited<ReturnType<Gateway['query']>>, { state: 'paid' }>

async function truth(gateway: Gateway, said: Paid): Promise<Paid> {
  const known = await gateway.query(said.outTradeNo)
  if (known.state !== 'paid') throw new GatewayError('contradiction', `notified as paid, queried as ${known.state}`)
  return known
}

/**
 * `/{slug}/notify/alipay|wechat`: beside the table of routes, because the sender is a machine of another house. It has no session and none of
 * our headers; what it sends is signed, and read as the bytes that were signed.
 */
export async function serveNotices(app: FastifyInstance, kernel: Kernel): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) => done(null, body))
    const listen = (method: OnlineMethod, answers: Record<Verdict, { status: number; type: string; body: string }>) =>
      scope.post<{ Params: { association: string } }>(
        `/:association/notify/${method}`,
        { config: { signed: true } },
        async (request, reply) => {
          const answer = answers[await verdictOn(kernel, method, request)]
          return reply.status(answer.status).type(answer.type).send(answer.body)
        },
      )
    const text = (body: string) => ({ status: 200, type: 'text/plain; charset=utf-8', body })
    listen('alipay', { heard: text('success'), refused: text('fail'), later: text('fail') })
    const json = (status: number, code: string, message: string) => ({
      status,
      type: 'application/json; charset=utf-8',
      body: JSON.stringify({ code, message }),
    })
    listen('wechat', {
      heard: json(200, 'SUCCESS', '成功'),
      refused: json(401, 'FAIL', '验签失败'),
      later: json(503, 'FAIL', '请稍后再通知'),
    })
  })
}

async function verdictOn(
  kernel: Kernel,
  method: OnlineMethod,
  request: FastifyRequest<{ Params: { association: string } }>,
): Promise<Verdict> {
  const association = await findAssociation(kernel, request.params.association, request.hostname)
  if (!association || !Buffer.isBuffer(request.body)) return 'refused'
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, [value].flat()[0]]))
  return hearNotice(systemContext(kernel, association), method, { headers, body: request.body })
}
