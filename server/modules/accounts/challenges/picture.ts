import { randomInt } from 'node:crypto'
import { glyphs } from './glyphs.ts'

const letters = Object.keys(glyphs)
const length = 4
const size = { width: 120, height: 44 }

/** Four letters and digits no two of which look alike. */
export const pickLetters = (): string => Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

// What a person may take a letter of ours for; none of these is drawn.
const lookAlikes: Record<string, string> = { Z: '2', S: '5', B: '8', V: 'U' }

export function sameLetters(drawn: string, typed: string): boolean {
  const plain = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  return [...plain].map((letter) => lookAlikes[letter] ?? letter).join('') === drawn
}

type Point = [number, number]
const between = (low: number, high: number): number => low + Math.random() * (high - low)

/** The letters as hand-drawn strokes in no order, with lines across: there is no text in it to read out. */
export function drawLetters(word: string): string {
  const strokes = [...word].flatMap((letter, at) => drawLetter(letter, 16 + at * 27 + between(-2, 3)))
  const lines = Array.from({ length: 3 }, noise)
  const all = [...strokes, ...lines].sort(() => Math.random() - 0.5)
  const { width, height } = size
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#f7f8fa"/><g fill="none" stroke-linecap="round" stroke-linejoin="round">${all.join('')}</g></svg>`
}

function drawLetter(letter: string, left: number): string[] {
  const turn = between(-0.28, 0.28)
  const lean = between(-0.2, 0.2)
  const scale = between(1.55, 1.95)
  const top = between(20, 24)
  const place = ([x, y]: Point): Point => {
    const [across, down] = [(x - 5 + between(-0.35, 0.35)) * scale, (y - 7 + between(-0.35, 0.35)) * scale]
    const [px, py] = [across + lean * down, down]
    return [left + px * Math.cos(turn) - py * Math.sin(turn), top + px * Math.sin(turn) + py * Math.cos(turn)]
  }
  const width = between(2.2, 3)
  const colour = `hsl(${Math.round(between(200, 260))} 35% ${Math.round(between(22, 36))}%)`
  return (glyphs[letter] ?? []).map(
    (stroke) => `<path d="${curve(stroke.map(place))}" stroke="${colour}" stroke-width="${width.toFixed(1)}"/>`,
  )
}

function noise(): string {
  const points: Point[] = [0, 1, 2, 3].map((at) => [at * 40 + between(-8, 8), between(4, 40)])
  return `<path d="${curve(points)}" stroke="hsl(${Math.round(between(190, 270))} 30% ${Math.round(between(45, 65))}%)" stroke-width="${between(0.8, 1.5).toFixed(1)}"/>`
}

// Through the middles of the legs, so that corners bend as a pen's do.
function curve(points: Point[]): string {
  const [first, ...rest] = points
  const last = points.at(-1)
  if (!first || !last) return ''
  const show = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`
  const bends = rest.slice(0, -1).map((point, at) => {
    const next = rest[at + 1] ?? last
    return `Q${show(point)} ${show([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`
  })
  return `M${show(first)}${bends.join('')}L${show(last)}`
}
