import { createHash, createHmac, randomUUID } from 'node:crypto'
import { type Carrier, CarrierRefusal, reasonOf } from './sender.ts'

interface AliyunOptions {
  accessKeyId: string
  accessKeySecret: string
  /** For tests: `http://127.0.0.1:1234`. */
  endpoint?: string
}

interface Signing {
  accessKeyId: string
  accessKeySecret: string
  host: string
  query: Record<string, string>
  action: string
  version: string
  date: string
  nonce: string
  /** Further signed headers; the official client sends some. */
  extra?: Record<string, string>
  body?: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** Headers of a request signed by ACS3-HMAC-SHA256 (Alibaba Cloud API signature, version 3). */
export function signAcs3(signing: Signing): Record<string, string> {
  const hash = sha256(signing.body ?? '')
  const headers: Record<string, string> = {
    host: signing.host,
    'x-acs-action': signing.action,
    'x-acs-content-sha256': hash,
    'x-acs-date': signing.date,
    'x-acs-signature-nonce': signing.nonce,
    'x-acs-version': signing.version,
    ...signing.extra,
  }
  const names = Object.keys(headers).sort()
  const query = Object.keys(signing.query)
    .sort()
    .map((name) => `${encode(name)}=${encode(signing.query[name] ?? '')}`)
    .join('&')
  const canonical = ['POST', '/', query, ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), hash].join('\n')
  const signature = createHmac('sha256', signing.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${signing.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`,
  }
}

interface Answer {
  Code?: string
  Message?: string
  BizId?: string
  SmsSendDetailDTOs?: { SmsSendDetailDTO?: { PhoneNum?: string; SendStatus?: number; ErrCode?: string; ReceiveDate?: string }[] }
}

/** Alibaba Cloud SMS, SendSms and QuerySendDetails of 2017-05-25. */
export function aliyunSms(options: AliyunOptions): Carrier {
  const endpoint = new URL(options.endpoint ?? 'https://dysmsapi.aliyuncs.com')
  const call = async (action: string, query: Record<string, string>): Promise<Answer> => {
    const headers = signAcs3({
      ...options,
      host: endpoint.host,
      query,
      action,
      version: '2017-05-25',
      date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      nonce: randomUUID(),
    })
    const response = await fetch(new URL(`/?${new URLSearchParams(query)}`, endpoint), {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(10_000),
    })
    const answer = (await response.json()) as Answer
    if (answer.Code === 'OK') return answer
    const code = answer.Code ?? String(response.status)
    throw new CarrierRefusal(code, answer.Message ?? '', !/LIMIT|Throttling|Unavailable/i.test(code))
  }
  return {
    async send(message) {
      const answer = await call('SendSms', {
        PhoneNumbers: message.mobile,
        SignName: message.signature,
        TemplateCode: message.templateCode,
        TemplateParam: JSON.stringify(message.variables),
      })
      return answer.BizId ?? ''
    },
    async report({ mobile, providerId, sentAt }) {
      const answer = await call('QuerySendDetails', {
        PhoneNumber: mobile,
        BizId: providerId,
        SendDate: beijing.format(sentAt).replaceAll('-', ''),
        PageSize: '10',
        CurrentPage: '1',
      })
      // 1 waits for the network's answer, 2 failed, 3 arrived.
      const detail = answer.SmsSendDetailDTOs?.SmsSendDetailDTO?.find((one) => one.PhoneNum === mobile)
      const at = detail?.ReceiveDate ? new Date(`${detail.ReceiveDate.replace(' ', 'T')}+08:00`) : new Date()
      if (detail?.SendStatus === 3) return { state: 'delivered', reason: null, at }
      return detail?.SendStatus === 2 ? { state: 'bounced', reason: reasonOf(detail.ErrCode ?? ''), at } : null
    },
  }
}

const beijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
