/** A name one signs in with: told apart from a mobile, a mail address and an ID card at a glance. Null when right. */
export function checkUserName(value: string): string | null {
  const length = [...value].length
  if (length < 4 || length > 30) return `用户名应为 4 至 30 个字符，现在是 ${length} 个。`
  if (!/^[\p{Script=Han}A-Za-z0-9_.-]+$/u.test(value)) return '用户名只能用汉字、字母、数字、下划线、点和横线，请去掉其他字符。'
  if (/^[\d.-]+$/.test(value)) return '用户名不能只有数字，请加上字母或汉字。'
  return null
}
