import type { MemberChoices } from '../../../contract/members.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { industryName, regionName } from '../../kernel/reference/index.ts'

const provinces = Array.from({ length: 90 }, (_, at) => `${at + 10}0000`).flatMap((value) => {
  const label = regionName(value)
  return label === null ? [] : [{ value, label }]
})
const industries = [...'ABCDEFGHIJKLMNOPQRST'].flatMap((value) => {
  const label = industryName(value)
  return label === null ? [] : [{ value, label }]
})

/** What the list's filters offer, in the association's words. */
export function memberChoices(ctx: StaffContext): MemberChoices {
  authorize(ctx, 'members.read')
  const { levels } = ctx.association.settings
  return {
    levels: levels.map(({ id, name }) => ({ value: id, label: name })),
    provinces,
    industries,
    posts: levels.filter((level) => level.council).map(({ name }) => ({ value: name, label: name })),
  }
}
