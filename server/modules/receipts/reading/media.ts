import { strFromU8 } from 'fflate'

export const pdfMedia = 'application/pdf'
export const ofdMedia = 'application/ofd'

const directoryEntry = 'PK\u0001\u0002'

/** What the bytes are by what they begin with and hold: a PDF, an OFD, another ZIP, or nothing we take. */
export function mediaOf(bytes: Uint8Array): typeof pdfMedia | typeof ofdMedia | 'application/zip' | null {
  if (strFromU8(bytes.subarray(0, 5), true) === '%PDF-') return pdfMedia
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return null
  // The directory at the end of a ZIP names its entries; an OFD has OFD.xml at its root.
  const tail = strFromU8(bytes.subarray(-66_000), true)
  const names = tail
    .split(directoryEntry)
    .slice(1)
    .map((entry) => entry.slice(42, 60))
  return names.some((name) => /^(\.\/)?OFD\.xml/.test(name)) ? ofdMedia : 'application/zip'
}
