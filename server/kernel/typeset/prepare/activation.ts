import { formatDay } from '../../../../contract/rules/days.ts'
import type { ActivationData, Prepared } from '../documents.ts'
import { qrSvg } from '../qr.ts'

export async function prepareActivation({ letters, title, association, date }: ActivationData): Promise<Prepared> {
  const files: Record<string, Uint8Array> = {}
  for (const [at, letter] of letters.entries()) files[`qr-${at}.svg`] = await qrSvg(letter.url)
  return {
    files,
    data: { title, association: association.name, written: formatDay(date), letters: letters.map(({ url: _, ...letter }) => letter) },
  }
}
