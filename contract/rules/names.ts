/** A unit's full name as on its licence. Null when plausible. */
export function checkUnitName(value: string): string | null {
  const length = [...value].length
  if (length < 4) return '请填写营业执照上的单位全称，不要用简称。'
  if (length > 100) return '单位名称太长（最多 100 个字），请对照营业执照核对。'
  if (!/[\u4e00-\u9fff]/.test(value)) return '请填写中文全称，与营业执照一致。'
  if (/[\p{Cc}\p{Cf}]/u.test(value)) return '单位名称中有看不见的符号，请删去后重新填写。'
  if (/[<>{}\\^|~"]/.test(value)) return '单位名称中有不该出现的符号，请对照营业执照核对。'
  return null
}

/** A person's name: Chinese (with · for minority names) or Latin letters. */
export function checkPersonName(value: string): string | null {
  if (/^\d+$/.test(value)) return '这里填写姓名，不是号码。'
  if (!/^[\u3400-\u9fff\u{20000}-\u{323af}·A-Za-z .'-]+$/u.test(value)) return '姓名只能用汉字、字母和间隔号“·”，请核对。'
  const length = [...value].length
  if (length < 2) return '请填写完整的姓名。'
  if (length > 40) return '姓名太长，请核对。'
  if (/(公司|集团|协会|研究院|有限)/.test(value)) return '这里填写个人姓名，不要填写单位名称。'
  return null
}
