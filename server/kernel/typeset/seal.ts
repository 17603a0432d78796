/** The round red seal of an electronic document, drawn by us as SVG: star, name around it, caption below. */

export interface Seal {
  /** Around the circle, e.g. 示例行业协会. 2 to 30 characters read well. */
  around: string
  /** Under the star, e.g. 电子证照专用章. */
  caption: string
}

const size = 420
const centre = size / 2
const red = '#d7261e'

/** An SVG of 42 × 42 mm, the common size of an association's seal; transparent, so that text shows through. */
export function sealSvg(seal: Seal): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="42mm" viewBox="0 0 ${size} ${size}" role="img">`,
    `<title>${xml(seal.around + seal.caption)}</title>`,
    `<g fill="${red}" font-family="Noto Serif SC, SimSun, serif" font-weight="700" text-anchor="middle">`,
    `<circle cx="${centre}" cy="${centre}" r="200" fill="none" stroke="${red}" stroke-width="11"/>`,
    `<path d="${star(64)}"/>`,
    ...around([...seal.around]),
    caption(seal.caption),
    '</g></svg>',
  ].join('')
}

/** Characters stand on an arc inside the ring; the longer the name, the wider the arc and the smaller the type. */
function around(characters: string[]): string[] {
  const gaps = Math.max(characters.length - 1, 1)
  const step = Math.min(244 / gaps, 33)
  const room = ((step * Math.PI) / 180) * 158
  const height = Math.min(54, room * 1.5)
  // Seals set their characters tall and narrow, so that a long name stays large enough to read.
  const narrow = Math.min(1, room / height)
  const baseline = 182 - height * 0.86
  return characters.map((character, n) => {
    const turn = round((n - (characters.length - 1) / 2) * step)
    const place = `translate(${centre} ${centre}) rotate(${turn}) translate(0 ${round(-baseline)}) scale(${round(narrow)} 1)`
    return `<text transform="${place}" font-size="${round(height)}">${xml(character)}</text>`
  })
}

function caption(text: string): string {
  const length = Math.max([...text].length, 1)
  const fontSize = Math.min(28, 176 / length)
  return `<text x="${centre}" y="${centre + 132}" font-size="${round(fontSize)}" letter-spacing="1">${xml(text)}</text>`
}

function star(radius: number): string {
  const points = Array.from({ length: 10 }, (_, n) => {
    const angle = (n * Math.PI) / 5 - Math.PI / 2
    const reach = n % 2 === 0 ? radius : radius * 0.382
    return `${round(centre + reach * Math.cos(angle))} ${round(centre - 2 + reach * Math.sin(angle))}`
  })
  return `M${points.join('L')}Z`
}

const round = (value: number) => Math.round(value * 100) / 100

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const xml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
