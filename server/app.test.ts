import Ajv from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorList } from '../contract/errors.ts'
import { allRoutes, createApp } from './app.ts'
import { type Ground, testGround } from './testing/ground.ts'

let ground: Ground
let app: FastifyInstance

interface Operation {
  summary: string
  security: Record<string, string[]>[]
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>
}
interface Document {
  openapi: string
  info: { title: string; version: string; license: { name: string; identifier: string } }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, unknown> }
}
let document: Document

beforeAll(async () => {
  ground = await testGround()
  app = await createApp(ground.kernel, { version: '1.2.3' })
  document = (await app.inject({ url: '/api/openapi.json' })).json()
})
afterAll(async () => {
  await app.close()
  await ground.close()
})

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, path, operation })),
  )

describe('the OpenAPI document', () => {
  it('is of version 3.1 and says what it describes', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Huiji 会籍', version: '1.2.3', license: { identifier: 'Apache-2.0' } })
  })

  it('lists every route, and no other', () => {
    const served = allRoutes.map(({ key }) => key.replace(' ', ' /{association}/api').replace(/:(\w+)/g, '{$1}'))
    expect(
      operations()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(served.sort())
    expect(served.length).toBeGreaterThan(40)
  })

  it('declares every parameter of a path, once, and none that is not in it', () => {
    for (const { key, path, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path')
      expect([key, declared.map(({ name }) => name).sort()]).toEqual([key, named])
      expect([key, declared.every(({ required }) => required)]).toEqual([key, true])
      const all = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect([key, new Set(all).size]).toEqual([key, all.length])
    }
  })

  it('names every error a route declares, with its status and its sentence', () => {
    for (const { key, endpoint } of allRoutes) {
      const [method = '', path = ''] = key.split(' ')
      const operation = document.paths[`/{association}/api${path.replace(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()]
      for (const code of endpoint.errors ?? []) {
        const { status, message } = errorList[code]
        expect([key, operation?.responses[status]?.description]).toEqual([key, expect.stringContaining(`\`${code}\` ${message}`)])
      }
    }
  })

  it('names what every closed route answers to strangers, and every changing route to other sites', () => {
    for (const { key, operation } of operations()) {
      const open = operation.security.length === 0
      const statuses = Object.keys(operation.responses)
      if (!open) expect([key, statuses]).toEqual([key, expect.arrayContaining(['401', '403'])])
      if (!key.startsWith('GET '))
        expect([key, operation.responses['403']?.description]).toEqual([key, expect.stringContaining('cross-site')])
      expect([key, statuses]).toEqual([key, expect.arrayContaining(['200', '404', '500'])])
    }
  })

  it('gives every route one summary in Chinese', () => {
    for (const { key, operation } of operations()) expect([key, operation.summary]).toEqual([key, expect.stringMatching(/\p{Script=Han}/u)])
  })

  it('holds only schemas that are valid JSON Schema 2020-12, as 3.1 asks', () => {
    const ajv = new Ajv.default({ strict: false, validateFormats: false })
    const schemas = operations().flatMap(({ key, operation }) => [
      ...operation.parameters.map(({ name, schema }) => ({ at: `${key} ${name}`, schema })),
      ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ at: `${key} body`, schema })),
      ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.values(content).map(({ schema }) => ({ at: `${key} ${status}`, schema })),
      ),
    ])
    for (const { at, schema } of schemas) {
      if ('$ref' in schema) expect([at, schema.$ref]).toEqual([at, '#/components/schemas/Refusal'])
      else expect([at, ajv.validateSchema(schema), ajv.errors]).toEqual([at, true, null])
    }
    for (const schema of Object.values(document.components.schemas)) expect(ajv.validateSchema(schema)).toBe(true)
    expect(ajv.validateSchema({ type: 'strnig' })).toBe(false)
  })

  it('lists the closed list of errors in the body of a refusal', () => {
    expect(document.components.schemas.Refusal).toMatchObject({ properties: { code: { enum: Object.keys(errorList) } } })
  })

  it('can be read as a page, without any script', async () => {
    const page = await app.inject({ url: '/api' })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body.match(/<details>/g)).toHaveLength(allRoutes.length)
    expect(page.body).not.toMatch(/<script|style="|onclick/)
  })
})

describe('the whole house', () => {
  it('says that it is alive, and that it reaches its database', async () => {
    expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
    expect((await app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' })
  })

  it('puts the headers on every kind of answer', async () => {
    for (const url of ['/healthz', '/api', '/here/api/session', '/here/theme.css', '/here/mailbox', '/nowhere']) {
      const { headers } = await app.inject({ url })
      expect([url, headers['content-security-policy']]).toEqual([url, expect.stringContaining("script-src 'self'")])
      expect([url, headers['x-content-type-options']]).toEqual([url, 'nosniff'])
    }
  })

  it('refuses every changing route to other sites, before it looks who asks', async () => {
    for (const { key } of allRoutes) {
      const [method, path] = key.split(' ')
      if (method === 'GET') continue
      const answer = await app.inject({
        method: method as 'POST',
        url: `/here/api${path}`,
        headers: { 'x-huiji': '1', origin: 'https://evil.example.com' },
      })
      expect([key, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([key, 403, 'cross-site'])
    }
  })

  it('answers an unknown address in the words of the list', async () => {
    const answer = await app.inject({ url: '/nowhere/api/nothing' })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'not-found'])
  })
})
