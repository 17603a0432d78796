import { describe, it } from 'vitest'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong, writeManual } from '../kit/passages.ts'
import { entering } from './chapters/1-entering.ts'
import { registering } from './chapters/2-registering.ts'
import { recommending } from './chapters/3-recommending.ts'
import { deciding } from './chapters/4-deciding.ts'
import { renewing } from './chapters/5-renewing.ts'
import { money } from './chapters/6-money.ts'
import { moving } from './chapters/6-moving.ts'

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
  it('GSJL-01 the walk has written the manual that the pages link as 帮助', () =>
    writeManual(life, {
      title: '会员管理系统操作手册',
      chapters: ['个人会员注册', '企业：审核和推荐本单位人员', '企业：推荐续期', '个人会员：工作单位变更'],
      says: '推荐续期',
    }))

  nothingWentWrong(life)
})
