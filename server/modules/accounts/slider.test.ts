import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { makeChallenge, slide, useChallenge } from './challenges/index.ts'

let world: World

beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
})
afterAll(() => world?.close())

const ctx = () => world.contexts.public()

/** A slider and where its hole is: only the table knows. */
async function slider() {
  const { id, slider: puzzle } = await makeChallenge(ctx(), 'slider')
  if (!puzzle) throw new Error('a slider was asked for')
  const row = await inTx(ctx(), (tx) => tx.selectFrom('challenges').select('answer').where('id', '=', id).executeTakeFirstOrThrow())
  return { id, puzzle, hole: Number(row.answer) }
}

test('CAQ-02 the slider is a picture with a hole, and a piece of its own height', async () => {
  const { puzzle, hole } = await slider()
  const [picture, piece] = await Promise.all(
    [puzzle.picture, puzzle.piece].map((uri) => sharp(Buffer.from(uri.split(',')[1] ?? '', 'base64')).metadata()),
  )
  expect([picture?.width, picture?.height]).toEqual([puzzle.width, puzzle.height])
  expect([piece?.width, piece?.height]).toEqual([puzzle.pieceSize, puzzle.pieceSize])
  expect(hole).toBeGreaterThan(puzzle.pieceSize)
  expect(hole + puzzle.pieceSize).toBeLessThanOrEqual(puzzle.width)
})

test('CAQ-02 let go within a few pixels of the hole it counts, once', async () => {
  const { id, hole } = await slider()
  const { answer } = await slide(ctx(), { id, at: hole + 4.4 })
  await useChallenge(ctx(), { id, answer })
  await expect(useChallenge(ctx(), { id, answer })).rejects.toMatchObject({ code: 'challenge-failed' })
})

test('CAQ-02 beside the hole it is gone, and the sentence says what to do', async () => {
  const { id, hole } = await slider()
  await expect(slide(ctx(), { id, at: hole - 9 })).rejects.toMatchObject({
    code: 'challenge-failed',
    message: expect.stringContaining('滑块'),
  })
  await expect(slide(ctx(), { id, at: hole })).rejects.toMatchObject({ code: 'challenge-failed' })
})

test('of a dozen tries at one moment at most one is the try', async () => {
  const { id, puzzle } = await slider()
  const places = Array.from({ length: 12 }, (_, at) => (at * (puzzle.width - puzzle.pieceSize)) / 11)
  const results = await Promise.allSettled(places.map((at) => slide(ctx(), { id, at })))
  expect(results.filter((result) => result.status === 'fulfilled').length).toBeLessThanOrEqual(1)
})

test('where the hole is is no answer to anything, nor is a slider that was not moved', async () => {
  const { id, hole } = await slider()
  await expect(useChallenge(ctx(), { id, answer: String(hole) })).rejects.toMatchObject({ code: 'challenge-failed' })
  const { id: picture } = await makeChallenge(ctx(), 'picture')
  await expect(slide(ctx(), { id: picture, at: 120 })).rejects.toMatchObject({ code: 'challenge-failed' })
  await expect(slide(ctx(), { id: 'nothing', at: Number.NaN })).rejects.toMatchObject({ code: 'challenge-failed' })
})
