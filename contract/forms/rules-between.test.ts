import { describe, expect, it } from 'vitest'
import { citizenIdCheckDigit } from '../rules/citizen-id.ts'
import { boundDay } from './bounds.ts'
import type { Field, FieldOf, FormDefinition } from './index.ts'
import {
  checkField,
  checkForm,
  checkPhoto,
  describePhoto,
  emptyData,
  fieldAt,
  fileIdsIn,
  formDataOf,
  memberValues,
  normalise,
  photoRule,
  showValue,
  toldByIdCard,
  withoutStrangers,
} from './index.ts'

const today = '2026-11-21'
const idCard = (born: string, order = '001') => {
  const body = `110105${born.replaceAll('-', '')}${order}`
  return body + citizenIdCheckDigit(body)
}
const names = { region: String, industry: String }
const person: FieldOf<'id-card'> = {
  type: 'id-card',
  id: 'idCard',
  label: '身份证号',
  age: { min: 18, under: 60 },
  matches: { birthday: 'born', sex: 'sex' },
}
const sex: Field = {
  type: 'choice',
  id: 'sex',
  label: '性别',
  options: [
    { value: 'm', label: '男' },
    { value: 'f', label: '女' },
  ],
}
const born: Field = { type: 'date', id: 'born', label: '出生日期' }
const fields = [person, sex, born]

describe('GSJL-11 conditions on a person', () => {
  it('under 60: the day before the birthday will do, the birthday will not, and the sentence names the condition', () => {
    expect(checkField(person, idCard('1966-11-22'), {}, { today })).toBeNull()
    expect(checkField(person, idCard('1966-11-21'), {}, { today })).toBe('年满 60 周岁，不符合“60 周岁以下”的条件。')
    expect(checkField(person, idCard('2008-11-22'), {}, { today })).toBe('未满 18 周岁，不符合“年满 18 周岁”的条件。')
    expect(checkField(person, idCard('2008-11-21'), {}, { today })).toBeNull()
  })

  it('the association’s own sentence stands in its place', () => {
    expect(checkField({ ...person, message: '须为 60 岁以下。' }, idCard('1950-01-01'), {}, { today })).toBe('须为 60 岁以下。')
  })

  it('birthday and sex agree with the number, or it is said which does not', () => {
    const number = idCard('1990-03-07', '002')
    expect(checkField(person, number, { born: '1990-03-07', sex: 'f' }, { today, fields })).toBeNull()
    expect(checkField(person, number, { born: '1990-07-03' }, { today, fields })).toContain(
      '与“出生日期”不一致：身份证号中的出生日期是 1990-03-07',
    )
    expect(checkField(person, number, { sex: 'm' }, { today, fields })).toContain('与“性别”不一致：身份证号中的性别是女')
    expect(checkField(person, number, { born: '', sex: '' }, { today, fields })).toBeNull()
  })

  it('fills in birthday and sex where they are still empty, and writes over nothing', () => {
    const number = idCard('1990-03-07', '002')
    expect(toldByIdCard(person, number, fields, {})).toEqual({ born: '1990-03-07', sex: 'f' })
    expect(toldByIdCard(person, number, fields, { born: '1991-01-01', sex: 'f' })).toEqual({})
    expect(toldByIdCard(person, '123', fields, {})).toEqual({})
  })

  it('a number is masked where people only need to recognise it', () => {
    const number = idCard('1990-03-07')
    expect(showValue(person, number, names, { masked: true })).toBe(`1${'*'.repeat(16)}${number.slice(-1)}`)
    expect(showValue(person, number, names)).toBe(number)
  })
})

describe('CQSSA-02 days that move', () => {
  const joined: Field = { type: 'date', id: 'joined', label: '入会时间', max: 'today' }
  it('are bounded by today, by a span from today, and by another field', () => {
    expect(checkField(joined, '2026-11-21', {}, { today })).toBeNull()
    expect(checkField(joined, '2026-11-22', {}, { today })).toBe('入会时间不能晚于今天（2026-11-21）。')
    const adult: Field = { type: 'date', id: 'born', label: '出生日期', max: '-18y', message: '须年满 18 周岁。' }
    expect(checkField(adult, '2008-11-22', {}, { today })).toBe('须年满 18 周岁。')
    expect(checkField(adult, '2008-11-21', {}, { today })).toBeNull()
    const span = (limit: string) => boundDay(limit, { data: { from: '2026-01-02' }, today })
    expect([span('+30d'), span('-6m'), span('+0d'), span('from'), span('nowhere')]).toEqual([
      '2026-12-21',
      '2026-05-21',
      '2026-11-21',
      '2026-01-02',
      null,
    ])
  })
})

describe('GSJL-01 a photo of one inch', () => {
  const rule = photoRule({})
  it('is 295 × 413 pixels of JPEG and at most 150 KB', () => {
    expect(describePhoto(rule)).toBe('1 寸照片，295×413 像素，JPG，不超过 150 KB')
    const right = { width: 295, height: 413, bytes: 40_000, format: 'jpeg' }
    expect(checkPhoto(rule, right)).toBeNull()
    expect(checkPhoto(rule, { ...right, width: 590, height: 826 })).toBeNull()
    expect(checkPhoto(rule, { ...right, format: 'png' })).toContain('须为 JPG')
    expect(checkPhoto(rule, { ...right, bytes: 153_601 })).toContain('超过 150 KB')
    expect(checkPhoto(rule, { ...right, width: 413 })).toContain('长宽比例不是 295：413')
    expect(checkPhoto(rule, { ...right, width: 148, height: 207 })).toContain('只有 148×207 像素')
  })
})

const form: FormDefinition = {
  id: 'unit',
  version: 1,
  title: '单位信息',
  sections: [
    {
      id: 'unit',
      title: '单位信息',
      fields: [
        { type: 'photo', id: 'photo', label: '证件照', maps: 'person.photo' },
        { type: 'employer', id: 'employer', label: '工作单位', maps: 'person.employer' },
        {
          type: 'list',
          id: 'grades',
          label: '资质证书',
          max: 99,
          fields: [
            { type: 'text', id: 'class', label: '类别', required: true },
            { type: 'date', id: 'until', label: '有效期至', min: 'today', when: { field: 'class', not: '长期' } },
            { type: 'file', id: 'scan', label: '扫描件', required: true, accept: ['pdf'], maxBytes: 1000, maxFiles: 2 },
          ],
        },
      ],
    },
  ],
}
const a = '01900000-0000-7000-8000-00000000000a'
const b = '01900000-0000-7000-8000-00000000000b'

describe('CQSSA-03 certificates, each with its upload', () => {
  const rows = [
    { class: '特级', until: '2020-01-01', scan: [] },
    { class: '长期', until: '2020-01-01', scan: [a, b] },
  ]
  it('are checked row by row, and a row’s own condition leaves its field out', () => {
    expect(checkForm(form, { ...emptyData(form), grades: rows }, { today })).toEqual([
      { path: 'grades.0.until', label: '资质证书 1 · 有效期至', message: '有效期至不能早于今天（2026-11-21）。' },
      { path: 'grades.0.scan', label: '资质证书 1 · 扫描件', message: '请上传扫描件。' },
    ])
  })

  it('may be ninety-nine and no more', () => {
    const many = Array.from({ length: 100 }, () => ({ class: '长期', scan: [a] }))
    expect(checkForm(form, { ...emptyData(form), grades: many.slice(1) }, { today })).toEqual([])
    expect(checkForm(form, { ...emptyData(form), grades: many }, { today })[0]?.message).toContain('最多填写 99 项')
  })

  it('name their files, each once, and lose those that are not theirs', () => {
    const data = { ...emptyData(form), photo: a, grades: rows }
    expect(fileIdsIn(form, data)).toEqual([a, b])
    const list = form.sections[0]?.fields[2] as Field
    expect(withoutStrangers(list, rows, new Set([b]))).toEqual([rows[0], { ...rows[1], scan: [b] }])
    expect(fieldAt(form, 'grades.7.scan')?.type).toBe('file')
  })

  it('keep only what can be a file’s name, in one shape', () => {
    const kept = normalise(form, { photo: 3, employer: ' 示例监理(集团)有限公司 ', grades: [{ scan: [a, a, '', 4] }] })
    expect(kept).toMatchObject({ photo: '', employer: '示例监理（集团）有限公司', grades: [{ scan: [a], class: '' }] })
  })

  it('come back into the form from the member’s record, the photo too', () => {
    const data = { ...emptyData(form), photo: a, employer: '示例监理有限公司', grades: rows }
    const values = memberValues(form, data)
    expect(values.core).toEqual({ 'person.photo': a, 'person.employer': '示例监理有限公司' })
    expect(formDataOf(form, values)).toEqual(data)
    expect(formDataOf(form, { ...values, core: { 'person.employer': '另一示例公司' } })).toEqual({ ...data, employer: '另一示例公司' })
  })
})
