import { randomBytes, randomInt } from 'node:crypto'
import sharp from 'sharp'

const size = { width: 320, height: 160 }
const piece = 52
/** How many pixels beside the hole still count as in it. */
const tolerance = 5

export interface Slide {
  picture: string
  piece: string
  width: number
  height: number
  pieceSize: number
  top: number
}

/** A drawn landscape with a hole, the piece that fills it, and where the hole is. */
export async function drawSlider(): Promise<{ slider: Slide; at: number }> {
  const at = randomInt(96, size.width - piece - 8)
  const top = randomInt(12, size.height - piece - 12)
  const whole = await sharp(Buffer.from(drawScene())).png().toBuffer()
  const mask = Buffer.from(svg(piece, piece, `<path d="${outline(0, 0)}" fill="#fff"/>`))
  const [cut, picture] = await Promise.all([
    sharp(whole)
      .extract({ left: at, top, width: piece, height: piece })
      .composite([{ input: mask, blend: 'dest-in' }, { input: Buffer.from(svg(piece, piece, edge(0, 0, 'none', '#fff'))) }])
      .webp({ quality: 90 })
      .toBuffer(),
    sharp(whole)
      .composite([{ input: Buffer.from(svg(size.width, size.height, edge(at, top, 'rgb(20 24 32 / 55%)', 'rgb(255 255 255 / 85%)'))) }])
      .webp({ quality: 72 })
      .toBuffer(),
  ])
  const uri = (bytes: Buffer) => `data:image/webp;base64,${bytes.toString('base64')}`
  return { slider: { picture: uri(picture), piece: uri(cut), ...size, pieceSize: piece, top }, at }
}

export const isInHole = (at: number, hole: number): boolean => Number.isFinite(at) && Math.abs(at - hole) <= tolerance

/** What a solved slider is worth, once. */
export const slidToken = (): string => randomBytes(24).toString('base64url')

const svg = (width: number, height: number, inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`

const edge = (x: number, y: number, fill: string, stroke: string) =>
  `<path d="${outline(x, y)}" fill="${fill}" stroke="${stroke}" stroke-width="2"/>`

// A square with a nose at the right and above: told from the picture's own shapes at a glance.
function outline(x: number, y: number): string {
  const [left, top, right, bottom] = [x + 2, y + 11, x + 41, y + piece - 2]
  return `M${left} ${top}h13a8 8 0 1 1 13 0H${right}v13a8 8 0 1 1 0 13V${bottom}H${left}Z`
}

const between = (low: number, high: number): number => low + Math.random() * (high - low)

function drawScene(): string {
  const hue = between(0, 360)
  const colour = (turn: number, light: number) => `hsl(${Math.round(hue + turn) % 360} 45% ${Math.round(light)}%)`
  const hills = [0, 1, 2, 3].map((row) => {
    const base = 60 + row * 26
    const points = Array.from({ length: 9 }, (_, at) => `${at * 40},${(base + between(-20, 20)).toFixed(0)}`)
    return `<polygon points="0,160 ${points.join(' ')} 320,160" fill="${colour(row * 24, 62 - row * 11)}"/>`
  })
  const shapes = Array.from({ length: 16 }, () => {
    const [x, y, r] = [between(0, 320), between(0, 160), between(5, 20)].map((value) => value.toFixed(0))
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour(between(40, 200), between(40, 80))}" opacity="0.55"/>`
  })
  return svg(size.width, size.height, `<rect width="320" height="160" fill="${colour(180, 82)}"/>${hills.join('')}${shapes.join('')}`)
}
