import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const sentence = (env: Record<string, string>): string => {
  try {
    readConfig(env, '/somewhere')
  } catch (error) {
    if (error instanceof Error && error.name === 'StartError') return error.message
    throw error
  }
  return 'accepted'
}

test('without any variable, everything has a value that works', () => {
  expect(readConfig({}, '/somewhere')).toEqual({
    host: '127.0.0.1',
    port: 3000,
    dataDir: '/somewhere/data',
    databaseUrl: undefined,
    demo: true,
    demoPresets: [],
    publicUrl: 'http://localhost:3000',
    trustProxy: false,
    s3: undefined,
    smtpUrl: undefined,
    mailFrom: 'huiji@localhost',
    sms: { provider: 'mailbox' },
    payGateways: {
      alipay: 'https://openapi.alipay.com/gateway.do',
      wechat: 'https://api.mch.weixin.qq.com',
      wechatOpen: 'https://open.weixin.qq.com',
      wechatApi: 'https://api.weixin.qq.com',
    },
    proofOfWork: 1000,
    worker: 'inside',
    logLevel: 'warn',
  })
})

test('an empty value counts as not set', () => {
  expect(readConfig({ PORT: '', DEMO: ' ', DATABASE_URL: '' }, '/somewhere')).toEqual(readConfig({}, '/somewhere'))
})

test('what is set is read', () => {
  const config = readConfig(
    {
      PORT: '8080',
      HOST: '0.0.0.0',
      DATA_DIR: 'there',
      DATABASE_URL: 'postgres://u:p@db:5432/huiji',
      DEMO: '0',
      PUBLIC_URL: 'https://huiji.example.org/',
      TRUST_PROXY: '2',
      SMTP_URL: 'smtps://u:p@mail.example.org:465',
      PROOF_OF_WORK: '3000',
      WORKER: 'only',
      LOG_LEVEL: 'debug',
    },
    '/somewhere',
  )
  expect(config).toMatchObject({ port: 8080, host: '0.0.0.0', dataDir: '/somewhere/there', databaseUrl: 'postgres://u:p@db:5432/huiji' })
  expect(config).toMatchObject({
    demo: false,
    publicUrl: 'https://huiji.example.org',
    trustProxy: 2,
    proofOfWork: 3000,
    worker: 'only',
    logLevel: 'debug',
  })
})

test('a database behind a socket needs no host', () => {
  expect(readConfig({ DATABASE_URL: 'postgres:///huiji?host=/var/run/postgresql' }).databaseUrl).toBe(
    'postgres:///huiji?host=/var/run/postgresql',
  )
})

test.each([
  ['PORT', 'abc', '环境变量 PORT 的值“abc”不对，它应当是 0 到 65535 之间的整数。'],
  ['PORT', '65536', '环境变量 PORT 的值“65536”不对，它应当是 0 到 65535 之间的整数。'],
  ['PORT', '-1', '环境变量 PORT 的值“-1”不对，它应当是 0 到 65535 之间的整数。'],
  ['DEMO', 'maybe', '环境变量 DEMO 的值“maybe”不对，它应当是 1（是）或 0（否）。'],
  ['WORKER', 'both', '环境变量 WORKER 的值“both”不对，它应当是 inside、off、only 之一。'],
  [
    'PUBLIC_URL',
    'huiji.example.org',
    '环境变量 PUBLIC_URL 的值“huiji.example.org”不对，它应当是不带路径的网址，如 https://huiji.example.org。',
  ],
  ['TRUST_PROXY', 'many', '环境变量 TRUST_PROXY 的值“many”不对，它应当是前置代理的层数（如 1），或者 0（没有代理）。'],
  ['SMS_PROVIDER', 'pigeon', '环境变量 SMS_PROVIDER 的值“pigeon”不对，它应当是 mailbox、aliyun、tencent 之一。'],
])('a wrong %s (%s) is one sentence that names it', (name, value, expected) => {
  expect(sentence({ [name]: value })).toBe(expected)
})

test('a wrong address that may hold a password is not repeated', () => {
  expect(sentence({ DATABASE_URL: 'mysql://u:secret@db/huiji' })).toBe(
    '环境变量 DATABASE_URL 的值“…”不对，它应当是形如 postgres://用户:密码@主机:5432/库名 的地址。',
  )
})

test('half an object store is refused, naming what is missing', () => {
  expect(sentence({ S3_BUCKET: 'files' })).toBe('没有设置环境变量 S3_ENDPOINT，它应当是对象存储的网址（因为设置了 S3_BUCKET）。')
  expect(sentence({ S3_ENDPOINT: 'https://oss.example.org' })).toContain('S3_BUCKET')
})

test('a carrier without its keys is refused, naming the first missing one', () => {
  expect(sentence({ SMS_PROVIDER: 'aliyun' })).toContain('SMS_ACCESS_KEY_ID')
  expect(sentence({ SMS_PROVIDER: 'tencent', SMS_SECRET_ID: 'id' })).toContain('SMS_SECRET_KEY')
})
