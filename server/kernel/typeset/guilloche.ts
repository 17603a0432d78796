/** The certificate's engraved ground: a woven border, corner rosettes and a pale rosette in the middle, all vector. */

/** Twentieths of a millimetre: fine enough that whole numbers draw smooth lines. */
const unit = 20
const width = 297 * unit
const height = 210 * unit

interface Point {
  x: number
  y: number
}

/** An SVG of A4 landscape. `accent` colours the lines; `gold` is the second thread. */
export function guilloche(accent: string, gold = '#b8923f'): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 ${width} ${height}">`,
    '<g fill="none">',
    `<g stroke="${accent}" stroke-width="2.2" stroke-opacity=".085">${rosette(148.5, 105, 82)}</g>`,
    `<g stroke="${accent}" stroke-width="2.6" stroke-opacity=".55">${border(0)}</g>`,
    `<g stroke="${gold}" stroke-width="2.6" stroke-opacity=".75">${border(0.5)}</g>`,
    `<g stroke="${gold}" stroke-width="14">${frame(9)}${frame(20.5)}</g>`,
    `<g stroke="${accent}" stroke-width="5">${frame(10.2)}${frame(19.3)}${frame(22)}</g>`,
    corners(accent, gold),
    '</g></svg>',
  ].join('')
}

function frame(inset: number): string {
  return `<path d="M${inset * unit} ${inset * unit}H${width - inset * unit}V${height - inset * unit}H${inset * unit}Z"/>`
}

/** Waves along the four sides between the inner and the outer line; whole waves, so that they meet the corners. */
function border(shift: number): string {
  const middle = 14.75
  const sides: [Point, Point][] = [
    [
      { x: 21, y: middle },
      { x: 276, y: middle },
    ],
    [
      { x: 21, y: 210 - middle },
      { x: 276, y: 210 - middle },
    ],
    [
      { x: middle, y: 21 },
      { x: middle, y: 189 },
    ],
    [
      { x: 297 - middle, y: 21 },
      { x: 297 - middle, y: 189 },
    ],
  ]
  const strands = [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6]
  return sides.map(([from, to]) => strands.map((strand) => path(wave(from, to, (strand + shift / 6) * 2 * Math.PI))).join('')).join('')
}

function wave(from: Point, to: Point, phase: number): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const waves = Math.round(length / 14)
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length }
  const steps = waves * 8
  return Array.from({ length: steps + 1 }, (_, n) => {
    const part = n / steps
    const angle = part * waves * 2 * Math.PI
    const swing = 3.55 * Math.sin(angle + phase) * (0.62 + 0.38 * Math.cos(angle / 2) ** 2)
    return { x: from.x + along.x * part * length - along.y * swing, y: from.y + along.y * part * length + along.x * swing }
  })
}

function corners(accent: string, gold: string): string {
  const inset = 14.75
  const places = [
    [inset, inset],
    [297 - inset, inset],
    [inset, 210 - inset],
    [297 - inset, 210 - inset],
  ]
  const box = 6.4 * unit
  return places
    .map(([x = 0, y = 0]) => {
      const left = round(x * unit - box)
      const top = round(y * unit - box)
      return [
        `<rect x="${left}" y="${top}" width="${box * 2}" height="${box * 2}" fill="#fffdf8" stroke="${gold}" stroke-width="8"/>`,
        `<g stroke="${accent}" stroke-width="2.4" stroke-opacity=".75">${flower(x, y, 5.6, 8, 6)}</g>`,
        `<g stroke="${gold}" stroke-width="2.6">${flower(x, y, 3.1, 8, 4)}</g>`,
      ].join('')
    })
    .join('')
}

/** Petals turned a little each time, as an engraver's lathe does. */
function flower(cx: number, cy: number, radius: number, petals: number, turns: number): string {
  return Array.from({ length: turns }, (_, turn) => {
    const phase = (turn / turns) * 2 * Math.PI
    return path(ring(cx, cy, petals * 8, (angle) => radius * (0.62 + 0.38 * Math.sin(petals * angle + phase))))
  }).join('')
}

function rosette(cx: number, cy: number, radius: number): string {
  const bands = [
    { middle: 0.85, swing: 0.15, petals: 36, turns: 6 },
    { middle: 0.58, swing: 0.16, petals: 24, turns: 6 },
    { middle: 0.27, swing: 0.17, petals: 12, turns: 8 },
  ]
  return bands
    .flatMap(({ middle, swing, petals, turns }) =>
      Array.from({ length: turns }, (_, turn) => {
        const phase = (turn / turns) * 2 * Math.PI
        return path(ring(cx, cy, petals * 8, (angle) => radius * (middle + swing * Math.sin(petals * angle + phase))))
      }),
    )
    .join('')
}

function ring(cx: number, cy: number, steps: number, radius: (angle: number) => number): Point[] {
  return Array.from({ length: steps + 1 }, (_, n) => {
    const angle = (n / steps) * 2 * Math.PI
    return { x: cx + radius(angle) * Math.cos(angle), y: cy + radius(angle) * Math.sin(angle) }
  })
}

/** A smooth curve through the points (Catmull-Rom as Bézier), in whole units relative to the last point. */
function path(points: Point[]): string {
  const at = (n: number): Point => {
    const point = points[Math.max(0, Math.min(points.length - 1, n))] ?? { x: 0, y: 0 }
    return { x: point.x * unit, y: point.y * unit }
  }
  const start = at(0)
  let x = round(start.x)
  let y = round(start.y)
  const moves = [`M${x} ${y}c`]
  for (let n = 0; n + 1 < points.length; n++) {
    const [before, from, to, after] = [at(n - 1), at(n), at(n + 1), at(n + 2)]
    const first = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 }
    const second = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 }
    const numbers = [first.x - x, first.y - y, second.x - x, second.y - y, to.x - x, to.y - y].map(round)
    moves.push(numbers.join(' '))
    x += numbers[4] ?? 0
    y += numbers[5] ?? 0
  }
  return `<path d="${moves.join(' ')}"/>`
}

const round = (value: number) => Math.round(value)
