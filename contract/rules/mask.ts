/** Enough to recognise, not to harvest. Compound surnames keep both characters. */
const COMPOUND = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '夏侯',
  '司徒',
  '长孙',
  '宇文',
  '端木',
  '南宫',
]

export function maskName(name: string): string {
  const letters = [...name.trim()]
  if (letters.length === 0) return ''
  const keep = letters.length > 2 && COMPOUND.includes(letters.slice(0, 2).join('')) ? 2 : 1
  return letters.slice(0, keep).join('') + '*'.repeat(Math.max(1, letters.length - keep))
}

/** 138****0000 */
export function maskMobile(mobile: string): string {
  return mobile.length < 8 ? '*'.repeat(mobile.length) : `${mobile.slice(0, 3)}****${mobile.slice(-4)}`
}

/** 010-****0000: the area code and the last four digits stay; extensions go. */
export function maskPhone(phone: string): string {
  if (/^1\d{10}$/.test(phone)) return maskMobile(phone)
  const parts = /^(0\d{2,3})-?(\d{7,8})/.exec(phone)
  const number = parts?.[2]
  if (parts === null || number === undefined) return '*'.repeat(Math.min(phone.length, 8))
  return `${parts[1]}-${'*'.repeat(number.length - 4)}${number.slice(-4)}`
}

export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  if (at < 1) return '*'.repeat(Math.min(email.length, 8))
  return `${email.slice(0, Math.min(2, at - 1) || 1)}***${email.slice(at)}`
}

const inText: [RegExp, (found: string) => string][] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, maskEmail],
  [/(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])/g, maskMobile],
  [/(?<![\dA-Za-z])0\d{2,3}-\d{7,8}(?!\d)/g, maskPhone],
  [/(?<![\dA-Za-z])[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g, maskId],
]

/** Whatever in a running text looks like a mobile, a telephone, a mail address or a citizen ID. */
export function maskText(text: string): string {
  return inText.reduce((masked, [pattern, mask]) => masked.replace(pattern, (found) => mask(found)), text)
}

/** The same in every text of a JSON value, however deep. */
export function maskTexts(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(maskTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskTexts(inner)]))
}

/** First and last character of a citizen ID, or of any document number. */
export function maskId(id: string): string {
  return id.length < 4 ? '*'.repeat(id.length) : `${id.slice(0, 1)}${'*'.repeat(id.length - 2)}${id.slice(-1)}`
}
