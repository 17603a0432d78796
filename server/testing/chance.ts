/** A small generator of chance that can be run again from its seed. */
export function chance(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return { below, pick: <T>(list: readonly T[]): T | undefined => list[below(list.length)] }
}

export type Luck = ReturnType<typeof chance>
