import type { OnlineMethod } from '../../../contract/online-words.ts'

interface AccountField {
  name: string
  label: string
  help: string
  /** Kept, and never shown again. */
  secret?: boolean
  /** A whole key file is pasted. */
  long?: boolean
  required: boolean
}

/** What is asked for, in the words of the gateways' own pages, and where it is found there. */
export const accountFields: Record<OnlineMethod, readonly AccountField[]> = {
  alipay: [
    { name: 'appId', label: '应用 APPID', help: '支付宝开放平台“应用信息”中的 16 位数字。', required: true },
    { name: 'sellerId', label: '商户 PID', help: '2088 开头的 16 位数字；填写后只接受付给它的通知。', required: false },
    { name: 'alipayPublicKey', label: '支付宝公钥', help: '“接口加签方式”中的支付宝公钥，不是应用公钥。', long: true, required: true },
    { name: 'privateKey', label: '应用私钥', help: '由密钥工具生成，RSA2（2048 位）。', secret: true, long: true, required: true },
  ],
  wechat: [
    { name: 'mchId', label: '商户号', help: '微信支付商户平台首页可查。', required: true },
    { name: 'appId', label: '公众号或小程序 APPID', help: '与商户号绑定的，以 wx 开头。', required: true },
    { name: 'serialNo', label: '商户 API 证书序列号', help: '商户平台“API 安全”中可查。', required: true },
    { name: 'publicKeyId', label: '微信支付公钥 ID', help: '商户平台“API 安全”中，以 PUB_KEY_ID_ 开头。', required: true },
    { name: 'publicKey', label: '微信支付公钥', help: '下载的 pub_key.pem 文件的全部内容。', long: true, required: true },
    { name: 'privateKey', label: '商户 API 私钥', help: 'apiclient_key.pem 文件的全部内容。', secret: true, long: true, required: true },
    {
      name: 'appSecret',
      label: '公众号 AppSecret',
      help: '会员在微信内打开本系统也能支付时填写；并在公众号后台把本站域名设为“网页授权域名”，在商户平台加上支付授权目录。',
      secret: true,
      required: false,
    },
    { name: 'apiV3Key', label: 'APIv3 密钥', help: '在商户平台设置的 32 个字符。', secret: true, required: true },
  ],
}
