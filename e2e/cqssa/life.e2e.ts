import { describe, expect, it } from 'vitest'
import { useLife } from '../kit/life.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'

/** A unit enters the association and its branches: chapter after chapter, what a later one needs, an earlier one made. */
describe('the life of a unit with standings in branches', () => {
  const life = useLife('cqssa')
  entering(life)
  applying(life)

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(life.world.browser.faults).toEqual([])
  })
})
