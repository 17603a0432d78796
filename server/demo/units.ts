import { creditCodeCheckDigit } from '../../contract/rules/credit-code.ts'

/** One invented unit: everything about it looks invented. */
export interface DemoUnit {
  name: string
  creditCode: string
  person: string
  mobile: string
}

const places = [
  ['北京', '110000'],
  ['上海', '310000'],
  ['江苏', '320100'],
  ['浙江', '330100'],
  ['广东', '440100'],
  ['四川', '510100'],
  ['湖北', '420100'],
  ['陕西', '610100'],
] as const
const words = [
  '长风',
  '青石',
  '远山',
  '明川',
  '金桥',
  '东岭',
  '华岳',
  '清源',
  '大河',
  '云峰',
  '南屏',
  '北辰',
  '鸿雁',
  '瑞禾',
  '安澜',
  '晨曦',
]
const trades = ['建设集团有限公司', '建筑工程有限公司', '路桥工程有限公司', '市政工程有限公司', '安装工程有限公司', '水利水电工程有限公司']
const persons = ['张示例', '李示例', '王样本', '赵样本', '陈演示', '刘演示', '周范例', '吴范例']

/** The `index`th unit; the same at every call. Codes are valid by their check digits and belong to nobody. */
export function demoUnit(index: number): DemoUnit {
  const at = <T>(list: readonly T[], step = 1): T => list[Math.floor(index / step) % list.length] as T
  const [place, region] = at(places)
  const body = `91${region}${organisation(index)}`
  return {
    name: `${place}示例${at(words, 1)}${at(trades, 3)}`,
    creditCode: `${body}${creditCodeCheckDigit(body)}`,
    person: at(persons),
    mobile: `139000${String(10000 + index)}`,
  }
}

// GB 11714: eight characters and their check character; XDEMO says that it is none of this world.
function organisation(index: number): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const body = `EX${String(index).padStart(6, '0')}`
  const sum = [...body].reduce(
    (total, mark, place) => total + (/\d/.test(mark) ? Number(mark) : mark.charCodeAt(0) - 55) * (weights[place] ?? 0),
    0,
  )
  const check = 11 - (sum % 11)
  return body + (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}
