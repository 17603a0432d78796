import type { DocumentSlot, SlotFile } from '../../../contract/forms/documents-schema.ts'
import type { FormDefinition } from '../../../contract/forms/schema.ts'

const choice = (...labels: string[]) => labels.map((label, at) => ({ value: String(at + 1), label }))

/** One field of each type, for the gallery and for tests of the renderer. */
export const sampleForm: FormDefinition = {
  id: 'sample',
  version: 1,
  title: '单位信息',
  sections: [
    {
      id: 'unit',
      title: '单位信息',
      help: '请按照营业执照填写。填写的内容会自动保存。',
      fields: [
        { type: 'name', id: 'name', label: '单位全称', required: true, placeholder: '请按照营业执照填写', wide: true },
        { type: 'credit-code', id: 'code', label: '统一社会信用代码', required: true },
        { type: 'industry', id: 'industry', label: '所属行业', required: true, depth: 'division' },
        { type: 'region', id: 'region', label: '所在省市', required: true, depth: 'city', suggestedBy: 'code' },
        {
          type: 'text',
          id: 'address',
          label: '通讯地址',
          required: true,
          wide: true,
          help: '能收到邮件的地址，请写明省和市，不要填写注册地址。',
        },
        { type: 'postcode', id: 'postcode', label: '邮编' },
        { type: 'person-name', id: 'legal', label: '法人代表', required: true },
        {
          type: 'choice',
          id: 'kind',
          label: '企业类型',
          required: true,
          options: choice('国有企业', '民营企业', '外资企业', '合资企业', '其他'),
        },
        { type: 'choice', id: 'listed', label: '是否上市', look: 'radio', options: choice('是', '否') },
        { type: 'text', id: 'stock', label: '证券代码', when: { field: 'listed', is: '1' } },
        { type: 'number', id: 'staff', label: '职工人数', unit: '人' },
        { type: 'amount', id: 'capital', label: '注册资本' },
        { type: 'date', id: 'founded', label: '成立日期' },
        {
          type: 'multi-choice',
          id: 'grades',
          label: '特级资质',
          options: choice('无', '房屋建筑工程', '公路工程', '市政公用工程'),
          alone: '1',
        },
        { type: 'date', id: 'joined', label: '入会时间', max: 'today' },
        { type: 'photo', id: 'photo', label: '证件照', required: true, help: '1 寸彩色免冠照，白底。' },
        {
          type: 'id-card',
          id: 'idCard',
          label: '身份证号',
          age: { min: 18, under: 60 },
          matches: { birthday: 'born' },
          help: '申请人应在 60 周岁以下。',
        },
        { type: 'date', id: 'born', label: '出生日期', max: '-18y' },
        { type: 'employer', id: 'employer', label: '工作单位' },
        { type: 'email', id: 'mail', label: '邮箱', hint: true, help: '电子票据会发送到这个邮箱。' },
        { type: 'textarea', id: 'about', label: '企业基本情况', max: 400 },
      ],
    },
    {
      id: 'grades',
      title: '资质',
      fields: [
        {
          type: 'list',
          id: 'certificates',
          label: '资质证书',
          max: 99,
          add: '添加一项资质',
          help: '按现有资质逐项添加，院校、科研机构不用填写。',
          fields: [
            {
              type: 'choice',
              id: 'class',
              label: '资质类别',
              required: true,
              options: choice('检测资质', '监理资质', '施工资质', '设计资质', '其他'),
            },
            { type: 'text', id: 'other', label: '类别说明', required: true, when: { field: 'class', is: '5' } },
            { type: 'text', id: 'number', label: '证书编号', required: true },
            { type: 'date', id: 'until', label: '有效期至', min: 'today' },
            { type: 'file', id: 'scan', label: '证书扫描件', required: true, accept: ['pdf', 'image'], maxBytes: 10_485_760, maxFiles: 3 },
          ],
        },
      ],
    },
    {
      id: 'contacts',
      title: '联络员',
      fields: [
        {
          type: 'list',
          id: 'contacts',
          label: '联络员',
          labels: ['第一联络员', '第二联络员'],
          min: 1,
          max: 2,
          help: '文件默认邮寄给第一联络员。',
          fields: [
            { type: 'person-name', id: 'name', label: '姓名', required: true },
            { type: 'text', id: 'title', label: '职务' },
            { type: 'mobile', id: 'mobile', label: '手机号', required: true },
            { type: 'email', id: 'email', label: '邮箱', required: true },
          ],
        },
        { type: 'agree', id: 'true', label: '以上内容真实', text: '我保证以上内容真实、准确' },
      ],
    },
  ],
}

export const sampleSlots: DocumentSlot[] = [
  {
    id: 'application-form',
    name: '入会申请书',
    help: '签字并加盖公章。',
    required: true,
    accept: ['pdf', 'image'],
    maxBytes: 10_485_760,
    maxFiles: 9,
    template: 'application-form',
    prefilled: true,
  },
  { id: 'licence', name: '营业执照', required: true, accept: ['pdf', 'image'], maxBytes: 10_485_760, maxFiles: 1 },
]

export const sampleFiles: Record<string, SlotFile[]> = {
  'application-form': [
    { id: '1', name: '入会申请书-第一页.jpg', kind: 'image', bytes: 824_300 },
    { id: '2', name: '入会申请书-第二页.jpg', kind: 'image', bytes: 791_120 },
  ],
}
