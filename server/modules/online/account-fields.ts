import type { Problem } from '../../../contract/errors.ts'
import type { OnlineMethod } from '../../../contract/online-words.ts'
import type { PayGateways } from '../../kernel/config.ts'
import type { Account } from './gateway.ts'
import { pemOf, readPrivateKey, readPublicKey } from './keys.ts'

interface Field {
  label: string
  secret?: boolean
  optional?: boolean
  /** What is wrong with it; null when nothing. */
  wrong(text: string): string | null
}

const pattern = (shape: RegExp, message: string) => (text: string) => (shape.test(text) ? null : message)
const privateKey = (text: string) => (readPrivateKey(text) ? null : '不是有效的 RSA 私钥（2048 位以上），请粘贴密钥文件的全部内容。')
const publicKey = (text: string) => (readPublicKey(text) ? null : '不是有效的 RSA 公钥（2048 位以上），请粘贴全部内容。')

const fields: Record<OnlineMethod, Record<string, Field>> = {
  alipay: {
    appId: { label: '应用 APPID', wrong: pattern(/^\d{16}$/, 'APPID 是 16 位数字。') },
    sellerId: { label: '商户 PID', optional: true, wrong: pattern(/^2088\d{12}$/, '商户 PID 是 2088 开头的 16 位数字。') },
    alipayPublicKey: { label: '支付宝公钥', wrong: publicKey },
    privateKey: { label: '应用私钥', secret: true, wrong: privateKey },
  },
  wechat: {
    mchId: { label: '商户号', wrong: pattern(/^\d{8,10}$/, '商户号是 8 至 10 位数字。') },
    appId: { label: '公众号或小程序 APPID', wrong: pattern(/^wx[0-9a-zA-Z]{16}$/, 'APPID 以 wx 开头，共 18 位。') },
    serialNo: { label: '商户 API 证书序列号', wrong: pattern(/^[0-9A-Fa-f]{16,64}$/, '证书序列号由数字和字母 A–F 组成。') },
    publicKeyId: { label: '微信支付公钥 ID', wrong: pattern(/^PUB_KEY_ID_\w{10,60}$/, '公钥 ID 以 PUB_KEY_ID_ 开头。') },
    publicKey: { label: '微信支付公钥', wrong: publicKey },
    privateKey: { label: '商户 API 私钥', secret: true, wrong: privateKey },
    appSecret: {
      label: '公众号 AppSecret',
      secret: true,
      optional: true,
      wrong: pattern(/^[0-9a-fA-F]{32}$/, 'AppSecret 是 32 位数字和字母 a–f。'),
    },
    apiV3Key: { label: 'APIv3 密钥', secret: true, wrong: pattern(/^[\x21-\x7e]{32}$/, 'APIv3 密钥是 32 个字符。') },
  },
}

const namesOf = (method: OnlineMethod, secret: boolean) =>
  Object.entries(fields[method])
    .filter(([, field]) => (field.secret ?? false) === secret)
    .map(([name]) => name)
export const settingNames = (method: OnlineMethod): string[] => namesOf(method, false)
export const secretNames = (method: OnlineMethod): string[] => namesOf(method, true)

/** What is wrong with what was given. What is not given is no problem until it is switched on. */
export function problemsOf(method: OnlineMethod, settings: Record<string, string>, keys: Record<string, string>): Problem[] {
  return Object.entries(fields[method]).flatMap(([name, field]) => {
    const text = (field.secret ? keys : settings)[name]
    const message = text === undefined ? null : field.wrong(text)
    return message === null ? [] : [{ path: `${field.secret ? 'keys' : 'settings'}.${name}`, label: field.label, message }]
  })
}

/** The whole agreement, or null while something of it is missing. */
export function completeAccount(
  gateways: PayGateways,
  method: OnlineMethod,
  settings: Record<string, string>,
  keys: Record<string, string>,
): Account | null {
  const value = (name: string) => (fields[method][name]?.secret ? keys : settings)[name] ?? ''
  const missing = Object.entries(fields[method]).some(([name, field]) => !field.optional && value(name) === '')
  if (missing) return null
  const inPem = (text: string) => {
    const key = readPublicKey(text)
    return key ? pemOf(key) : text
  }
  if (method === 'alipay') {
    const alipayPublicKey = inPem(value('alipayPublicKey'))
    const [appId, sellerId, secret] = [value('appId'), value('sellerId'), value('privateKey')]
    return { method, appId, sellerId, privateKey: secret, alipayPublicKey, gateway: gateways.alipay, demo: false }
  }
  return {
    method,
    mchId: value('mchId'),
    appId: value('appId'),
    serialNo: value('serialNo'),
    privateKey: value('privateKey'),
    apiV3Key: value('apiV3Key'),
    publicKeyId: value('publicKeyId'),
    publicKey: inPem(value('publicKey')),
    appSecret: value('appSecret'),
    openUrl: gateways.wechatOpen,
    apiUrl: gateways.wechatApi,
    gateway: gateways.wechat,
    demo: false,
  }
}
