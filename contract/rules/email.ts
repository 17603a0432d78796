/** An address mail can really be sent to: ASCII, one @, a domain with a dot (RFC 5321 lengths). */
export function checkEmail(value: string): string | null {
  if (/\s/.test(value)) return '邮箱地址中不能有空格，请删去空格。'
  if (value.split('@').length !== 2) return '邮箱地址应有一个 @，如 someone@example.org，请核对。'
  if (value.length > 254) return '邮箱地址太长，请核对。'
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@/.test(value)) {
    return '邮箱 @ 前面的部分不对（只用英文字母、数字、点、横线、下划线），请核对。'
  }
  if (!/@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/.test(value)) {
    return '邮箱 @ 后面的部分不对，如 @qq.com、@163.com，请核对。'
  }
  return null
}

const PERSONAL = [
  'qq.com',
  'vip.qq.com',
  'foxmail.com',
  '163.com',
  '126.com',
  'yeah.net',
  'sina.com',
  'sina.cn',
  'sohu.com',
  '139.com',
  '189.cn',
  'aliyun.com',
  'outlook.com',
  'hotmail.com',
  'gmail.com',
]
const SLIPS: Record<string, string> = {
  'qq.con': 'qq.com',
  'qq.cn': 'qq.com',
  'qq.co': 'qq.com',
  'q.com': 'qq.com',
  '163.con': '163.com',
  '163.cn': '163.com',
  '162.com': '163.com',
  '126.con': '126.com',
  '126.cn': '126.com',
}

/** A hint beside a right address: a likely slip, or a company mailbox that may block e-receipts. Null when none. */
export function hintEmail(value: string): string | null {
  const at = value.lastIndexOf('@')
  if (at < 1 || checkEmail(value) !== null) return null
  const domain = value.slice(at + 1).toLowerCase()
  const meant = SLIPS[domain]
  if (meant !== undefined) return `是不是 ${value.slice(0, at)}@${meant}？请再看一眼。`
  if (PERSONAL.includes(domain)) return null
  return '这像是企业邮箱，可能会屏蔽电子票据的邮件；建议填写个人 QQ 邮箱。'
}
