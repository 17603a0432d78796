import { type PersonState, personStates } from '../../../contract/people-words.ts'
import type { People } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'

/** How this association has people and employers; refuses where it has none. */
export function rulesOf(ctx: Context): People {
  const { people } = ctx.association.settings
  if (!people) throw new Refusal('not-found', '本协会没有个人会员与单位推荐')
  return people
}

/** Ids of the fields that a unit may correct before it recommends. */
export const correctable = (ctx: Context): readonly string[] => rulesOf(ctx).corrects ?? []

export const stateName = (ctx: Context, state: PersonState): string => rulesOf(ctx).states[state]

export const inOrder = personStates
