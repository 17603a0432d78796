import { citizenIdCheckDigit } from '../../contract/rules/citizen-id.ts'

/** One invented individual: a name that says so, a number that is right by its check digit and belongs to nobody. */
export interface DemoPerson {
  name: string
  idCard: string
  mobile: string
  born: string
}

const families = ['张', '李', '王', '赵', '陈', '刘', '周', '吴', '郑', '孙']
const givens = ['示例', '样本', '演示', '范例', '示范', '例样']

/** The `index`th person; the same at every call. */
export function demoPerson(index: number): DemoPerson {
  const at = <T>(list: readonly T[], step = 1): T => list[Math.floor(index / step) % list.length] as T
  const born = `${1975 + (index % 25)}-${two(1 + (index % 12))}-${two(1 + (index % 28))}`
  // 6201 is a province's capital, and its district 00 does not exist.
  const body = `620100${born.replaceAll('-', '')}${String(index % 1000).padStart(3, '0')}`
  const mobile = `137000${String(20000 + index)}`
  return {
    name: `${at(families)}${at(givens, families.length)}`,
    idCard: `${body}${citizenIdCheckDigit(body)}`,
    mobile,
    born,
  }
}

const two = (value: number) => String(value).padStart(2, '0')
