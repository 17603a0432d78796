import { isAbsolute, resolve } from 'node:path'
import { StartError } from './start-error.ts'

export interface S3Config {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** Where short messages go: the database's mailbox (nothing leaves the house), or one of two carriers. */
export type SmsConfig =
  | { provider: 'mailbox' }
  | ({ provider: 'aliyun'; accessKeyId: string; accessKeySecret: string; signName: string } & Elsewhere)
  | ({ provider: 'tencent'; secretId: string; secretKey: string; appId: string; signName: string; region: string } & Elsewhere)
/** Where the carrier answers, when not at its own address: behind a gateway of the house. */
interface Elsewhere {
  endpoint?: string
}

/** Base addresses. `wechatOpen` is where a payer inside 微信 is sent to be known, `wechatApi` where that is asked for. */
export interface PayGateways {
  alipay: string
  wechat: string
  wechatOpen: string
  wechatApi: string
}

export interface Config {
  host: string
  /** 0 lets the system choose a free one. */
  port: number
  /** Absolute. Holds uploaded files, and the embedded database when there is no `databaseUrl`. */
  dataDir: string
  /** Without it the program starts its own PostgreSQL in `dataDir`. */
  databaseUrl: string | undefined
  /** Demo associations with made-up data, and a mailbox page showing what would have been sent. */
  demo: boolean
  /** Which of the presets the demo loads, by folder; empty: all. */
  demoPresets: string[]
  /** How people reach the program, without a slash at the end; stands in mails and QR codes. */
  publicUrl: string
  /** What Fastify calls trustProxy: whether X-Forwarded-For may be believed, or how many proxies stand before us. */
  trustProxy: boolean | number
  /** Without it, files are kept on disk in `dataDir`. */
  s3: S3Config | undefined
  /** smtp:// or smtps:// with user and password; without it mail goes to the mailbox. */
  smtpUrl: string | undefined
  /** The sender of mails. */
  mailFrom: string
  sms: SmsConfig
  /** Where 支付宝 and 微信支付 are reached; other than the real ones for a sandbox. */
  payGateways: PayGateways
  /** How many steps a device works, on average, where nobody reads a picture. */
  proofOfWork: number
  /** Whether background work runs inside the server, not at all, or alone. */
  worker: 'inside' | 'off' | 'only'
  logLevel: (typeof logLevels)[number]
}

type Environment = Record<string, string | undefined>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const workers = ['inside', 'off', 'only'] as const
const carriers = ['mailbox', 'aliyun', 'tencent'] as const

/** Reads and checks the environment. Pure. Throws a StartError with one Chinese sentence on the first wrong value. */
export function readConfig(env: Environment, cwd: string = process.cwd()): Config {
  const host = text(env, 'HOST') ?? '127.0.0.1'
  const port = wholeNumber(env, 'PORT', 0, 65535) ?? 3000
  return {
    host,
    port,
    dataDir: folder(env, 'DATA_DIR', cwd) ?? resolve(cwd, 'data'),
    databaseUrl: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://用户:密码@主机:5432/库名'),
    demo: yesOrNo(env, 'DEMO') ?? true,
    demoPresets: (text(env, 'DEMO_PRESETS') ?? '').split(/[,，\s]+/).filter((name) => name !== ''),
    publicUrl: publicUrl(env) ?? `http://localhost:${port}`,
    trustProxy: trustProxy(env),
    s3: s3(env),
    smtpUrl: url(env, 'SMTP_URL', ['smtp:', 'smtps:'], 'smtps://用户:密码@主机:465'),
    mailFrom: text(env, 'MAIL_FROM') ?? 'huiji@localhost',
    sms: sms(env),
    payGateways: {
      alipay:
        url(env, 'ALIPAY_GATEWAY', ['https:', 'http:'], 'https://openapi.alipay.com/gateway.do') ?? 'https://openapi.alipay.com/gateway.do',
      wechat: url(env, 'WECHAT_PAY_URL', ['https:', 'http:'], 'https://api.mch.weixin.qq.com') ?? 'https://api.mch.weixin.qq.com',
      wechatOpen: url(env, 'WECHAT_OPEN_URL', ['https:', 'http:'], 'https://open.weixin.qq.com') ?? 'https://open.weixin.qq.com',
      wechatApi: url(env, 'WECHAT_API_URL', ['https:', 'http:'], 'https://api.weixin.qq.com') ?? 'https://api.weixin.qq.com',
    },
    proofOfWork: wholeNumber(env, 'PROOF_OF_WORK', 10, 100_000) ?? 1000,
    worker: oneOf(env, 'WORKER', workers) ?? 'inside',
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels) ?? 'warn',
  }
}

function wrong(name: string, value: string | undefined, shouldBe: string): never {
  throw new StartError(
    value === undefined ? `没有设置环境变量 ${name}，它应当是${shouldBe}。` : `环境变量 ${name} 的值“${value}”不对，它应当是${shouldBe}。`,
  )
}

/** An empty value counts as not set: that is what an empty line in an env file means. */
function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value ? value : undefined
}

function needed(env: Environment, name: string, what: string): string {
  return text(env, name) ?? wrong(name, undefined, what)
}

function wholeNumber(env: Environment, name: string, least: number, most: number): number | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN
  return number >= least && number <= most ? number : wrong(name, value, ` ${least} 到 ${most} 之间的整数`)
}

function yesOrNo(env: Environment, name: string): boolean | undefined {
  const value = text(env, name)?.toLowerCase()
  if (value === undefined) return undefined
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  return wrong(name, env[name], ' 1（是）或 0（否）')
}

function oneOf<T extends string>(env: Environment, name: string, choices: readonly T[]): T | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  return choices.find((choice) => choice === value) ?? wrong(name, value, ` ${choices.join('、')} 之一`)
}

function folder(env: Environment, name: string, cwd: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  if (value.includes('\0')) wrong(name, value.replaceAll('\0', '␀'), '一个文件夹的路径')
  return isAbsolute(value) ? value : resolve(cwd, value)
}

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined
}

/** The value may hold a password, so the sentence doesn't repeat it. */
function url(env: Environment, name: string, schemes: string[], example: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const scheme = schemes.find((each) => value.startsWith(`${each}//`))
  // A database behind a socket has no host: postgres:///name?host=/var/run/postgresql
  const parsed = scheme && parseUrl(value.replace(/^[a-z]+:\/\/(?=\/)/, `${scheme}//localhost`))
  return parsed ? value : wrong(name, '…', `形如 ${example} 的地址`)
}

function publicUrl(env: Environment): string | undefined {
  const value = text(env, 'PUBLIC_URL')
  if (value === undefined) return undefined
  const parsed = parseUrl(value)
  const bare =
    parsed && ['http:', 'https:'].includes(parsed.protocol) && parsed.pathname === '/' && !parsed.search && !parsed.hash && !parsed.username
  return bare ? parsed.origin : wrong('PUBLIC_URL', value, '不带路径的网址，如 https://huiji.example.org')
}

function trustProxy(env: Environment): boolean | number {
  const value = text(env, 'TRUST_PROXY')
  if (value === undefined) return false
  if (/^[1-9]\d?$/.test(value)) return Number(value)
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  if (['true', 'yes', 'on'].includes(value)) return true
  return wrong('TRUST_PROXY', value, '前置代理的层数（如 1），或者 0（没有代理）')
}

function s3(env: Environment): S3Config | undefined {
  const endpoint = text(env, 'S3_ENDPOINT')
  if (endpoint === undefined) {
    const stray = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].find((name) => text(env, name))
    if (stray) wrong('S3_ENDPOINT', undefined, `对象存储的网址（因为设置了 ${stray}）`)
    return undefined
  }
  const parsed = parseUrl(endpoint)
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    wrong('S3_ENDPOINT', endpoint, '对象存储的网址，如 https://oss.example.org')
  return {
    endpoint,
    region: text(env, 'S3_REGION') ?? 'auto',
    bucket: needed(env, 'S3_BUCKET', '存储桶的名称（因为设置了 S3_ENDPOINT）'),
    accessKeyId: needed(env, 'S3_ACCESS_KEY_ID', '访问密钥的编号（因为设置了 S3_ENDPOINT）'),
    secretAccessKey: needed(env, 'S3_SECRET_ACCESS_KEY', '访问密钥（因为设置了 S3_ENDPOINT）'),
  }
}

function sms(env: Environment): SmsConfig {
  const provider = oneOf(env, 'SMS_PROVIDER', carriers) ?? 'mailbox'
  const because = `（因为 SMS_PROVIDER 是 ${provider}）`
  const endpoint = text(env, 'SMS_ENDPOINT')
  const elsewhere = endpoint === undefined ? {} : { endpoint }
  if (provider === 'aliyun') {
    return {
      provider,
      accessKeyId: needed(env, 'SMS_ACCESS_KEY_ID', `阿里云访问密钥的编号${because}`),
      accessKeySecret: needed(env, 'SMS_ACCESS_KEY_SECRET', `阿里云访问密钥${because}`),
      signName: needed(env, 'SMS_SIGN_NAME', `已报备的短信签名${because}`),
      ...elsewhere,
    }
  }
  if (provider === 'tencent') {
    return {
      provider,
      secretId: needed(env, 'SMS_SECRET_ID', `腾讯云密钥的编号${because}`),
      secretKey: needed(env, 'SMS_SECRET_KEY', `腾讯云密钥${because}`),
      appId: needed(env, 'SMS_APP_ID', `腾讯云短信应用的编号${because}`),
      signName: needed(env, 'SMS_SIGN_NAME', `已报备的短信签名${because}`),
      region: text(env, 'SMS_REGION') ?? 'ap-guangzhou',
      ...elsewhere,
    }
  }
  return { provider }
}
