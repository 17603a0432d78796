import qrcode from 'qrcode'

/** A QR code (GB/T 18284) as SVG without margin; level M survives a print's scratches. */
export async function qrSvg(text: string): Promise<Buffer> {
  return Buffer.from(await qrcode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 }))
}
