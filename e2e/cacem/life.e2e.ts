import { describe, expect, it } from 'vitest'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { handingIn } from './chapters/3-papers.ts'
import { useLife } from './life.ts'

describe('the life of a member', () => {
  const life = useLife('cacem')
  entering(life)
  applying(life)
  handingIn(life)

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(life.world.browser.faults).toEqual([])
  })
})
