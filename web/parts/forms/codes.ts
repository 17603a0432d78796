import type { Names } from '../../../contract/forms/show.ts'
import type { Choice } from '../../ui/NativeSelect.vue'

/** Divisions of the country (GB/T 2260) as native selects need them; loaded when first asked for. */
export interface Regions {
  provinces: Choice[]
  cities: (province: string) => Choice[]
  districts: (city: string) => Choice[]
  /** 甘肃省 兰州市; '' for a code nobody knows. */
  name: (code: string) => string
}

/** Industries (GB/T 4754): sections A–T and, inside them, divisions such as E47. */
export interface Industries {
  sections: Choice[]
  divisions: (section: string) => Choice[]
  /** 建筑业 · 房屋建筑业 */
  name: (code: string) => string
}

type Codes = Record<string, string>

export const loadRegions = once(async () => regionsFrom((await import('../../../contract/data/regions.json')).default))
export const loadIndustries = once(async () => industriesFrom((await import('../../../contract/data/industries.json')).default))

/** What `showValue` of the contract needs to word codes. */
export async function loadNames(): Promise<Names> {
  const [regions, industries] = await Promise.all([loadRegions(), loadIndustries()])
  return { region: regions.name, industry: industries.name }
}

/** Loads at most once; a failed load may be tried again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

const choices = (codes: Codes, belongs: (code: string) => boolean): Choice[] =>
  Object.entries(codes)
    .filter(([code]) => belongs(code))
    .map(([value, label]) => ({ value, label }))

export function regionsFrom(codes: Codes): Regions {
  const isProvince = (code: string) => code.endsWith('0000')
  const isCity = (code: string) => code.endsWith('00') && !isProvince(code)
  return {
    provinces: choices(codes, isProvince),
    cities: (province) => choices(codes, (code) => isCity(code) && code.startsWith(province.slice(0, 2))),
    districts: (city) => choices(codes, (code) => !code.endsWith('00') && code.startsWith(city.slice(0, 4))),
    name(code) {
      const parts = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code].map((each) => codes[each])
      // 北京市 北京市 says nothing more than 北京市.
      return [...new Set(parts.filter(Boolean))].join(' ')
    },
  }
}

export function industriesFrom(codes: Codes): Industries {
  return {
    sections: choices(codes, (code) => code.length === 1),
    divisions: (section) => choices(codes, (code) => code.length > 1 && code.startsWith(section)),
    name: (code) => [codes[code.slice(0, 1)], code.length > 1 ? codes[code] : undefined].filter(Boolean).join(' · '),
  }
}
