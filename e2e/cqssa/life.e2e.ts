import { describe } from 'vitest'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { branches } from './chapters/3-branches.ts'
import { reviewing } from './chapters/4-review.ts'
import { levels } from './chapters/5-levels.ts'
import { account } from './chapters/6-account.ts'
import { money } from './chapters/6-money.ts'
import { leaving } from './chapters/7-leaving.ts'

/** A unit enters the association and its branches: chapter after chapter, what a later one needs, an earlier one made. */
describe('the life of a unit with standings in branches', () => {
  const life = useLife('cqssa')
  entering(life)
  applying(life)
  branches(life)
  reviewing(life)
  levels(life)
  account(life)
  money(life)
  leaving(life)

  nothingWentWrong(life)
})
