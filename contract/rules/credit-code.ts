/** 统一社会信用代码: GB 32100-2015. Letters I O S V Z are not used. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Null when right, else the sentence that tells which rule failed and what to do. */
export function checkCreditCode(value: string): string | null {
  if (/\s/.test(value)) return '统一社会信用代码中间不能有空格，请删去空格。'
  if (value.length !== 18) {
    return `统一社会信用代码应为 18 位，现在是 ${value.length} 位，请对照营业执照核对。`
  }
  const wrong = [...value].find((letter) => !ALPHABET.includes(letter))
  if (wrong !== undefined) {
    return `统一社会信用代码里不会出现“${wrong}”（只用数字和除 I、O、S、V、Z 外的大写字母），请对照营业执照核对。`
  }
  if (!/^\d{6}$/.test(value.slice(2, 8))) {
    return '统一社会信用代码第 3 至 8 位是登记机关的行政区划代码，应全为数字，请对照营业执照核对。'
  }
  if (creditCodeCheckDigit(value) !== value[17]) {
    return '统一社会信用代码的校验位不对，可能有一位抄错了，请对照营业执照逐位核对。'
  }
  return null
}

/** The 18th character: weights 3^(i-1) mod 31 over the first 17; a remainder of 0 gives '0'. */
export function creditCodeCheckDigit(code: string): string {
  let sum = 0
  let weight = 1
  for (const letter of code.slice(0, 17)) {
    sum += ALPHABET.indexOf(letter) * weight
    weight = (weight * 3) % 31
  }
  return ALPHABET[(31 - (sum % 31)) % 31] ?? ''
}

/**
 * A warning, never a refusal: characters 9–17 carry an organisation code (GB 11714) whose own check digit
 * some older codes break. Null when it agrees.
 */
export function warnOrganisationCode(creditCode: string): string | null {
  const code = creditCode.slice(8, 17)
  if (code.length !== 9) return null
  let sum = 0
  ORGANISATION_WEIGHTS.forEach((weight, i) => {
    sum += Number.parseInt(code.charAt(i), 36) * weight
  })
  const digit = 11 - (sum % 11)
  const expected = digit === 10 ? 'X' : digit === 11 ? '0' : String(digit)
  return code[8] === expected ? null : '信用代码中的组织机构代码校验位不一致（个别早年的代码如此），请对照营业执照再看一眼。'
}

/** Province and city (GB/T 2260) of the registering authority, read from characters 3–8; null when it is a national one. */
export function regionOfCreditCode(creditCode: string): { province: string; city: string | null; district: string | null } | null {
  const region = creditCode.slice(2, 8)
  if (!/^\d{6}$/.test(region) || region.startsWith('10') || region.startsWith('00')) return null
  const province = `${region.slice(0, 2)}0000`
  // Counties of the municipalities became districts, but for Chongqing's, which stay under 500200.
  const municipality = ['11', '12', '31', '50'].includes(region.slice(0, 2)) && !region.startsWith('5002')
  const city = municipality ? `${region.slice(0, 2)}0100` : region.slice(2, 4) === '00' ? null : `${region.slice(0, 4)}00`
  return { province, city, district: region.slice(4) === '00' ? null : region }
}
