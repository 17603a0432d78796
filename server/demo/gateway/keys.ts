import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

interface Pair {
  publicKey: string
  privateKey: string
}

const generate = promisify(generateKeyPair)

async function pair(): Promise<Pair> {
  return generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}

/** Real RSA keys of both sides, made for this process alone. */
export async function makeKeys() {
  const [merchantA, gatewayA, merchantW, gatewayW] = await Promise.all([pair(), pair(), pair(), pair()])
  return {
    alipay: { appId: '2021000000000000', sellerId: '2088000000000000', merchant: merchantA, gateway: gatewayA },
    wechat: {
      mchId: '1900000001',
      appId: 'wx0000000000000000',
      serialNo: randomBytes(20).toString('hex').toUpperCase(),
      apiV3Key: randomBytes(16).toString('hex'),
      appSecret: randomBytes(16).toString('hex'),
      publicKeyId: `PUB_KEY_ID_01${randomBytes(14).toString('hex').toUpperCase()}`,
      merchant: merchantW,
      gateway: gatewayW,
    },
  }
}

export type Keys = Awaited<ReturnType<typeof makeKeys>>
