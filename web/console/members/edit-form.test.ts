import { expect, test } from 'vitest'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import { changedFields, unmaskedPart } from './edit-form.ts'

const form: FormDefinition = {
  id: 'sample',
  version: 1,
  title: '示例',
  sections: [
    {
      id: 'unit',
      title: '单位',
      fields: [
        { type: 'text', id: 'address', label: '地址' },
        { type: 'phone', id: 'phone', label: '电话' },
      ],
    },
    {
      id: 'people',
      title: '联络人',
      fields: [{ type: 'list', id: 'contacts', label: '联络员', max: 2, fields: [{ type: 'mobile', id: 'mobile', label: '手机号' }] }],
    },
  ],
}

test('who sees contacts masked can change the rest only, so that no mask is ever saved', () => {
  const part = unmaskedPart(form)
  expect(part.sections.map((section) => section.fields.map((field) => field.id))).toEqual([['address']])
})

test('a field that was touched but stands as before is not sent', () => {
  const before = { address: '甲路 1 号', phone: '010-00000000', contacts: [{ mobile: '13800000000' }] }
  const after = { ...before, address: '乙路 2 号', contacts: [{ mobile: '13800000000' }] }
  expect(changedFields(before, after, ['address', 'contacts'])).toEqual({ address: '乙路 2 号' })
})
