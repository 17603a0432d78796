import type { FormData, FormDefinition } from '../../../../contract/forms/schema.ts'
import type { MatterKindFile, Stage } from '../../../../contract/preset/matters.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import type { World } from '../../../testing/world.ts'
import { installKinds } from '../install.ts'
import type { MatterKind } from '../kind.ts'
import { useKinds } from '../registry.ts'
import { pdf, form as unitForm } from './kind.ts'

/** Kinds of every shape for tests: by branch, through an employer, through a meeting, changes, papers that are reused. */
const explanation = '测试用。'
export const office = 'membership-officer'
export const council = 'administrator'

const stage = {
  form: { id: 'form', type: 'form', name: '填写', explanation, form: 'test-form' },
  papers: { id: 'papers', type: 'documents', name: '材料', explanation, documents: ['licence', 'letter'] },
  branch: { id: 'branch', type: 'review', name: '分会审核', explanation, review: 'branch', by: office, withinWorkdays: 5 },
  check: { id: 'check', type: 'review', name: '初审', explanation, review: 'secretariat', by: office, withinWorkdays: 5 },
  second: { id: 'second', type: 'review', name: '复审', explanation, review: 'secretariat', by: office, withinWorkdays: 5 },
  meeting: { id: 'meeting', type: 'review', name: '会长办公会', explanation, review: 'meeting', by: council, withinWorkdays: 20 },
  person: { id: 'form', type: 'form', name: '填写', explanation, form: 'person-form' },
  employer: { id: 'employer', type: 'review', name: '单位审核', explanation, review: 'employer', withinWorkdays: 5 },
} satisfies Record<string, Stage>

export { stage }

const personForm: FormDefinition = {
  id: 'person-form',
  version: 1,
  title: '个人信息',
  sections: [
    {
      id: 'self',
      title: '本人',
      fields: [
        { id: 'name', type: 'person-name', label: '姓名', required: true, maps: 'person.name' },
        { id: 'employer', type: 'text', label: '工作单位', maps: 'person.employer' },
        { id: 'abroad', type: 'boolean', label: '外省' },
      ],
    },
  ],
}

const file = { accept: ['pdf' as const, 'image' as const], maxBytes: 2_000_000, maxFiles: 4 }
const documents = [
  { id: 'licence', name: '营业执照', required: true, reuse: 12, ...file },
  { id: 'letter', name: '备案证明', required: true, when: { field: 'region', not: '350100' }, ...file },
]

/** What the hooks of these kinds answer and have heard; tests set and read it. */
export const heard = { decided: [] as { id: string; decision: string; accepted: string[] | null }[], given: [] as string[] }
export const answers = { base: null as FormData | null, employers: new Map<string, string>() }

const hooks = (effect: string): MatterKind => ({
  effect,
  employer: async (_tx, _ctx, matter) => answers.employers.get(String(matter.data.employer ?? '')) ?? null,
  ...(effect === 'amend' && { base: async () => answers.base ?? {} }),
  onPassed: async (_tx, _ctx, matter) => {
    heard.given.push(matter.id)
  },
  onDecided: async (_tx, _ctx, { id, accepted }, decision) => {
    heard.decided.push({ id, decision, accepted })
  },
})

/** Installs kinds by name and stages; each has an effect of its own name, which only remembers what it was told. */
export async function installKindsOf(
  world: World,
  kinds: (Pick<MatterKindFile, 'kind' | 'stages'> & Partial<MatterKindFile>)[],
): Promise<void> {
  const files = kinds.map((kind): MatterKindFile => ({ name: kind.kind, for: 'unit', explanation, afterwards: '无。', ...kind }))
  useKinds(
    files.map(({ kind }) => hooks(kind)),
    [],
  )
  await inTx(world.contexts.system(), (tx, ctx) =>
    installKinds(tx, ctx, { kinds: files, forms: [unitForm, personForm], documents, templates: [] }),
  )
}

/** Two branches, as a preset would bring them. */
export async function withBranches(world: World): Promise<void> {
  const levels = [{ id: 'member', name: '会员', memberName: '会员', council: false }]
  const branches = [
    { id: 'safety', name: '安全分会', levels, joiningLevel: 'member' },
    { id: 'testing', name: '检测分会', levels, joiningLevel: 'member' },
  ]
  world.association.settings.branches = branches
  await inTx(world.contexts.system(), (tx) =>
    tx
      .insertInto('branches')
      .values(branches.map(({ id, name }) => ({ association_id: world.association.id, id, name })))
      .execute(),
  )
}

/** Staff with a role, for the whole association or for one branch, as a session would carry it. */
export async function colleague(world: World, name: string, role: string, branch: string | null = null): Promise<StaffContext> {
  const ctx = await world.contexts.staff(['matters.read', 'matters.decide', 'members.reveal'], name)
  await inTx(world.contexts.system(), (tx) =>
    tx
      .insertInto('staff_roles')
      .values({ association_id: world.association.id, account_id: ctx.account.id, role_id: role, branch_id: branch })
      .execute(),
  )
  return { ...ctx, branches: branch === null ? null : [branch] }
}

/** An account with a member of its own. */
export async function someone(world: World, kind: 'unit' | 'person', name: string): Promise<MemberContext> {
  const [accountId, memberId] = [newId(), newId()]
  await inTx(world.contexts.system(), async (tx) => {
    await tx.insertInto('accounts').values({ association_id: world.association.id, id: accountId, name }).execute()
    await tx.insertInto('members').values({ association_id: world.association.id, id: memberId, kind, name }).execute()
    await tx
      .insertInto('account_members')
      .values({ association_id: world.association.id, account_id: accountId, member_id: memberId })
      .execute()
  })
  return world.contexts.member(accountId, memberId, name)
}

export { pdf }
