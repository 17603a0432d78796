/** Mainland mobile numbers: 11 digits, 13–19. */
export function checkMobile(value: string): string | null {
  if (/^(\+?86)/.test(value) && value.length > 11) return '手机号不要带 86 或 +86，请只填 11 位号码。'
  if (!/^\d+$/.test(value)) return '手机号只能有数字，请去掉空格、横线等其他字符。'
  if (value.length !== 11) return `手机号应为 11 位，现在是 ${value.length} 位，请核对。`
  if (!/^1[3-9]/.test(value)) return '手机号应以 13 至 19 开头，请核对。'
  return null
}

/** A land line (010-00000000, with an extension 转8001 or -8001), a 400 number, or a mobile. */
export function checkPhone(value: string): string | null {
  if (checkMobile(value) === null) return null
  if (/^(0\d{2,3}-?)\d{7,8}((转|-)\d{1,6})?$/.test(value)) return null
  if (/^[48]00-?\d{3}-?\d{4}$/.test(value)) return null
  if (/^\d{7,8}$/.test(value)) return '请在电话前加上区号，如 010-00000000。'
  return '电话号码不对，请写成区号-号码，如 010-00000000，分机写 010-00000000转8001。'
}

export function checkPostcode(value: string): string | null {
  if (!/^\d{6}$/.test(value)) return '邮政编码应为 6 位数字，请核对。'
  return null
}
