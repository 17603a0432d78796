/** 支付系统行号（联行号）: 12 digits, the last by ISO 7064 MOD 11,10. */
export function checkBankCode(value: string): string | null {
  if (!/^\d+$/.test(value)) return '联行号只能有数字，请去掉其他字符。'
  if (value.length !== 12) return `联行号应为 12 位，现在是 ${value.length} 位，请向开户行核对。`
  if (bankCodeCheckDigit(value) !== value[11]) return '联行号的校验位不对，可能有一位抄错了，请向开户行核对。'
  return null
}

export function bankCodeCheckDigit(value: string): string {
  let product = 10
  for (const digit of value.slice(0, 11)) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}
