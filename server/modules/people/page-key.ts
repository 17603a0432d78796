import { Refusal } from '../../kernel/errors.ts'
import { isUuid } from '../../kernel/ids.ts'

/** Where a page ended: a moment and an id. */
export interface PageKey {
  since: string
  id: string
}

export const writeKey = ({ since, id }: PageKey): string => Buffer.from(JSON.stringify([since, id])).toString('base64url')

/** A key of nobody's making is a wrong request, not a defect. */
export function readKey(after: string | undefined): PageKey | null {
  if (!after) return null
  try {
    const [since, id]: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (
      typeof since === 'string' &&
      /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}[.\d]*[+-]\d{2}/.test(since) &&
      typeof id === 'string' &&
      isUuid(id)
    )
      return { since, id }
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('input-invalid', '翻页位置已失效，请回到第一页')
}
