import { readData } from './data.ts'

/** GB/T 4754-2017: 20 门类 (A–T) and 97 大类 (A01–T97). */
const industries: Record<string, string> = readData('industries.json')

export function isIndustry(code: string): boolean {
  return Object.hasOwn(industries, code)
}

/** 「房屋建筑业」; null when there is no such code. */
export function industryName(code: string): string | null {
  return industries[code] ?? null
}

/** 「建筑业 · 房屋建筑业」; '' when there is no such code. */
export function industryPath(code: string): string {
  const names = [industries[code.slice(0, 1)], industries[code]].filter((name) => name !== undefined)
  return isIndustry(code) ? [...new Set(names)].join(' · ') : ''
}
