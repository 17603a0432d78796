import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import type { Problem } from '../../../contract/errors.ts'
import { Refusal } from '../errors.ts'
import { escapeHtml, plainPage } from './html.ts'
import { sayInChinese } from './wording.ts'

/** Maps every error once: refusals as they are, schema faults as problems, the rest as nothing but a request id. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = error instanceof Refusal ? error : asRefusal(error)
    if (refusal.status >= 500) request.log.error({ err: error }, 'unexpected error')
    else if (refusal.code === 'input-invalid' && refusal.cause) request.log.warn({ err: refusal.cause }, 'the database refused a value')
    reply.status(refusal.status).header('cache-control', 'no-store')
    return wantsPage(request) ? reply.type('text/html; charset=utf-8').send(pageOf(refusal)) : reply.send(refusal.body(request.id))
  })
  app.setNotFoundHandler(() => {
    throw new Refusal('not-found', '没有这个页面，请检查网址')
  })
}

function asRefusal(error: FastifyError): Refusal {
  if (error.validation) {
    const problems: Problem[] = sayInChinese(error.validation)
    return new Refusal('input-invalid', { problems })
  }
  if (error.code === 'FST_REQ_FILE_TOO_LARGE' || error.statusCode === 413) return new Refusal('too-large')
  if (error.statusCode === 415) return new Refusal('input-invalid', '请求的格式不受支持')
  if (error.statusCode === 404) return new Refusal('not-found')
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) return new Refusal('input-invalid')
  return new Refusal('unexpected')
}

// Somebody typed or followed an address: a page, not a data structure.
const wantsPage = (request: FastifyRequest) =>
  request.method === 'GET' && Boolean(request.headers.accept?.includes('text/html')) && !request.url.includes('/api/')

function pageOf(refusal: Refusal): string {
  return plainPage(refusal.message, `<h1>${escapeHtml(refusal.message)}</h1><p><a href="/">返回首页</a></p>`)
}
