import { describe, expect, it } from 'vitest'
import { useLife } from '../kit/life.ts'
import { entering } from './chapters/1-entering.ts'
import { registering } from './chapters/2-registering.ts'
import { recommending } from './chapters/3-recommending.ts'
import { deciding } from './chapters/4-deciding.ts'
import { renewing } from './chapters/5-renewing.ts'
import { money } from './chapters/6-money.ts'
import { moving } from './chapters/6-moving.ts'
import { manual } from './chapters/7-manual.ts'

/** A person comes in through the employer: chapter after chapter, what a later one needs, an earlier one made. */
describe('the life of an individual member and its unit', () => {
  const life = useLife('gsjl')
  entering(life)
  registering(life)
  recommending(life)
  deciding(life)
  renewing(life)
  moving(life)
  money(life)
  manual(life)

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(life.world.browser.faults).toEqual([])
  })
})
