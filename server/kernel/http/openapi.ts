import type { Endpoint, Method } from '../../../contract/endpoint.ts'
import { type ErrorCode, errorList } from '../../../contract/errors.ts'
import type { Route } from './route.ts'

// Refusals every route of a kind may give, beyond those it names itself.
function codesOf(endpoint: Endpoint, method: Method): ErrorCode[] {
  const codes = new Set<ErrorCode>(endpoint.errors ?? [])
  codes.add('not-found').add('unexpected').add('unavailable')
  if (endpoint.body || endpoint.query || endpoint.params || endpoint.upload) codes.add('input-invalid')
  if (endpoint.who !== 'public') codes.add('not-signed-in').add('not-allowed')
  if (endpoint.upload) codes.add('too-large').add('wrong-file')
  if (method !== 'GET') codes.add('cross-site').add('conflict')
  return [...codes].sort()
}

function responses(endpoint: Endpoint, method: Method) {
  const ok = endpoint.file
    ? {
        description: '文件',
        content: Object.fromEntries(endpoint.file.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
      }
    : { description: '成功', content: { 'application/json': { schema: endpoint.reply ?? {} } } }
  const answers: Record<string, unknown> = { 200: ok }
  for (const code of codesOf(endpoint, method)) {
    const { status } = errorList[code]
    const same = codesOf(endpoint, method).filter((other) => errorList[other].status === status)
    answers[status] = {
      description: same.map((other) => `\`${other}\` ${errorList[other].message}`).join('\n\n'),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
    }
  }
  return answers
}

const requiredOf = (schema: Endpoint['query']): readonly string[] => schema?.required ?? []

function parameters(endpoint: Endpoint) {
  const list = (where: 'path' | 'query', schema: Endpoint['query']) =>
    Object.entries(schema?.properties ?? {}).map(([name, inner]) => ({
      name,
      in: where,
      required: where === 'path' || requiredOf(schema).includes(name),
      schema: inner,
    }))
  return [
    { name: 'association', in: 'path', required: true, schema: { type: 'string' } },
    ...list('path', endpoint.params),
    ...list('query', endpoint.query),
  ]
}

const who = (endpoint: Endpoint) => (typeof endpoint.who === 'string' ? endpoint.who : `staff: ${endpoint.who.staff}`)

function operation(endpoint: Endpoint, method: Method, path: string) {
  return {
    summary: endpoint.summary,
    tags: [path.split('/')[1] ?? 'root'],
    'x-who': who(endpoint),
    security: endpoint.who === 'public' ? [] : [{ session: [] }],
    parameters: parameters(endpoint),
    ...(endpoint.body && { requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } } }),
    ...(endpoint.upload && {
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
          },
        },
      },
    }),
    responses: responses(endpoint, method),
  }
}

/** The OpenAPI 3.1 document of every route, read from the table the server serves. */
export function openApi(routes: Route[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { key, endpoint } of routes) {
    const [method, path] = key.split(' ') as [Method, string]
    const address = `/{association}/api${path.replace(/:(\w+)/g, '{$1}')}`
    paths[address] = { ...paths[address], [method.toLowerCase()]: operation(endpoint, method, path) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Huiji 会籍', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'huiji' } },
      schemas: {
        Refusal: {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string', enum: Object.keys(errorList) },
            message: { type: 'string' },
            problems: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'string' }, label: { type: 'string' }, message: { type: 'string' } },
              },
            },
            detail: { type: 'object' },
            requestId: { type: 'string' },
          },
        },
      },
    },
  }
}
