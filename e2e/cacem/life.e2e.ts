import { describe } from 'vitest'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong } from '../kit/passages.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { handingIn } from './chapters/3-papers.ts'
import { reviewing } from './chapters/4-review.ts'
import { certificate } from './chapters/5-certificate.ts'
import { dues } from './chapters/6-dues.ts'
import { money } from './chapters/6-money.ts'
import { company } from './chapters/7-company.ts'
import { passwords } from './chapters/8-passwords.ts'

/** One member's life, chapter after chapter: what a later one needs, an earlier one made. */
describe('the life of a member', () => {
  const life = useLife('cacem')
  entering(life)
  applying(life)
  handingIn(life)
  reviewing(life)
  certificate(life)
  dues(life)
  money(life)
  company(life)
  passwords(life)

  nothingWentWrong(life)
})
