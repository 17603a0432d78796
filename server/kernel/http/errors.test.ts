import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorList } from '../../../contract/errors.ts'
import { Refusal } from '../errors.ts'
import { answerErrors } from './errors.ts'

let app: FastifyInstance
const logged: string[] = []

beforeAll(() => {
  const stream = { write: (line: string) => void logged.push(line) }
  app = Fastify({ logger: { level: 'error', stream }, genReqId: () => 'request-1', ajv: { customOptions: { allErrors: true } } })
  answerErrors(app)
  app.get('/defect', async () => {
    throw new TypeError('password of 13900000000 is secret at /srv/huiji/server.js:1')
  })
  app.get('/thrown-text', async () => Promise.reject('a string of secrets'))
  app.get<{ Params: { code: keyof typeof errorList } }>('/refuse/:code', async ({ params }) => {
    throw new Refusal(params.code)
  })
  app.get('/precise', async () => {
    throw new Refusal('input-invalid', {
      problems: [{ path: 'contacts.0.mobile', label: '手机', message: '手机号应为 11 位' }],
      detail: { seconds: 3 },
    })
  })
  const body = {
    type: 'object',
    required: ['name', 'contacts'],
    properties: {
      name: { type: 'string', maxLength: 3 },
      contacts: { type: 'array', items: { type: 'object', required: ['mobile'], properties: { mobile: { type: 'string' } } } },
    },
  }
  app.post('/form', { schema: { body } }, async () => ({ ok: true }))
})
afterAll(() => app.close())

const form = (payload: string | object, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/form', payload, headers: { 'content-type': type } })

describe('an error nobody foresaw', () => {
  it.each(['/defect', '/thrown-text'])('%s shows nothing of itself but a number to ask about', async (url) => {
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toEqual({ code: 'unexpected', message: errorList.unexpected.message, requestId: 'request-1' })
    expect(answer.body).not.toMatch(/secret|server\.js|TypeError/)
  })

  it('is in the log under that number', async () => {
    logged.length = 0
    await app.inject({ url: '/defect' })
    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ reqId: 'request-1', err: expect.objectContaining({ type: 'TypeError' }) }),
    ])
  })
})

describe('a refusal', () => {
  it.each(Object.entries(errorList))('%s goes out with its status and its sentence', async (code, { status, message }) => {
    const answer = await app.inject({ url: `/refuse/${code}` })
    expect([answer.statusCode, answer.json()]).toEqual([status, { code, message, requestId: 'request-1' }])
  })

  it('carries its problems and details', async () => {
    expect((await app.inject({ url: '/precise' })).json()).toMatchObject({
      code: 'input-invalid',
      problems: [{ path: 'contacts.0.mobile', label: '手机', message: '手机号应为 11 位' }],
      detail: { seconds: 3 },
    })
  })

  it('is no defect, so the log stays quiet', async () => {
    logged.length = 0
    await app.inject({ url: '/refuse/conflict' })
    expect(logged).toEqual([])
  })
})

describe('what does not fit the declared shape', () => {
  it('is told field by field, in Chinese, all at once', async () => {
    const answer = await form({ name: '太长了吧', contacts: [{}] })
    expect(answer.statusCode).toBe(400)
    const { code, problems } = answer.json<{ code: string; problems: { path: string; message: string }[] }>()
    expect(code).toBe('input-invalid')
    expect(problems.map(({ path }) => path).sort()).toEqual(['contacts.0.mobile', 'name'])
    for (const { message } of problems) expect(message).toMatch(/\p{Script=Han}/u)
  })

  it.each([
    ['broken JSON', '{"name":', 'application/json', 400, 'input-invalid'],
    ['another format', 'name=x', 'application/x-yaml', 400, 'input-invalid'],
    ['far too much', `{"name":"${'x'.repeat(1_100_000)}"}`, 'application/json', 413, 'too-large'],
  ])('%s is a refusal, not a defect', async (_, payload, type, status, code) => {
    const answer = await form(payload, type)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
  })
})
