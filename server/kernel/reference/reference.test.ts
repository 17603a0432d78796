import { describe, expect, it } from 'vitest'
import { type FormDefinition, showValue } from '../../../contract/forms/index.ts'
import { addWorkdays, isWorkday, yearKnown } from '../../../contract/rules/workdays.ts'
import { readData } from './data.ts'
import {
  checkCodes,
  holidays,
  industryName,
  industryPath,
  isIndustry,
  isRegion,
  names,
  pinyinInitials,
  regionName,
  regionPath,
  splitRegion,
} from './index.ts'

describe('regions (GB/T 2260)', () => {
  it('has every province, and no code whose province is missing', () => {
    const codes = Object.keys(readData<Record<string, string>>('regions.json'))
    expect(codes.filter((code) => code.endsWith('0000'))).toHaveLength(34)
    expect(codes.filter((code) => !codes.includes(`${code.slice(0, 2)}0000`))).toEqual([])
    expect(codes.length).toBeGreaterThan(3500)
  })
  it('names a place with what is above it, and 北京市 once', () => {
    expect([regionName('350100'), regionPath('350100'), regionPath('110105'), regionPath('110100')]).toEqual([
      '福州市',
      '福建省福州市',
      '北京市朝阳区',
      '北京市',
    ])
    expect([regionPath('419001'), regionPath('500229')]).toEqual(['河南省济源市', '重庆市城口县'])
  })
  it('reads a withdrawn code as far up as it can, and nothing out of nonsense', () => {
    expect([isRegion('330103'), regionPath('330103')]).toEqual([false, '浙江省杭州市'])
    expect([regionName('990000'), regionPath('abc'), regionName('')]).toEqual([null, '', null])
  })
  it('splits a code into province and city', () => {
    expect(splitRegion('350102')).toEqual({ province: '350000', city: '350100' })
    expect(splitRegion('350000')).toEqual({ province: '350000', city: null })
    expect(splitRegion('990101')).toEqual({ province: null, city: null })
  })
})

describe('industries (GB/T 4754-2017)', () => {
  it('has 20 sections and 97 divisions in a row', () => {
    const codes = Object.keys(readData<Record<string, string>>('industries.json'))
    expect(codes.filter((code) => code.length === 1).join('')).toBe('ABCDEFGHIJKLMNOPQRST')
    expect(codes.filter((code) => code.length === 3).map((code) => Number(code.slice(1)))).toEqual(
      Array.from({ length: 97 }, (_, i) => i + 1),
    )
  })
  it('names a division with its section', () => {
    expect([industryName('E47'), industryPath('E47'), industryPath('K70'), industryPath('E')]).toEqual([
      '房屋建筑业',
      '建筑业 · 房屋建筑业',
      '房地产业',
      '建筑业',
    ])
    expect([isIndustry('E99'), industryPath('E99'), industryName('')]).toEqual([false, '', null])
  })
})

describe('holidays', () => {
  it('know 2025 and 2026 as the State Council set them', () => {
    expect(['2025-10-08', '2026-02-16', '2026-10-01'].some((day) => isWorkday(day, holidays))).toBe(false)
    expect(['2025-10-11', '2026-02-14', '2026-11-20'].every((day) => isWorkday(day, holidays))).toBe(true)
    expect(addWorkdays('2026-09-28', 7, holidays)).toBe('2026-10-13')
  })
  it('say of a year not announced yet that it is not known', () => {
    expect([yearKnown('2026-12-31', holidays), yearKnown('2027-01-01', holidays)]).toEqual([true, false])
    expect(isWorkday('2027-01-01', holidays)).toBe(false)
  })
})

describe('pinyin initials', () => {
  it('are those people type', () => {
    expect(pinyinInitials('示例建设集团有限公司')).toBe('sljsjtyxgs')
    expect(pinyinInitials('重庆示例建工（集团）')).toBe('cqsljgjt')
    expect(pinyinInitials('中铁A1局')).toBe('zta1j')
    expect(pinyinInitials('')).toBe('')
  })
  it('read a surname as a surname', () => {
    expect([pinyinInitials('单示例', 'person'), pinyinInitials('解示例', 'person'), pinyinInitials('曾示例', 'person')]).toEqual([
      'ssl',
      'xsl',
      'zsl',
    ])
  })
})

describe('codes in a form', () => {
  it('are written out, and an unknown one shows as itself', () => {
    expect(showValue({ type: 'industry', id: 'industry', label: '所属行业' }, 'E48', names)).toBe('建筑业 · 土木工程建筑业')
    expect(showValue({ type: 'region', id: 'region', label: '省市', depth: 'city' }, '990000', names)).toBe('990000')
  })
})

describe('codes the server is sent', () => {
  it('must exist, not only look right', () => {
    const form: FormDefinition = {
      id: 'profile',
      version: 1,
      title: '单位信息',
      sections: [
        {
          id: 'unit',
          title: '单位',
          fields: [
            { type: 'region', id: 'region', label: '所在省市', depth: 'city' },
            { type: 'industry', id: 'industry', label: '所属行业' },
          ],
        },
      ],
    }
    expect(checkCodes(form, { region: '350100', industry: 'E47' })).toEqual([])
    expect(checkCodes(form, { region: '', industry: '' })).toEqual([])
    expect(checkCodes(form, { region: '999999', industry: 'E99' }).map((problem) => problem.path)).toEqual(['region', 'industry'])
  })
})
