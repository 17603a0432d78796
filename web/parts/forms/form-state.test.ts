import { describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import type { FieldOf } from '../../../contract/forms/schema.ts'
import { citizenIdCheckDigit } from '../../../contract/rules/citizen-id.ts'
import { sampleForm } from '../gallery/sample-form.ts'
import { useFormState } from './form-state.ts'

const list = sampleForm.sections.find((section) => section.id === 'contacts')?.fields[0] as FieldOf<'list'>
const asked = (state: ReturnType<typeof useFormState>) => state.sections.value.flatMap((section) => section.fields.map((field) => field.id))
const person = (name: string) => ({ name, title: '', mobile: '13800000000', email: 'someone@example.org' })

describe('a form while it is filled in', () => {
  it('asks a field only while its condition holds', () => {
    const state = useFormState(sampleForm, {})
    expect(asked(state)).not.toContain('stock')
    state.set('listed', '1')
    expect(asked(state)).toContain('stock')
  })

  it('begins from what a page holds, and changes nothing of it', () => {
    const held = reactive({ name: '示例建设集团有限公司', contacts: [person('张示例')] })
    const state = useFormState(sampleForm, held)
    state.set('contacts.0.name', '李示例')
    expect(held.contacts[0]?.name).toBe('张示例')
  })

  it('CACEM-10 tells which fields changed, so that only those are saved', () => {
    const heard: string[] = []
    const state = useFormState(sampleForm, { contacts: [person('张示例')] }, { onChange: (path) => heard.push(path) })
    state.set('name', '示例建设集团有限公司')
    state.set('contacts.0.mobile', '13900000000')
    expect(heard).toEqual(['name', 'contacts.0.mobile'])
    expect([...state.dirty.value]).toEqual(['name', 'contacts'])
    state.clean(['name'])
    expect([...state.dirty.value]).toEqual(['contacts'])
  })

  it('tidies what was pasted and says at once what is wrong, but not yet what is missing', () => {
    const state = useFormState(sampleForm, {})
    state.set('code', ' 9111 0000 1000 0000 0x ')
    state.leave('code')
    expect(state.get('code')).toBe('91110000100000000X')
    expect(state.errors.value.code).toContain('校验位')
    state.leave('address')
    expect(state.errors.value.address).toBeUndefined()
    expect(state.check().map((problem) => problem.path)).toEqual(expect.arrayContaining(['code', 'address', 'legal']))
  })

  it('takes a remark away when its field is changed, and keeps the others', () => {
    const state = useFormState(sampleForm, { contacts: [person('张示例')] })
    state.showProblems([
      { path: 'contacts.0.mobile', label: '手机号', message: '请核对' },
      { path: 'address', label: '通讯地址', message: '请写明省市' },
    ])
    state.set('contacts.0.mobile', '13900000000')
    expect(state.errors.value).toEqual({ address: '请写明省市' })
  })

  it('CACEM-06 adds, moves and removes contacts; remarks by number do not wander to another row', () => {
    const state = useFormState(sampleForm, { contacts: [person('张示例')] })
    state.addRow(list)
    state.set('contacts.1.name', '李示例')
    state.showProblems([{ path: 'contacts.1.mobile', label: '手机号', message: '请填写' }])
    state.moveRow(list, 1, 0)
    expect(state.get('contacts.0.name')).toBe('李示例')
    expect(state.get('contacts.1.name')).toBe('张示例')
    expect(state.errors.value).toEqual({})
    state.removeRow(list, 0)
    expect(state.get('contacts.0.name')).toBe('张示例')
    expect(state.get('contacts.1.name')).toBeUndefined()
  })

  it('leaves the data it was given untouched', () => {
    const given = { contacts: [person('张示例')] }
    useFormState(sampleForm, given).set('contacts.0.name', '李示例')
    expect(given.contacts[0]?.name).toBe('张示例')
  })

  it('CQSSA-03 a row keeps its name while rows move, so that an upload on its way arrives in it', () => {
    const state = useFormState(sampleForm, { contacts: [person('一'), person('二')] })
    const [first, second] = state.rowKeys('contacts')
    state.moveRow(list, 0, 1)
    expect(state.rowKeys('contacts')).toEqual([second, first])
    state.removeRow(list, 0)
    expect(state.rowKeys('contacts')).toEqual([first])
    state.addRow(list)
    expect(new Set([...state.rowKeys('contacts'), second]).size).toBe(3)
  })

  it('GSJL-01 a right ID-card number fills in birthday and sex where they are empty', () => {
    const field = { type: 'id-card', id: 'idCard', label: '身份证号', age: { under: 60 }, matches: { birthday: 'born' } } as const
    const form = {
      id: 'person',
      version: 1,
      title: '个人信息',
      sections: [{ id: 'person', title: '个人信息', fields: [field, { type: 'date', id: 'born', label: '出生日期' } as const] }],
    }
    const state = useFormState(form, { idCard: ' 11010519491231002x ' })
    state.leave('idCard')
    expect(state.errors.value.idCard).toContain('“60 周岁以下”')
    expect(state.get('born')).toBe('')
    const number = `44052419800101001${citizenIdCheckDigit('44052419800101001')}`
    state.set('idCard', number)
    state.leave('idCard')
    expect(state.errors.value.idCard).toBeUndefined()
    expect(state.get('born')).toBe('1980-01-01')
  })
})
