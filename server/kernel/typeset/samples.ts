import sharp from 'sharp'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { Documents, TemplateName } from './documents.ts'
import { formDocument } from './form-document.ts'

/** Invented documents of every template: what tests print and people look at. */
export type Sample = { [T in TemplateName]: { template: T; data: Documents[T] } }[TemplateName]

const association = { name: '中国示例工程管理协会', nameEn: 'China Example Association of Construction Management', accent: '#9b1c1f' }
const seal = { around: association.name, caption: '电子证照专用章' }
const date = '2026-11-21'

export const certificate: Documents['certificate'] = {
  association,
  seal,
  date,
  title: '会员证书',
  titleEn: 'Certificate of Membership',
  holder: '示例建设集团有限公司',
  holderEn: 'Example Construction Group Co., Ltd.',
  statement: '经审核，批准为本会普通会员。特发此证。',
  facts: [
    { label: '会员编号', value: 'SL-2026-000123' },
    { label: '会员级别', value: '普通会员' },
    { label: '信用代码', value: '91110000MA00EXAM0L' },
    { label: '有 效 期', value: '2026-11-21 至 2027-12-31' },
  ],
  verifyUrl: 'https://huiji.example.org/sample/verify/SL-2026-000123',
  verifyNote: '扫描二维码核验当前状态',
}

export const unitForm: FormDefinition = {
  id: 'unit-profile',
  version: 3,
  title: '单位会员入会申请表',
  sections: [
    {
      id: 'unit',
      title: '企业信息',
      fields: [
        { type: 'name', id: 'name', label: '单位全称', wide: true, required: true },
        { type: 'credit-code', id: 'creditCode', label: '统一社会信用代码' },
        { type: 'region', id: 'region', label: '所在省市', depth: 'city' },
        { type: 'text', id: 'address', label: '通讯地址', wide: true },
        { type: 'postcode', id: 'postcode', label: '邮政编码' },
        { type: 'person-name', id: 'legal', label: '法定代表人' },
        {
          type: 'choice',
          id: 'nature',
          label: '企业类型',
          options: ['国有企业', '民营企业', '外商投资企业', '其他'].map((label) => ({ value: label, label })),
        },
        { type: 'boolean', id: 'listed', label: '是否上市' },
        { type: 'amount', id: 'capital', label: '注册资本' },
        { type: 'textarea', id: 'summary', label: '企业基本情况', max: 400 },
      ],
    },
    {
      id: 'people',
      title: '联络人',
      fields: [
        {
          type: 'list',
          id: 'contacts',
          label: '联络员',
          max: 2,
          labels: ['第一联络员', '第二联络员'],
          fields: [
            { type: 'person-name', id: 'name', label: '姓名' },
            { type: 'text', id: 'title', label: '职务' },
            { type: 'mobile', id: 'mobile', label: '手机号' },
            { type: 'email', id: 'email', label: '邮箱' },
          ],
        },
      ],
    },
    {
      id: 'grades',
      title: '资质信息',
      fields: [
        {
          type: 'multi-choice',
          id: 'grades',
          label: '特级资质',
          options: ['建筑工程', '公路工程', '铁路工程', '市政公用工程', '水利水电工程', '无'].map((label) => ({ value: label, label })),
        },
      ],
    },
  ],
}

const filled = {
  name: '示例建设集团有限公司',
  creditCode: '91110000MA00EXAM0L',
  region: '110000',
  address: '示例省示例市示例区创新大道 1 号示例大厦 18 层',
  postcode: '100000',
  legal: '张示例',
  nature: '国有企业',
  listed: false,
  capital: 500_000_000_00,
  summary:
    '示例建设集团有限公司成立于 1998 年，是以房屋建筑、市政公用和轨道交通工程为主业的大型施工企业，现有职工 4200 余人，其中中高级技术人员 1300 余人。\n公司坚持质量为先，近五年承建工程 360 余项，合同履约率百分之百，先后获得多项省部级优质工程奖，愿意遵守协会章程，积极参加协会活动。',
  contacts: [
    { name: '李示例', title: '办公室主任', mobile: '13800000000', email: 'lianluoyuan-one@jituan.example.org' },
    { name: '王𬭎', title: '科员', mobile: '13900000000', email: 'two@example.org' },
  ],
  grades: ['建筑工程', '市政公用工程'],
}

const names = { region: () => '示例省示例市', industry: (code: string) => code }
const sheet = {
  association,
  date,
  notes: ['填表日期：2026年11月21日', '会员类型：单位会员'],
  declaration: '本单位自愿申请加入本会，承认并遵守本会章程，承诺以上填报内容及所附材料真实、准确、完整，如有不实，愿承担相应责任。',
  signatures: ['单位（盖章）', '法定代表人（签字）'],
}

const pledge = `致：**中国示例工程管理协会**

示例建设集团有限公司（统一社会信用代码：91110000MA00EXAM0L）自愿申请加入贵会，并就诚信守法经营郑重承诺如下：

1. 遵守国家法律、法规和政策，遵守社会公德，依法依规开展经营活动。
2. 遵守贵会章程和各项管理制度，履行会员义务，按时交纳会费。
3. 向贵会提交的全部申请材料真实、准确、完整、有效，如有虚假，自愿接受贵会按照章程作出的处理。
4. 同意贵会将本承诺向社会公开，接受监督。

本承诺书自盖章之日起生效。`

const charter = Array.from(
  { length: 8 },
  (_, n) => `# 第${'一二三四五六七八'[n]}章　示例章节

## 第${n * 2 + 1}条　本会的宗旨

本会是由从事示例行业的企业、事业单位、社会团体和个人自愿结成的全国性、行业性社会团体，是**非营利性**社会组织。本会遵守宪法、法律、法规和国家政策，践行社会主义核心价值观，弘扬爱国主义精神，遵守社会道德风尚。

### （一）业务范围

- 开展行业调查研究，反映会员诉求；
- 组织交流、培训和咨询服务，出版行业刊物；
- 承办政府有关部门委托的事项。`,
).join('\n\n')

export const samples: Record<string, () => Promise<Sample>> = {
  certificate: async () => ({ template: 'certificate', data: certificate }),
  'certificate-long': async () => ({
    template: 'certificate',
    data: {
      ...certificate,
      association: { name: '某某省建设工程质量安全监理检测与示例技术应用促进会', accent: '#12406b' },
      seal: { around: '某某省建设工程质量安全监理检测与示例技术应用促进会', caption: '电子证照专用章' },
      holder: '示例自治区示例自治州示例水利水电建设工程集团有限责任公司第一工程分公司',
      holderEn: undefined,
      titleEn: undefined,
    },
  }),
  form: async () => ({ template: 'form', data: { ...formDocument(unitForm, filled, names, sheet), matterNumber: 'RH-2026-000045' } }),
  'form-blank': async () => ({
    template: 'form',
    data: formDocument(unitForm, {}, names, { ...sheet, notes: [], opinions: ['协会秘书处意见'] }),
  }),
  letter: async () => ({
    template: 'letter',
    data: {
      association,
      date,
      title: '信用承诺书',
      markdown: pledge,
      signature: [
        { label: '承诺单位（盖章）', value: '' },
        { label: '法定代表人（签字）', value: '' },
      ],
      signedOn: 'blank',
    },
  }),
  'letter-charter': async () => ({
    template: 'letter',
    data: {
      association,
      date,
      title: '中国示例工程管理协会章程',
      reference: '（2026年11月21日会员代表大会通过）',
      markdown: charter,
      size: 'compact',
    },
  }),
  'letter-notice': async () => ({
    template: 'letter',
    data: {
      association,
      date,
      seal: { ...seal, caption: '电子公文专用章' },
      title: '关于交纳2026年度会费的通知',
      reference: '示协〔2026〕15号',
      markdown:
        '示例建设集团有限公司：\n\n根据本会章程和会费标准，贵单位2026年度应交纳会费**3,000.00元**（大写：叁仟元整）。请于2026年12月31日前汇至本会账户，并在汇款附言中写明代码**SL7K2M9Q**。\n\n感谢贵单位对本会工作的支持。',
      signature: [{ label: '', value: '中国示例工程管理协会' }],
      signedOn: 'date',
    },
  }),
  agenda: async () => ({
    template: 'agenda',
    data: {
      association,
      date,
      title: '2026年第11次示例办公会审议事项',
      facts: [
        { label: '日期', value: '2026年11月21日' },
        { label: '事项', value: '30 件' },
      ],
      columns: [
        { label: '序号', width: 11, align: 'center' },
        { label: '单位或个人', width: 0 },
        { label: '事项', width: 38 },
        { label: '级别', width: 28 },
        { label: '初审意见', width: 50 },
        { label: '会议意见', width: 40 },
      ],
      rows: Array.from({ length: 30 }, (_, at) => [
        String(at + 1),
        `示例建设集团第${at + 1}工程有限公司\n91110000MA00EXAM0L`,
        `入会申请\nRH-2026-${String(at + 1).padStart(6, '0')}`,
        '普通会员',
        at % 7 === 3
          ? '材料齐全，营业执照与申请书一致，建议同意；注册资本已变更，请会议留意\n李审核 2026-11-18'
          : '同意\n李审核 2026-11-18',
        at % 9 === 4 ? '暂缓：补充业绩说明' : '',
      ]),
      signatures: ['主持人（签字）', '记录人（签字）', '出席人员（签字）'],
    },
  }),
  roster: async () => ({
    template: 'roster',
    data: {
      association,
      date,
      title: '示例会员推荐汇总表',
      unit: '示例建设监理有限公司',
      part: '企业推荐（新会员）',
      number: 'HZ20260007',
      columns: [
        { label: '姓名', wide: 5 },
        { label: '性别', wide: 3 },
        { label: '身份证号', wide: 12 },
        { label: '学历', wide: 5 },
        { label: '职称', wide: 7 },
        { label: '联系电话', wide: 8 },
        { label: '通讯地址', wide: 16 },
        { label: '推荐日期', wide: 7 },
      ],
      rows: Array.from({ length: 45 }, (_, at) => [
        `张示例${at + 1}`,
        at % 3 === 0 ? '女' : '男',
        '620102********0011',
        '本科',
        '工程师',
        '138****0000',
        at % 5 === 0 ? '示例省示例市示例区示例路一百二十三号示例大厦二十楼' : '示例市示例路 1 号',
        '2026-11-20',
      ]),
      note: '以上人员均为本单位在职人员，所填信息经本单位核实属实，同意推荐。',
    },
  }),
  activation: async () => ({
    template: 'activation',
    data: {
      association,
      date,
      title: '会员账号激活信',
      letters: ['示例建设集团有限公司', '示例自治区示例自治州示例水利水电建设工程集团有限责任公司第一工程分公司'].map((to) => ({
        to,
        attention: '李示例',
        opening: '贵单位是中国示例工程管理协会的会员。账号已经备好，请在 2027年1月20日 前用下面的激活码开通。',
        ways: [
          { label: '单位全称', value: to },
          { label: '会员号', value: 'SL-2026-000123' },
        ],
        tab: '企业登录',
        address: 'https://huiji.example.org/sample/activate',
        login: 'https://huiji.example.org/sample/login',
        code: 'ABCD-EFGH-JKLM-NPQR',
        url: 'https://huiji.example.org/sample/activate#ABCDEFGHJKLMNPQR',
        until: '2027年1月20日',
        steps: ['用手机扫描右侧的二维码。', '填写姓名，设置自己的密码。', '设置好后即已登录。'],
        notes: ['激活码只能用一次。', '信件遗失请联系秘书处重新发放，原激活码随即作废。'],
      })),
    },
  }),
  slip: async () => ({
    template: 'slip',
    data: {
      association,
      date,
      title: '会费汇款单',
      payer: [
        { label: '单位名称', value: '示例建设集团有限公司' },
        { label: '信用代码', value: '91110000MA00EXAM0L' },
        { label: '经办人', value: '李示例　13800000000' },
      ],
      payee: {
        accountName: '中国示例工程管理协会',
        account: '0000111122223333444',
        bank: '示例银行北京示例支行',
        bankCode: '000100000000',
      },
      items: [
        { name: '普通会员会费', period: '2026 年度', amountFen: 300_000 },
        { name: '普通会员会费', period: '2025 年度（补交）', amountFen: 300_050 },
      ],
      transferCode: 'SL7K2M9Q',
      notes: ['请从单位账户汇款，汇款人名称与上面的付款单位一致。', '会费电子票据将在到账后 7 个工作日内发到登记的邮箱。'],
      dueOn: '2026-12-31',
      url: 'https://huiji.example.org/sample/portal/orders/1',
      urlNote: '扫码查看订单',
    },
  }),
  notice: async () => ({
    template: 'notice',
    data: {
      association,
      date,
      title: '2027 年度会费缴费通知书',
      urlNote: '扫码打开订单，上传付款凭证',
      notices: ['示例建设集团有限公司', '示例自治区示例自治州示例水利水电建设工程集团有限责任公司第一工程分公司'].map((to) => ({
        to,
        opening:
          '根据第六届会员代表大会第三次会议（示例）2021年11月20日通过的会费标准（示例〔2021〕1 号），贵单位作为我会理事，应交纳会费如下：',
        items: [
          { name: '会费（理事）', period: '2027 年度', amountFen: 1_000_000 },
          { name: '会费（普通会员）', period: '2026 年度（欠费）', amountFen: 300_000 },
        ],
        payee: {
          accountName: '中国示例工程管理协会',
          account: '0000111122223333444',
          bank: '示例银行北京示例支行',
          bankCode: '000100000000',
        },
        transferCode: 'SL7K-2M9Q',
        dueOn: '2027-06-30',
        notes: ['公对公转账，附言请写汇款识别码，财务凭它核对到账。', '会费电子票据将在到账后 7 个工作日内发到登记的邮箱。'],
        url: 'https://huiji.example.org/sample/portal/dues/orders/1',
      })),
    },
  }),
  pictures: async () => ({
    template: 'pictures',
    data: {
      date,
      title: '入会申请书',
      pictures: [
        await plain(1200, 1700, '#dbe7f3', 'jpeg'),
        await plain(1700, 1100, '#f3e4db', 'png'),
        await plain(900, 900, '#e2f3db', 'png'),
      ],
    },
  }),
  manual: async () => ({ template: 'manual', data: await manual() }),
}

async function manual(): Promise<Documents['manual']> {
  const desk = { image: await plain(1440, 900, '#eef1f5', 'png'), caption: '登录页面', device: 'desk' as const }
  const phone = { image: await plain(780, 1600, '#f5f1ee', 'png'), caption: '手机上', device: 'phone' as const }
  const chapters = ['注册和登录', '入会申请', '交纳会费'].map((title) => ({
    title,
    intro: '本章说明怎样一步一步完成，遇到问题请联系协会秘书处。',
    steps: [
      { text: '打开协会网站，点击右上角“登录”，输入手机号和密码。', shots: [desk] },
      { text: '在手机上也可以完成：微信中打开同一网址即可。', shots: [phone, phone] },
      { text: '看到“已保存”后可以离开，下次登录从这一步继续。' },
    ],
  }))
  return { association, date, title: '会员系统操作手册', subtitle: '单位会员', version: '第 1 版', chapters }
}

/** A page with lines on it, in place of a photo. */
export async function plain(width: number, height: number, background: string, format: 'jpeg' | 'png'): Promise<Buffer> {
  const lines = Array.from(
    { length: 20 },
    (_, n) => `<rect x="8%" y="${6 + n * 4.5}%" width="${50 + ((n * 37) % 34)}%" height="1.2%" fill="#9aa3ad"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${background}"/>${lines.join('')}</svg>`
  return sharp(Buffer.from(svg)).toFormat(format).toBuffer()
}
