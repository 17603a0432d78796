import { createTransport, type Transporter } from 'nodemailer'
import type { Kernel } from '../../kernel/kernel.ts'
import { aliyunSms } from './sms/aliyun.ts'
import type { Carrier } from './sms/sender.ts'
import { tencentSms } from './sms/tencent.ts'

export interface Mail {
  to: string
  subject: string
  text: string
  attachments?: { filename: string; content: Buffer; contentType: string }[]
}

export interface Senders {
  /** Null: nothing leaves the house, the mailbox page shows it. */
  sms: Carrier | null
  smsProvider: string
  /** The signature the carrier approved; null: the association's own. */
  smsSignature: string | null
  mail: ((mail: Mail) => Promise<string>) | null
}

const made = new WeakMap<Kernel, Senders>()

/** The ways out that the configuration names; connections are kept per kernel. */
export function sendersOf(kernel: Kernel): Senders {
  const known = made.get(kernel)
  if (known) return known
  const { sms } = kernel.config
  const senders: Senders = {
    sms: sms.provider === 'aliyun' ? aliyunSms(sms) : sms.provider === 'tencent' ? tencentSms(sms) : null,
    smsProvider: sms.provider,
    smsSignature: sms.provider === 'mailbox' ? null : sms.signName,
    mail: kernel.config.smtpUrl === undefined ? null : smtp(createTransport(kernel.config.smtpUrl), kernel.config.mailFrom),
  }
  made.set(kernel, senders)
  return senders
}

const smtp = (transport: Transporter, from: string) => async (mail: Mail) => {
  const sent: { messageId?: string } = await transport.sendMail({ from, ...mail })
  return sent.messageId ?? ''
}
