import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { DocumentSlot as DocumentSlotSchema } from './documents-schema.ts'
import type { DocumentSlot, Field, FormDefinition } from './index.ts'
import {
  checkDocuments,
  checkField,
  checkForm,
  checkSlotFile,
  describeSlot,
  emptyData,
  formDataOf,
  holds,
  memberValues,
  normalise,
  prefill,
  showValue,
  visibleFields,
} from './index.ts'
import { FormDefinition as FormDefinitionSchema } from './schema.ts'

const form: FormDefinition = {
  id: 'unit-profile',
  version: 1,
  title: '单位信息',
  sections: [
    {
      id: 'unit',
      title: '企业信息',
      fields: [
        { type: 'name', id: 'name', label: '单位全称', required: true, maps: 'unit.name', prefill: 'member.name' },
        { type: 'credit-code', id: 'creditCode', label: '信用代码', required: true, maps: 'unit.creditCode' },
        { type: 'region', id: 'region', label: '所在省市', required: true, depth: 'city', maps: 'unit.region' },
        { type: 'textarea', id: 'summary', label: '企业基本情况', max: 400 },
        {
          type: 'choice',
          id: 'system',
          label: '所属系统',
          options: [
            { value: 'rail', label: '铁路' },
            { value: 'other', label: '其他' },
          ],
        },
        { type: 'text', id: 'otherSystem', label: '其他系统', required: true, when: { field: 'system', is: 'other' } },
        {
          type: 'multi-choice',
          id: 'grades',
          label: '特级资质',
          required: true,
          alone: 'none',
          options: [
            { value: 'building', label: '建筑工程' },
            { value: 'none', label: '无' },
          ],
        },
        { type: 'amount', id: 'capital', label: '注册资本' },
        { type: 'agree', id: 'truth', label: '以上内容属实' },
      ],
    },
    {
      id: 'contacts',
      title: '联络人',
      fields: [
        {
          type: 'list',
          id: 'contacts',
          label: '联络员',
          min: 1,
          max: 2,
          labels: ['第一联络员', '第二联络员'],
          maps: 'contacts',
          fields: [
            { type: 'person-name', id: 'name', label: '姓名', required: true, prefill: 'account.name', maps: 'contact.name' },
            { type: 'mobile', id: 'mobile', label: '手机号', required: true, maps: 'contact.mobile' },
            { type: 'email', id: 'mail', label: '邮箱', maps: 'contact.email' },
          ],
        },
      ],
    },
  ],
}
const complete = {
  name: '示例建设集团有限公司',
  creditCode: '91350100M000100Y43',
  region: '350100',
  summary: '',
  system: 'rail',
  otherSystem: '',
  grades: ['none'],
  capital: null,
  truth: true,
  contacts: [{ name: '张示例', mobile: '13800000000', mail: '' }],
}
const field = (id: string): Field => {
  const found = form.sections.flatMap((section) => section.fields).find((one) => one.id === id)
  if (found === undefined) throw new Error(`no field ${id}`)
  return found
}

describe('a form', () => {
  it('is data a schema accepts, and the schema refuses what no field type knows', () => {
    expect(Value.Check(FormDefinitionSchema, form)).toBe(true)
    const wrong = structuredClone(form) as { sections: { fields: Record<string, unknown>[] }[] }
    const first = wrong.sections[0]?.fields[0]
    if (first) first.maxLength = 3
    expect(Value.Check(FormDefinitionSchema, wrong)).toBe(false)
  })

  it('lets a complete one pass', () => {
    expect(checkForm(form, complete)).toEqual([])
  })

  it('names every missing field of an empty one by its path and label', () => {
    const paths = checkForm(form, emptyData(form)).map((problem) => problem.path)
    expect(paths).toEqual(['name', 'creditCode', 'region', 'grades', 'truth', 'contacts.0.name', 'contacts.0.mobile'])
  })

  it('holds against a draft what is wrong, not what is missing', () => {
    const draft = { ...emptyData(form), creditCode: '91110000600001761P', truth: false }
    expect(checkForm(form, draft, { partial: true }).map((problem) => problem.path)).toEqual(['creditCode'])
  })

  it('says which contact is wrong (CACEM-06)', () => {
    const problems = checkForm(form, { ...complete, contacts: [complete.contacts[0], { name: '李示例', mobile: '1380000', mail: '' }] })
    expect(problems).toEqual([
      { path: 'contacts.1.mobile', label: '第二联络员 · 手机号', message: '手机号应为 11 位，现在是 7 位，请核对。' },
    ])
    expect(checkForm(form, { ...complete, contacts: [1, 2, 3].map(() => complete.contacts[0]) })[0]?.message).toContain('最多填写 2 项')
    expect(checkForm(form, { ...complete, contacts: [] })[0]?.message).toBe('联络员至少填写 1 项。')
  })

  it('counts characters as people do (CACEM-05: at most 400)', () => {
    expect(checkField(field('summary'), '建'.repeat(400))).toBeNull()
    expect(checkField(field('summary'), '建'.repeat(401))).toBe('企业基本情况最多 400 个字，现在有 401 个，请删减。')
    expect(checkField(field('summary'), '😀'.repeat(400))).toBeNull()
  })

  it('asks a conditional field only when its condition holds', () => {
    expect(visibleFields(form, complete).map((one) => one.id)).not.toContain('otherSystem')
    expect(checkForm(form, { ...complete, system: 'other' })).toEqual([
      { path: 'otherSystem', label: '其他系统', message: '请填写其他系统。' },
    ])
  })

  it('refuses 无 beside a grade (CACEM-07) and a value that is not offered', () => {
    expect(checkField(field('grades'), ['none', 'building'])).toContain('选了“无”就不能再选其他项')
    expect(checkField(field('grades'), ['first-class'])).toContain('请在列出的选项中选择')
    expect(checkField(field('system'), 'air')).toContain('请在列出的选项中选择')
  })

  it('wants the city, not the province alone', () => {
    expect(checkField(field('region'), '350000')).toBe('请在所在省市中继续选择城市。')
    expect(checkField(field('region'), '350100')).toBeNull()
  })

  it('bounds dates by days and by other fields', () => {
    const until: Field = { type: 'date', id: 'to', label: '有效期至', min: 'from' }
    expect(checkField(until, '2026-02-30')).toContain('不是一个存在的日期')
    expect(checkField(until, '2026-01-01', { from: '2026-01-02' })).toBe('有效期至不能早于 2026-01-02。')
    expect(checkField(until, '2026-01-03', { from: '2026-01-02' })).toBeNull()
  })

  it('keeps what people paste in one shape, drops what it does not know, and loses nothing typed', () => {
    const kept = normalise(form, {
      ...complete,
      name: ' 示例建设(集团)有限公司 ',
      creditCode: ' 91350100m000100y43',
      capital: '12,00',
      extra: 1,
      contacts: [{ name: '张示例', mobile: '+86 138-0000-0000', evil: 2 }],
    })
    expect(kept).toMatchObject({ name: '示例建设（集团）有限公司', creditCode: '91350100M000100Y43', capital: 1200 })
    expect(kept).not.toHaveProperty('extra')
    expect(kept.contacts).toEqual([{ name: '张示例', mobile: '13800000000', mail: '' }])
    expect(normalise(form, { capital: 'abc' }).capital).toBe('abc')
    expect(normalise(form, kept)).toEqual(kept)
  })

  it('sorts values to where they land on the member, and back', () => {
    const values = memberValues(form, complete)
    expect(values.core).toEqual({ 'unit.name': complete.name, 'unit.creditCode': complete.creditCode, 'unit.region': '350100' })
    expect(values.contacts).toEqual([{ name: '张示例', mobile: '13800000000', email: '' }])
    expect(Object.keys(values.profile)).toEqual(['summary', 'system', 'otherSystem', 'grades', 'capital'])
    expect(formDataOf(form, values)).toEqual({ ...complete, truth: false })
  })

  it('fills in what registration knew, the first contact included, without writing over anything', () => {
    const facts = { member: { name: '示例建设集团有限公司' }, account: { name: '张示例' } }
    expect(prefill(form, {}, facts)).toMatchObject({ name: '示例建设集团有限公司', contacts: [{ name: '张示例' }] })
    expect(prefill(form, { name: '另一示例公司' }, facts).name).toBe('另一示例公司')
  })

  it('shows values as people read them', () => {
    const names = { region: () => '福建省福州市', industry: () => '' }
    expect(showValue(field('region'), '350100', names)).toBe('福建省福州市')
    expect(showValue(field('capital'), 1_000_000, names)).toBe('10,000.00 元')
    expect(showValue(field('grades'), ['none'], names)).toBe('无')
    expect(showValue(field('contacts'), complete.contacts, names)).toBe('第一联络员：张示例，13800000000')
  })
})

describe('a condition', () => {
  it('asks fields and facts, with all and any one storey deep', () => {
    expect(holds({ field: 'member.joinedOn', before: '2024-01-01' }, { member: { joinedOn: '2023-12-31' } })).toBe(true)
    expect(holds({ field: 'member.joinedOn', before: '2024-01-01' }, {})).toBe(false)
    expect(holds({ field: 'region', within: '510000' }, { region: '510104' })).toBe(true)
    expect(holds({ field: 'region', within: '510100' }, { region: '511700' })).toBe(false)
    expect(holds({ field: 'region', outside: '510000' }, { region: '500100' })).toBe(true)
    expect(holds({ field: 'region', outside: '510000' }, { region: '' })).toBe(false)
    expect(
      holds(
        {
          all: [
            { field: 'a', is: 1 },
            {
              any: [
                { field: 'b', filled: true },
                { field: 'c', in: ['x', 'y'] },
              ],
            },
          ],
        },
        { a: 1, c: 'y' },
      ),
    ).toBe(true)
    expect(holds({ field: 'grades', is: 'none' }, { grades: ['none'] })).toBe(true)
    expect(holds({ field: 'kind', not: ['school', 'institute'] }, { kind: 'school' })).toBe(false)
    expect(holds({ field: '__proto__.x', filled: true }, {})).toBe(false)
  })
})

describe('papers (CACEM-08)', () => {
  const slots: DocumentSlot[] = [
    {
      id: 'application-form',
      name: '入会申请书',
      required: true,
      accept: ['pdf', 'image'],
      maxBytes: 10_485_760,
      maxFiles: 9,
      template: 'application-form',
      prefilled: true,
    },
    {
      id: 'licence',
      name: '营业执照',
      required: true,
      accept: ['pdf', 'image'],
      maxBytes: 1024,
      maxFiles: 1,
      when: { field: 'system', not: 'rail' },
    },
  ]
  const picture = { id: '1', name: '第一页.jpg', kind: 'image' as const, bytes: 100 }

  it('are described by a schema', () => {
    expect(slots.every((slot) => Value.Check(DocumentSlotSchema, slot))).toBe(true)
    expect(slots[0] && describeSlot(slots[0])).toBe('PDF 或图片，每个不超过 10 MB，图片可传多张（最多 9 张）')
  })

  it('are asked by condition, and several pictures are welcome where the slot says so', () => {
    expect(checkDocuments(slots, {}, { system: 'rail' })).toEqual([
      { path: 'application-form', label: '入会申请书', message: '请上传入会申请书。' },
    ])
    expect(checkDocuments(slots, { 'application-form': [picture, { ...picture, id: '2' }], licence: [picture] }, {})).toEqual([])
  })

  it('are refused when too many, too big, mixed or of the wrong kind', () => {
    expect(checkDocuments(slots, { 'application-form': [picture, { ...picture, kind: 'pdf' }], licence: [picture, picture] })).toHaveLength(
      2,
    )
    const licence = slots[1]
    if (licence === undefined) throw new Error('no slot')
    expect(checkSlotFile(licence, { ...picture, bytes: 2048 })).toBe('“第一页.jpg”有 2 KB，超过 1 KB，请压缩后再传。')
    expect(checkSlotFile(licence, { ...picture, kind: 'docx' })).toBe('“第一页.jpg”不是PDF 或图片，请换一个文件。')
  })
})
