import { createHash, createHmac } from 'node:crypto'
import { CarrierRefusal, type SendSms } from './sender.ts'

interface TencentOptions {
  secretId: string
  secretKey: string
  appId: string
  region: string
  endpoint?: string
}

interface Signing {
  secretId: string
  secretKey: string
  service: string
  host: string
  body: string
  contentType: string
  /** Seconds since 1970. */
  timestamp: number
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** The Authorization header of a request signed by TC3-HMAC-SHA256 (Tencent Cloud API signature, version 3). */
export function signTc3(signing: Signing): string {
  const day = new Date(signing.timestamp * 1000).toISOString().slice(0, 10)
  const canonical = [
    'POST',
    '/',
    '',
    `content-type:${signing.contentType}`,
    `host:${signing.host}`,
    '',
    'content-type;host',
    sha256(signing.body),
  ].join('\n')
  const scope = `${day}/${signing.service}/tc3_request`
  const toSign = ['TC3-HMAC-SHA256', signing.timestamp, scope, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(`TC3${signing.secretKey}`, day), signing.service), 'tc3_request')
  const signature = createHmac('sha256', key).update(toSign).digest('hex')
  return `TC3-HMAC-SHA256 Credential=${signing.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`
}

interface Answer {
  Response?: { Error?: { Code: string; Message: string }; SendStatusSet?: { Code: string; Message: string; SerialNo: string }[] }
}

/** Tencent Cloud SMS, SendSms of 2021-01-11. Variables go by position. */
export function tencentSms(options: TencentOptions): SendSms {
  const endpoint = new URL(options.endpoint ?? 'https://sms.tencentcloudapi.com')
  return async (message) => {
    const body = JSON.stringify({
      PhoneNumberSet: [`+86${message.mobile}`],
      SmsSdkAppId: options.appId,
      SignName: message.signature,
      TemplateId: message.templateCode,
      TemplateParamSet: Object.values(message.variables),
    })
    const timestamp = Math.floor(Date.now() / 1000)
    const contentType = 'application/json; charset=utf-8'
    const authorization = signTc3({ ...options, service: 'sms', host: endpoint.host, body, contentType, timestamp })
    const response = await fetch(endpoint, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization,
        'content-type': contentType,
        'x-tc-action': 'SendSms',
        'x-tc-version': '2021-01-11',
        'x-tc-region': options.region,
        'x-tc-timestamp': String(timestamp),
      },
    })
    const { Response: answer } = (await response.json()) as Answer
    const status = answer?.SendStatusSet?.[0]
    const fault = answer?.Error ?? (status?.Code === 'Ok' ? undefined : status)
    if (fault || !status) throw new CarrierRefusal(fault?.Code ?? 'Empty', fault?.Message ?? '', !/Limit|Internal/i.test(fault?.Code ?? ''))
    return status.SerialNo
  }
}
