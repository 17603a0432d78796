import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Dysms, { SendSmsRequest } from '@alicloud/dysmsapi20170525'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import { sms as tencent } from 'tencentcloud-sdk-nodejs-sms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aliyunSms, signAcs3 } from './aliyun.ts'
import type { CarrierRefusal } from './sender.ts'
import { signTc3, tencentSms } from './tencent.ts'

// A CommonJS package: its default export arrives wrapped.
const Client = (Dysms as unknown as { default: typeof Dysms.default }).default ?? Dysms

interface Seen {
  headers: IncomingMessage['headers']
  url: URL
  body: string
}

/** A carrier on this machine: notes what it was sent and answers as told. */
async function carrier() {
  const seen: Seen[] = []
  const state: { answer: unknown } = { answer: {} }
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ headers: request.headers, url: new URL(request.url ?? '/', `http://${request.headers.host}`), body })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(state.answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { seen, state, host, url: `http://${host}`, close: () => new Promise((resolve) => server.close(resolve)) }
}

const message = { mobile: '13800000000', signature: '示例协会', templateCode: 'SMS_000001', variables: { code: '123456', minutes: '5' } }

describe('短信签名与官方客户端一致 (CACEM-11, STAFF-12)', () => {
  let local: Awaited<ReturnType<typeof carrier>>
  beforeAll(async () => {
    local = await carrier()
  })
  afterAll(() => local.close())

  it('signs for Aliyun exactly as the official client did', async () => {
    local.state.answer = { Code: 'OK', BizId: 'biz-1', Message: 'OK', RequestId: 'r' }
    const config = new $OpenApiUtil.Config({
      accessKeyId: 'LTAIexample',
      accessKeySecret: 'example-secret',
      endpoint: local.host,
      protocol: 'http',
    })
    const client = new Client(config)
    await client.sendSms(
      new SendSmsRequest({
        phoneNumbers: message.mobile,
        signName: message.signature,
        templateCode: message.templateCode,
        templateParam: JSON.stringify(message.variables),
      }),
    )
    const theirs = local.seen.at(-1)
    if (!theirs) throw new Error('nothing was sent')
    const signed = /SignedHeaders=([^,]+)/.exec(String(theirs.headers.authorization))?.[1]?.split(';') ?? []
    const own = ['host', 'x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version']
    const ours = signAcs3({
      accessKeyId: 'LTAIexample',
      accessKeySecret: 'example-secret',
      host: local.host,
      query: Object.fromEntries(theirs.url.searchParams),
      body: theirs.body,
      action: 'SendSms',
      version: '2017-05-25',
      date: String(theirs.headers['x-acs-date']),
      nonce: String(theirs.headers['x-acs-signature-nonce']),
      extra: Object.fromEntries(signed.filter((name) => !own.includes(name)).map((name) => [name, String(theirs.headers[name])])),
    })
    expect(ours.authorization).toBe(theirs.headers.authorization)
  })

  it('sends to Aliyun what it signed, and reads the answer', async () => {
    local.state.answer = { Code: 'OK', BizId: 'biz-2' }
    const { send } = aliyunSms({ accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret', endpoint: local.url })
    expect(await send(message)).toBe('biz-2')
    const sent = local.seen.at(-1)
    expect(sent?.url.searchParams.get('TemplateParam')).toBe('{"code":"123456","minutes":"5"}')
    const again = signAcs3({
      accessKeyId: 'LTAIexample',
      accessKeySecret: 'example-secret',
      host: local.host,
      query: Object.fromEntries(sent?.url.searchParams ?? []),
      action: 'SendSms',
      version: '2017-05-25',
      date: String(sent?.headers['x-acs-date']),
      nonce: String(sent?.headers['x-acs-signature-nonce']),
    })
    expect(sent?.headers.authorization).toBe(again.authorization)
  })

  it('signs for Tencent exactly as the official client did', async () => {
    local.state.answer = { Response: { SendStatusSet: [{ Code: 'Ok', SerialNo: 's-1', Message: '' }], RequestId: 'r' } }
    const client = new tencent.v20210111.Client({
      credential: { secretId: 'AKIDexample', secretKey: 'example-secret' },
      region: 'ap-guangzhou',
      profile: { httpProfile: { endpoint: local.host, protocol: 'http://' } },
    })
    await client.SendSms({
      PhoneNumberSet: ['+8613800000000'],
      SmsSdkAppId: '1400000000',
      SignName: message.signature,
      TemplateId: '1',
      TemplateParamSet: ['123456'],
    })
    const theirs = local.seen.at(-1)
    if (!theirs) throw new Error('nothing was sent')
    // The official client takes the service's name from the host, which is a number here.
    const service = /Credential=[^/]+\/[\d-]+\/([^/]+)\//.exec(String(theirs.headers.authorization))?.[1] ?? ''
    const ours = signTc3({
      secretId: 'AKIDexample',
      secretKey: 'example-secret',
      service,
      host: theirs.url.hostname,
      body: theirs.body,
      contentType: String(theirs.headers['content-type']),
      timestamp: Number(theirs.headers['x-tc-timestamp']),
    })
    const part = (header: string) => /Signature=(\w+)/.exec(header)?.[1]
    expect(part(ours)).toBe(part(String(theirs.headers.authorization)))
  })

  it('tells a refusal of the carrier from a limit that passes', async () => {
    const { send } = tencentSms({
      secretId: 'AKIDexample',
      secretKey: 's',
      appId: '1400000000',
      region: 'ap-guangzhou',
      endpoint: local.url,
    })
    local.state.answer = {
      Response: { SendStatusSet: [{ Code: 'FailedOperation.TemplateIncorrectOrUnapproved', Message: '模板未审批', SerialNo: '' }] },
    }
    await expect(send(message)).rejects.toMatchObject({ final: true } satisfies Partial<CarrierRefusal>)
    local.state.answer = { Response: { SendStatusSet: [{ Code: 'LimitExceeded.PhoneNumberDailyLimit', Message: '', SerialNo: '' }] } }
    await expect(send(message)).rejects.toMatchObject({ final: false } satisfies Partial<CarrierRefusal>)
    local.state.answer = { Response: { SendStatusSet: [{ Code: 'Ok', SerialNo: 's-2', Message: '' }] } }
    expect(await send(message)).toBe('s-2')
  })
})
