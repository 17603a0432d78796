import type { MemberChoices } from '../../../contract/members.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { industryName, regionName } from '../../kernel/reference/index.ts'
import { openBranches } from '../branches/index.ts'

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
  const { levels, profileForm, words } = ctx.association.settings
  const choice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name })
  return {
    levels: levels.map(choice),
    provinces,
    industries,
    posts: levels.filter((level) => level.council).map(({ name }) => ({ value: name, label: name })),
    branches: openBranches(ctx)
      .filter((branch) => ctx.branches === null || ctx.branches.includes(branch.id))
      .map((branch) => ({ ...choice(branch), levels: branch.levels.map(choice) })),
    kinds: (['unit', 'person'] as const)
      .filter((kind) => profileForm[kind] !== undefined)
      .map((kind) => ({ value: kind, label: kind === 'unit' ? words.unit : (words.person ?? '个人') })),
  }
}
