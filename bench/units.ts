import { demoUnit } from '../server/demo/units.ts'
import { pinyinInitials } from '../server/kernel/reference/index.ts'

/** One of the hundred thousand, invented: the same at every call. */
export interface BenchUnit {
  name: string
  formerName: string | null
  initials: string
  creditCode: string
  mobile: string
  person: string
  province: string
  city: string
  industry: string
  level: string
  joinedOn: string
  /** This year and last are paid; every fourth owes this year. */
  paid: boolean
}

const places = [
  ...['北京 110000', '上海 310000', '天津 120000', '重庆 500000', '河北 130100', '山西 140100', '辽宁 210100', '吉林 220100'],
  ...['黑龙江 230100', '江苏 320100', '浙江 330100', '安徽 340100', '福建 350100', '江西 360100', '山东 370100', '河南 410100'],
  ...['湖北 420100', '湖南 430100', '广东 440100', '广西 450100', '海南 460100', '四川 510100', '贵州 520100', '云南 530100'],
  ...['陕西 610100', '甘肃 620100', '青海 630100', '宁夏 640100', '新疆 650100', '内蒙古 150100'],
]
const brand = [
  ...'长风青石远山明川金桥东岭华岳清源大河云峰南屏北辰鸿雁瑞禾安澜晨曦兴邦宏图建业永固泰和盛世天工开物新城永安立诚厚德恒通广厦路畅平筑基中凯',
]
const trades = [
  ...['建设集团有限公司', '建筑工程有限公司', '路桥工程有限公司', '市政工程有限公司', '安装工程有限公司', '水利水电工程有限公司'],
  ...[
    '装饰工程有限公司',
    '钢结构有限公司',
    '工程监理有限公司',
    '勘察设计研究院',
    '园林绿化工程有限公司',
    '建设投资股份有限公司',
    '第一建筑公司',
  ],
]
const families = [...'张李王赵陈刘周吴郑孙黄林何高马罗梁宋谢唐']
const givens = ['示例', '样本', '演示', '范例', '样例', '例文']
const levels = [
  'ordinary',
  'ordinary',
  'ordinary',
  'ordinary',
  'ordinary',
  'ordinary',
  'director',
  'director',
  'executive-director',
  'vice-president',
]
const industries = ['E47', 'E48', 'E49', 'E50', 'M74', 'M74', 'K70', 'C30']

/** Planted in a few of a hundred thousand, to be searched for. */
export const rareWord = '鸑鷟'

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

export function benchUnit(index: number): BenchUnit {
  // Steps without a common factor with the lists' lengths, so that neighbours differ and names repeat late.
  const [place = '', region = '110000'] = at(places, index * 7).split(' ')
  const middle =
    index % 9973 === 5 ? rareWord : at(brand, index * 11 + Math.floor(index / 30)) + at(brand, index * 17 + Math.floor(index / 780))
  const name = `${place}${middle}${at(trades, index)}`
  return {
    name,
    formerName: index % 50 === 7 ? `${place}${middle}第${(index % 8) + 2}工程公司` : null,
    initials: pinyinInitials(name),
    creditCode: demoUnit(1000 + index).creditCode,
    mobile: `1390${1_000_000 + index}`,
    person: at(families, index) + at(givens, index * 5),
    province: `${region.slice(0, 2)}0000`,
    city: region,
    industry: at(industries, index),
    level: at(levels, index),
    joinedOn: `${1995 + (index % 30)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
    paid: index % 4 !== 1,
  }
}
