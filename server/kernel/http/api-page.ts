import type { FastifyInstance } from 'fastify'
import type { Method } from '../../../contract/endpoint.ts'
import { escapeHtml, plainPage } from './html.ts'
import { openApi } from './openapi.ts'
import type { Route } from './route.ts'

/** `/api/openapi.json`, and `/api` to read it without any script. */
export function serveApiDocument(app: FastifyInstance, routes: Route[], version: string): void {
  const document = openApi(routes, version)
  const page = readingPage(document)
  app.get('/api/openapi.json', async () => document)
  app.get('/api/style.css', async (_request, reply) => reply.type('text/css').send(style))
  app.get('/api', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
}

const methods: Lowercase<Method>[] = ['get', 'post', 'put', 'patch', 'delete']

function readingPage(document: ReturnType<typeof openApi>): string {
  const entries = Object.entries(document.paths).flatMap(([path, operations]) =>
    methods.filter((method) => operations[method]).map((method) => section(method, path, operations[method] as Record<string, unknown>)),
  )
  return plainPage(
    '会籍 API',
    `<h1>会籍 API</h1><p>OpenAPI 3.1：<a href="/api/openapi.json">/api/openapi.json</a>，共 ${entries.length} 个接口。
除登录前的接口外，均以同站 Cookie 识别身份；修改类请求须带 <code>x-huiji: 1</code>。</p>${entries.join('')}`,
  )
}

function section(method: string, path: string, operation: Record<string, unknown>): string {
  const json = (value: unknown) => `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`
  const part = (name: string, value: unknown) => (value === undefined ? '' : `<h4>${name}</h4>${json(value)}`)
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(String(operation.summary))} <i>${escapeHtml(String(operation['x-who']))}</i></summary>
${part('参数', operation.parameters)}${part('请求', operation.requestBody)}${part('应答', operation.responses)}</details>`
}

const style = `body{font:16px/1.6 system-ui,sans-serif;color:#1f2933;margin:0}main{max-width:960px;margin:0 auto;padding:24px}
h1{font-size:26px;line-height:1.35}a{color:#1a56a8}li{margin:8px 0}[role=note]{background:#fdf3dc;padding:12px 16px;border-radius:6px}
button{font:inherit;font-weight:600;min-height:48px;padding:8px 28px;border:0;border-radius:6px;background:#1a56a8;color:#fff;cursor:pointer}
details{border-top:1px solid #e4e7eb;padding:8px 0}summary{cursor:pointer}b{display:inline-block;min-width:64px}i{color:#616e7c;font-style:normal;float:right}
pre{background:#f5f7fa;padding:12px;overflow:auto;font-size:13px;border-radius:6px}`
