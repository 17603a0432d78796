import { readData } from './data.ts'

/** GB/T 2260, six digits → name. Withdrawn codes of old records resolve as far up as they can. */
const regions: Record<string, string> = readData('regions.json')

/** 「城市」 of the tables that is no place of its own. */
const NO_PLACE = ['省直辖县', '自治区直辖县级行政区划', '县', '市辖区']

export function isRegion(code: string): boolean {
  return Object.hasOwn(regions, code)
}

/** The last name only: 「福州市」; null when neither the code nor anything above it is known. */
export function regionName(code: string): string | null {
  return regionNames(code).at(-1) ?? null
}

/** 「福建省福州市」, 「北京市」 (not 北京市北京市); '' when nothing of it is known. */
export function regionPath(code: string): string {
  return regionNames(code).join('')
}

/** Province and city codes of any code below them; null where the code does not say. */
export function splitRegion(code: string): { province: string | null; city: string | null } {
  const province = `${code.slice(0, 2)}0000`
  const city = `${code.slice(0, 4)}00`
  return { province: isRegion(province) ? province : null, city: city !== province && isRegion(city) ? city : null }
}

function regionNames(code: string): string[] {
  if (!/^\d{6}$/.test(code)) return []
  const path = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code]
  const names = path.map((part) => regions[part]).filter((name) => name !== undefined)
  return [...new Set(names)].filter((name) => !NO_PLACE.includes(name))
}
