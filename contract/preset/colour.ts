/** WCAG 2.2 contrast of an accent against white: text and buttons need 4.5. */
export function contrastWithWhite(hex: string): number {
  return 1.05 / (luminance(hex) + 0.05)
}

/** The same hue, darkened until it reads on white. */
export function readableAccent(hex: string): string {
  let colour = hex.toLowerCase()
  while (contrastWithWhite(colour) < 4.5) {
    colour = `#${channels(colour)
      .map((value) =>
        Math.floor(value * 0.95)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`
  }
  return colour
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}
