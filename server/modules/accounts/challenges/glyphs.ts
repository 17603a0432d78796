type Stroke = [number, number][]

// Corners are given as separate strokes, curves as one: the drawing rounds what is joined.
const drawn: Record<string, string> = {
  2: '1,4 1,0 9,0 9,5 5,9 1,14|1,14 9,14',
  3: '1,2 3,0 9,0 9,7 4,7|4,7 10,7 10,14 2,14 1,12',
  4: '7,14 7,0|7,0 1,9|1,9 10,9',
  5: '9,0 2,0|2,0 2,6|2,6 9,4 10,10 8,14 3,14 1,12',
  7: '1,0 9,0|9,0 6,6 4,14',
  8: '5,7 1,6 1,0 9,0 9,6 5,7|5,7 0,8 0,14 10,14 10,8 5,7',
  9: '9,5 8,8 1,9 1,0 9,0 9,5 9,10 7,14',
  A: '1,14 5,0|5,0 9,14|3,9 7,9',
  C: '9,3 8,0 1,0 1,7 1,14 8,14 9,11',
  D: '2,0 2,14|2,0 9,0 9,7 9,14 2,14',
  E: '9,0 2,0|2,0 2,14|2,14 9,14|2,7 8,7',
  F: '9,0 2,0|2,0 2,14|2,7 8,7',
  H: '1,0 1,14|9,0 9,14|1,7 9,7',
  J: '8,0 8,9 8,14 1,14 1,10',
  K: '2,0 2,14|9,0 2,8|4,6 9,14',
  M: '1,14 1,0|1,0 5,8|5,8 9,0|9,0 9,14',
  N: '1,14 1,0|1,0 9,14|9,14 9,0',
  P: '2,14 2,0|2,0 9,0 9,7 2,7',
  R: '2,14 2,0|2,0 9,0 9,7 2,7|4,7 9,14',
  T: '0,0 10,0|5,0 5,14',
  U: '1,0 1,8 1,14 9,14 9,8 9,0',
  W: '0,0 3,14|3,14 5,4|5,4 7,14|7,14 10,0',
  X: '1,0 9,14|9,0 1,14',
  Y: '1,0 5,7|9,0 5,7|5,7 5,14',
}

/** Letters as strokes in a box of 10 × 14. */
export const glyphs: Readonly<Record<string, Stroke[]>> = Object.fromEntries(
  Object.entries(drawn).map(([letter, strokes]) => [letter, strokes.split('|').map(readStroke)]),
)

function readStroke(text: string): Stroke {
  return text.split(' ').map((pair) => {
    const [x = 0, y = 0] = pair.split(',').map(Number)
    return [x, y]
  })
}
