import { slug } from '../../api/index.ts'

/** The list one came from: where it is, and its order, so that a detail page knows previous and next. */
export interface Trail {
  back: string
  label: string
  ids: string[]
}

const keyOf = (of: string): string => `huiji-trail-${slug()}-${of}`

export function layTrail(of: string, trail: Trail): void {
  try {
    sessionStorage.setItem(keyOf(of), JSON.stringify(trail))
  } catch {
    // Without storage one goes back to the list instead.
  }
}

export function readTrail(of: string): Trail | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(of)) ?? 'null') as Trail | null
  } catch {
    return null
  }
}

export function beside(trail: Trail | null, id: string): { previous: string | null; next: string | null } {
  const at = trail?.ids.indexOf(id) ?? -1
  if (!trail || at === -1) return { previous: null, next: trail?.ids.find((each) => each !== id) ?? null }
  return { previous: trail.ids[at - 1] ?? null, next: trail.ids[at + 1] ?? null }
}
