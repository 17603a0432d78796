import { describe, expect, it } from 'vitest'
import { useLife } from '../kit/life.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { paying } from './chapters/3-paying.ts'
import { member } from './chapters/4-member.ts'
import { sitting } from './chapters/5-council.ts'
import { money } from './chapters/6-money.ts'
import { individual } from './chapters/6-person.ts'
import { manual } from './chapters/7-manual.ts'

/** A unit, an individual and a unit of the council: what a later chapter needs, an earlier one made. */
describe('the life of a unit, an individual and a unit of the council', () => {
  const life = useLife('caq')
  entering(life)
  applying(life)
  paying(life)
  member(life)
  sitting(life)
  individual(life)
  money(life)
  manual(life)

  it('raised no script error, broke no rule of security and met no fault of the server', () => {
    expect(life.world.browser.faults).toEqual([])
  })
})
