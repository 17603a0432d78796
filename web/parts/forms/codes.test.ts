import { describe, expect, it } from 'vitest'
import { loadIndustries, loadNames, loadRegions } from './codes.ts'

describe('regions and industries as choices', () => {
  it('CACEM-05 offers provinces, then the cities of one', async () => {
    const regions = await loadRegions()
    expect(regions.provinces).toContainEqual({ value: '620000', label: '甘肃省' })
    expect(regions.cities('620000')).toContainEqual({ value: '620100', label: '兰州市' })
    expect(regions.cities('620000').every((city) => city.value.startsWith('62'))).toBe(true)
    expect(regions.districts('620100').every((district) => district.value.startsWith('6201'))).toBe(true)
  })

  it('words a code, without saying 北京市 twice', async () => {
    const names = await loadNames()
    expect(names.region('620100')).toBe('甘肃省 兰州市')
    expect(names.region('110100')).toBe('北京市')
    expect(names.region('999999')).toBe('')
    expect(names.industry('E47')).toBe('建筑业 · 房屋建筑业')
  })

  it('offers the divisions of one section', async () => {
    const industries = await loadIndustries()
    expect(industries.divisions('E').map((each) => each.value)).toEqual(['E47', 'E48', 'E49', 'E50'])
  })
})
