import { describe, it } from 'vitest'
import { useLife } from '../kit/life.ts'
import { nothingWentWrong, writeManual } from '../kit/passages.ts'
import { entering } from './chapters/1-entering.ts'
import { applying } from './chapters/2-applying.ts'
import { paying } from './chapters/3-paying.ts'
import { member } from './chapters/4-member.ts'
import { sitting } from './chapters/5-council.ts'
import { money } from './chapters/6-money.ts'
import { individual } from './chapters/6-person.ts'

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
  it('CAQ-05 the walk has written the manual that the pages link as 帮助', () =>
    writeManual(life, {
      title: '会员系统操作手册',
      chapters: ['企业入会', '登录', '会员首页', '理事及以上单位', '个人会员'],
      says: '联系人管理',
    }))

  nothingWentWrong(life)
})
