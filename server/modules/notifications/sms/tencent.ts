import { createHash, createHmac } from 'node:crypto'
import { type Carrier, CarrierRefusal, reasonOf } from './sender.ts'

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
  Response?: {
    Error?: { Code: string; Message: string }
    SendStatusSet?: { Code: string; Message: string; SerialNo: string }[]
    PullSmsSendStatusSet?: {
      SerialNo?: string
      SubscriberNumber?: string
      ReportStatus?: string
      Description?: string
      UserReceiveTime?: number
    }[]
  }
}
type Response = NonNullable<Answer['Response']>

const refusal = (fault: { Code: string; Message: string } | undefined) =>
  new CarrierRefusal(fault?.Code ?? 'Empty', fault?.Message ?? '', !/Limit|Internal/i.test(fault?.Code ?? ''))

/** Tencent Cloud SMS, SendSms and PullSmsSendStatusByPhoneNumber of 2021-01-11. Variables go by position. */
export function tencentSms(options: TencentOptions): Carrier {
  const endpoint = new URL(options.endpoint ?? 'https://sms.tencentcloudapi.com')
  const call = async (action: string, asked: object): Promise<Response> => {
    const body = JSON.stringify(asked)
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
        'x-tc-action': action,
        'x-tc-version': '2021-01-11',
        'x-tc-region': options.region,
        'x-tc-timestamp': String(timestamp),
      },
    })
    const { Response: answer } = (await response.json()) as Answer
    if (!answer || answer.Error) throw refusal(answer?.Error)
    return answer
  }
  return {
    async send(message) {
      const answer = await call('SendSms', {
        PhoneNumberSet: [`+86${message.mobile}`],
        SmsSdkAppId: options.appId,
        SignName: message.signature,
        TemplateId: message.templateCode,
        TemplateParamSet: Object.values(message.variables),
      })
      const status = answer.SendStatusSet?.[0]
      if (status?.Code !== 'Ok') throw refusal(status)
      return status.SerialNo
    },
    async report({ mobile, providerId, sentAt }) {
      const answer = await call('PullSmsSendStatusByPhoneNumber', {
        BeginTime: Math.floor(sentAt.getTime() / 1000) - 60,
        Offset: 0,
        Limit: 100,
        PhoneNumber: `+86${mobile}`,
        SmsSdkAppId: options.appId,
      })
      const said = answer.PullSmsSendStatusSet?.find((one) => one.SerialNo === providerId && one.SubscriberNumber === mobile)
      const at = said?.UserReceiveTime ? new Date(said.UserReceiveTime * 1000) : new Date()
      if (said?.ReportStatus === 'SUCCESS') return { state: 'delivered', reason: null, at }
      return said?.ReportStatus === 'FAIL' ? { state: 'bounced', reason: reasonOf(said.Description ?? ''), at } : null
    },
  }
}
