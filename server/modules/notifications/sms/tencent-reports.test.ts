import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sms as tencent } from 'tencentcloud-sdk-nodejs-sms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signTc3, tencentSms } from './tencent.ts'

/** What the network said of a number: as PullSmsSendStatus of 2021-01-11 has it. */
interface Status {
  SerialNo: string
  SubscriberNumber: string
  ReportStatus: 'SUCCESS' | 'FAIL'
  Description: string
  /** Seconds since 1970. */
  UserReceiveTime: number
}
interface Asked {
  PhoneNumber: string
  SmsSdkAppId: string
  BeginTime: number
  EndTime?: number
  Offset: number
  Limit: number
}

const keys = { secretId: 'AKIDexample', secretKey: 'example-secret' }
const [mobile, sentAt] = ['13800000001', new Date('2026-11-21T10:00:00+08:00')]
const seconds = (moment: string) => new Date(moment).getTime() / 1000
const said: Status[] = []
const asked: Asked[] = []
let broken = false
let server: Server
let host = ''

/** Tencent Cloud as far as PullSmsSendStatusByPhoneNumber: believes a right signature only, and keeps its limits. */
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      if (broken) return response.writeHead(502).end('<html>502</html>')
      response.end(JSON.stringify({ Response: { ...answerTo(request.headers, body), RequestId: 'r' } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

function answerTo(headers: Record<string, string | string[] | undefined>, body: string): object {
  const refuse = (Code: string) => ({ Error: { Code, Message: Code } })
  const authorization = String(headers.authorization)
  const service = /Credential=[^/]+\/[\d-]+\/([^/]+)\/tc3_request/.exec(authorization)?.[1] ?? ''
  const [timestamp, contentType] = [Number(headers['x-tc-timestamp']), String(headers['content-type'])]
  // The official client signs the host without its port.
  const right = [String(headers.host), String(headers.host).replace(/:\d+$/, '')].map((name) =>
    signTc3({ ...keys, service, host: name, body, contentType, timestamp }),
  )
  if (!right.includes(authorization)) return refuse('AuthFailure.SignatureFailure')
  if (Math.abs(Date.now() / 1000 - timestamp) > 300) return refuse('AuthFailure.SignatureExpire')
  if (headers['x-tc-action'] !== 'PullSmsSendStatusByPhoneNumber' || headers['x-tc-version'] !== '2021-01-11')
    return refuse('InvalidAction')
  const question = JSON.parse(body) as Asked
  asked.push(question)
  if (question.SmsSdkAppId !== '1400000000') return refuse('UnauthorizedOperation.SmsSdkAppIdVerifyFail')
  if (question.Limit > 100 || question.Offset !== 0 || !/^\+86\d{11}$/.test(question.PhoneNumber)) return refuse('InvalidParameterValue')
  const found = said.filter(
    (one) =>
      `+86${one.SubscriberNumber}` === question.PhoneNumber &&
      one.UserReceiveTime >= question.BeginTime &&
      one.UserReceiveTime <= (question.EndTime ?? Infinity),
  )
  return {
    PullSmsSendStatusSet: found.map((one) => ({
      ...one,
      CountryCode: '86',
      PhoneNumber: `+86${one.SubscriberNumber}`,
      SessionContext: '',
    })),
  }
}

const ours = (other: Partial<typeof keys & { appId: string }> = {}) =>
  tencentSms({ ...keys, appId: '1400000000', region: 'ap-guangzhou', endpoint: `http://${host}`, ...other })
const theirs = () =>
  new tencent.v20210111.Client({
    credential: keys,
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint: host, protocol: 'http://' } },
  })
const reportOf = (providerId: string, other = mobile) => ours().report({ mobile: other, providerId, sentAt })
const status = (SerialNo: string, other: Partial<Status> = {}): Status => ({
  SerialNo,
  SubscriberNumber: mobile,
  ReportStatus: 'SUCCESS',
  Description: 'DELIVRD',
  UserReceiveTime: seconds('2026-11-21T10:00:20+08:00'),
  ...other,
})

describe('STAFF-12 what became of an SMS that Tencent Cloud took', () => {
  it('asks what the official client asks, signed alike, and reads the same answer', async () => {
    said.push(
      status('s-1'),
      status('s-2', { ReportStatus: 'FAIL', Description: '空号', UserReceiveTime: seconds('2026-11-21T10:01:00+08:00') }),
    )
    const question = {
      BeginTime: sentAt.getTime() / 1000 - 60,
      Offset: 0,
      Limit: 100,
      PhoneNumber: `+86${mobile}`,
      SmsSdkAppId: '1400000000',
    }
    const { PullSmsSendStatusSet: set } = await theirs().PullSmsSendStatusByPhoneNumber(question)
    expect(set?.map((one) => [one.SerialNo, one.ReportStatus])).toEqual([
      ['s-1', 'SUCCESS'],
      ['s-2', 'FAIL'],
    ])
    expect(await reportOf('s-1')).toEqual({ state: 'delivered', reason: null, at: new Date('2026-11-21T10:00:20+08:00') })
    expect(await reportOf('s-2')).toEqual({ state: 'bounced', reason: '空号或已停机（空号）', at: new Date('2026-11-21T10:01:00+08:00') })
    expect(asked).toEqual([question, question, question])
  })

  it('knows nothing while the network has not said, of another message, and of another number', async () => {
    expect(await reportOf('s-3')).toBeNull()
    said.push(status('s-3', { SubscriberNumber: '13900000009' }))
    expect(await reportOf('s-3')).toBeNull()
    expect(await reportOf('s-1', '13900000009')).toBeNull()
    // Of an earlier day: not of this message, whatever its number.
    said.push(status('s-4', { UserReceiveTime: seconds('2026-11-20T10:00:00+08:00') }))
    expect(await reportOf('s-4')).toBeNull()
  })

  it('words what we don’t know as it came', async () => {
    said.push(status('s-5', { ReportStatus: 'FAIL', Description: 'MK:0001' }), status('s-6', { ReportStatus: 'FAIL', Description: '' }))
    expect(await reportOf('s-5')).toMatchObject({ state: 'bounced', reason: '运营商返回 MK:0001' })
    expect(await reportOf('s-6')).toMatchObject({ state: 'bounced', reason: '运营商返回 未送达' })
  })

  it('a wrong key, another application and nonsense are errors, never a report', async () => {
    const sent = { mobile, providerId: 's-1', sentAt }
    await expect(ours({ secretKey: 'another' }).report(sent)).rejects.toMatchObject({ code: 'AuthFailure.SignatureFailure' })
    await expect(ours({ appId: '1400000001' }).report(sent)).rejects.toMatchObject({ code: 'UnauthorizedOperation.SmsSdkAppIdVerifyFail' })
    broken = true
    await expect(ours().report(sent)).rejects.toThrow()
    broken = false
    expect(await reportOf('s-1')).toMatchObject({ state: 'delivered' })
  })
})
