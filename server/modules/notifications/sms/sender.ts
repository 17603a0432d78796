/** One short message as carriers want it: an approved text with its variables. */
export interface ShortMessage {
  mobile: string
  /** Between 【】; must be approved for this sender. */
  signature: string
  /** The carrier's number of the approved text. */
  templateCode: string
  /** In the order the text names them. */
  variables: Record<string, string>
}

/** Sends or throws `CarrierRefusal`; answers the carrier's number of the message. */
export type SendSms = (message: ShortMessage) => Promise<string>

/** What the mobile network says of a message that was sent. */
export interface SmsReport {
  state: 'delivered' | 'bounced'
  /** Why it did not arrive, in Chinese. */
  reason: string | null
  at: Date
}

export interface Carrier {
  send: SendSms
  /** Asks after one message; null while nothing is known. Nothing is believed that somebody sends us unasked. */
  report(sent: { mobile: string; providerId: string; sentAt: Date }): Promise<SmsReport | null>
}

/** The carrier understood and said no: trying again later may help (limits) or not (`final`). */
export class CarrierRefusal extends Error {
  readonly code: string
  readonly final: boolean
  constructor(code: string, message: string, final: boolean) {
    super(`${code}: ${message}`)
    this.name = 'CarrierRefusal'
    this.code = code
    this.final = final
  }
}

const reasons: [pattern: RegExp, reason: string][] = [
  [/NOT_ON_SERVICE|INVALID_NUMBER|NUMBER_ILLEGAL|空号|停机/i, '空号或已停机'],
  [/IN_BLACK|黑名单/i, '号码在运营商的黑名单中'],
  [/TERMINAL|SEND_LIMIT_OFF|关机|不在服务区/i, '手机关机或不在服务区'],
  [/ACCOUNT_ABNORMAL|欠费/i, '号码状态异常，可能欠费'],
  [/KEYWORD|CONTENT|敏感/i, '内容被运营商拦截'],
  [/LIMIT|流控|频/i, '超过运营商的发送次数限制'],
]

/** A carrier's code or words, in words a clerk can use; what we don't know is passed on as it came. */
export const reasonOf = (said: string): string => {
  const known = reasons.find(([pattern]) => pattern.test(said))?.[1]
  return known ? `${known}（${said}）` : `运营商返回 ${said === '' ? '未送达' : said}`.slice(0, 200)
}
