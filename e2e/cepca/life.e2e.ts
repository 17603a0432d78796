import { describe } from 'vitest'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { handingIn } from './chapters/3-papers.ts'
import { reviewing } from './chapters/4-review.ts'
import { meeting40 } from './chapters/5-meeting.ts'
import { beingMember } from './chapters/6-member.ts'
import { changing } from './chapters/7-changes.ts'
import { branches } from './chapters/8-branches.ts'
import { money } from './chapters/8-money.ts'
import { leaving } from './chapters/9-leaving.ts'

/** One unit's life, chapter after chapter: what a later one needs, an earlier one made. */
describe('the life of a member unit, and a meeting that decides forty', () => {
  const life = useLife('cepca')
  entering(life)
  applying(life)
  handingIn(life)
  reviewing(life)
  meeting40(life)
  beingMember(life)
  changing(life)
  branches(life)
  money(life)
  leaving(life)

  nothingWentWrong(life)
})
