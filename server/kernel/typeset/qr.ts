import qrcode from 'qrcode'

/** A QR code (GB/T 18284) as SVG without margin; level M survives a print's scratches, Q also a corner under a stamp. */
export async function qrSvg(text: string, errorCorrectionLevel: 'M' | 'Q' = 'M'): Promise<Buffer> {
  return Buffer.from(await qrcode.toString(text, { type: 'svg', errorCorrectionLevel, margin: 0 }))
}
