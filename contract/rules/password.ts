/** What an association asks of a password; the preset says it, this is the default. */
export interface PasswordRule {
  min: number
  max: number
  /** word: letters, digits, underscore only. any: every printable character. */
  characters: 'word' | 'any'
  /** How many of: lower case, upper case, digits, others. */
  classes: number
}

export const PASSWORD_RULE: PasswordRule = { min: 8, max: 20, characters: 'word', classes: 2 }

const COMMON = [
  '12345678',
  '123456789',
  '1234567890',
  '11111111',
  '00000000',
  '88888888',
  'password',
  'password1',
  'qwertyui',
  'abc12345',
  'abcd1234',
  'a1234567',
  'a12345678',
  '1qaz2wsx',
  'admin123',
  'qwer1234',
]

export function checkPassword(value: string, rule: PasswordRule = PASSWORD_RULE): string | null {
  if (value.length < rule.min || value.length > rule.max) {
    return `密码应为 ${rule.min} 至 ${rule.max} 个字符，现在是 ${value.length} 个。`
  }
  if (rule.characters === 'word' && !/^\w+$/.test(value)) return '密码只能用字母、数字和下划线，请去掉其他字符。'
  if (rule.characters === 'any' && /[\s\p{Cc}]/u.test(value)) return '密码不能有空格，请去掉。'
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length
  if (classes < rule.classes) return `密码太简单，请在大写字母、小写字母、数字、符号中至少用 ${rule.classes} 种。`
  if (COMMON.includes(value.toLowerCase()) || /^(.)\1+$/.test(value)) return '这个密码太常见，容易被猜到，请换一个。'
  return null
}

/** The rule in one sentence, for the help under the box. */
export function describePassword(rule: PasswordRule = PASSWORD_RULE): string {
  const what = rule.characters === 'word' ? '字母、数字、下划线' : '字符'
  const classes = rule.classes > 1 ? `，大写字母、小写字母、数字、符号中至少 ${rule.classes} 种` : ''
  return `${rule.min}–${rule.max} 个${what}${classes}`
}
