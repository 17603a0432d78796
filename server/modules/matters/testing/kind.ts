import type { DocumentSlot } from '../../../../contract/forms/documents-schema.ts'
import type { FormDefinition } from '../../../../contract/forms/schema.ts'
import type { MatterKindFile } from '../../../../contract/preset/matters.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import type { World } from '../../../testing/world.ts'
import { installKinds } from '../install.ts'
import type { Matter, MatterKind, StageKind } from '../kind.ts'
import { useKinds } from '../registry.ts'

/** A small kind for tests: agree, form, papers, a stage of another module, two reviews. */
export const form: FormDefinition = {
  id: 'test-form',
  version: 1,
  title: '测试申请表',
  sections: [
    {
      id: 'unit',
      title: '单位',
      fields: [
        { id: 'name', type: 'name', label: '单位全称', required: true, maps: 'unit.name' },
        { id: 'creditCode', type: 'credit-code', label: '信用代码', required: true, maps: 'unit.creditCode' },
        { id: 'region', type: 'region', label: '所在省市', depth: 'city', suggestedBy: 'creditCode' },
        { id: 'summary', type: 'textarea', label: '基本情况', max: 400 },
      ],
    },
    {
      id: 'people',
      title: '联络人',
      fields: [
        {
          id: 'contacts',
          type: 'list',
          label: '联络员',
          required: true,
          min: 1,
          max: 2,
          labels: ['第一联络员', '第二联络员'],
          fields: [
            { id: 'name', type: 'person-name', label: '姓名', required: true },
            { id: 'mobile', type: 'mobile', label: '手机', required: true },
          ],
        },
      ],
    },
  ],
}

const slots: DocumentSlot[] = [
  {
    id: 'letter',
    name: '申请书',
    required: true,
    accept: ['pdf', 'image'],
    maxBytes: 2_000_000,
    maxFiles: 4,
    template: 'letter',
    prefilled: true,
  },
  { id: 'licence', name: '营业执照', required: true, accept: ['pdf', 'image'], maxBytes: 2_000_000, maxFiles: 1 },
]

const explanation = '测试用。'
export const kindFile: MatterKindFile = {
  kind: 'trial',
  name: '测试事项',
  for: 'unit',
  explanation,
  afterwards: '办结后无后续。',
  stages: [
    { id: 'charter', type: 'agree', name: '阅读章程', explanation, agree: 'charter' },
    { id: 'unit', type: 'form', name: '企业信息', explanation, form: 'test-form' },
    { id: 'papers', type: 'documents', name: '上传材料', explanation, documents: ['letter', 'licence'] },
    { id: 'dues', type: 'payment', name: '交费', explanation, payment: 'first-year', form: 'test-form' },
    {
      id: 'first',
      type: 'review',
      name: '初审',
      explanation,
      review: 'secretariat',
      by: 'membership-officer',
      withinWorkdays: 7,
      needs: ['payment-confirmed'],
    },
    { id: 'second', type: 'review', name: '复审', explanation, review: 'secretariat', by: 'membership-officer', withinWorkdays: 3 },
  ],
}

export const decided: { id: string; decision: string }[] = []
/** What the stage of another module would answer; tests set it. */
export const payment = { why: null as string | null }

const trial: MatterKind = {
  effect: 'trial',
  prefill: async () => ({ name: '示例建设集团有限公司', contacts: [{ name: '张示例', mobile: '' }] }),
  onDecided: async (_tx, _ctx, matter: Matter, decision) => {
    decided.push({ id: matter.id, decision })
  },
}
const paying: StageKind = { type: 'payment', problems: async () => [], whyNotPassed: async () => payment.why }

const source = (kind: MatterKindFile) => ({
  kinds: [kind],
  forms: [form],
  documents: slots,
  templates: [
    {
      id: 'letter',
      title: '申请书',
      layout: 'table' as const,
      form: 'test-form',
      signatures: ['单位（盖章）'],
      body: '{{name}} 申请加入 {{association.full}}。',
    },
  ],
})

/** Tells the engine of this process. */
export const useTrial = () => useKinds([trial], [paying])

export async function installTrial(world: World, kind: MatterKindFile = kindFile): Promise<string[]> {
  useTrial()
  return inTx(world.contexts.system(), (tx, ctx) => installKinds(tx, ctx, source(kind)))
}

/** An applicant with an account and a member row of its own. */
export async function applicant(world: World, name = '示例建设集团有限公司'): Promise<MemberContext> {
  const [accountId, memberId] = [newId(), newId()]
  await inTx(world.contexts.system(), async (tx) => {
    await tx.insertInto('accounts').values({ association_id: world.association.id, id: accountId, name: '张示例' }).execute()
    await tx.insertInto('members').values({ association_id: world.association.id, id: memberId, kind: 'unit', name }).execute()
    await tx
      .insertInto('account_members')
      .values({ association_id: world.association.id, account_id: accountId, member_id: memberId })
      .execute()
  })
  return world.contexts.member(accountId, memberId)
}

export async function reviewer(world: World, name: string, role = 'membership-officer'): Promise<StaffContext> {
  const ctx = await world.contexts.staff(undefined, name)
  await inTx(ctx, (tx) =>
    tx.insertInto('staff_roles').values({ association_id: world.association.id, account_id: ctx.account.id, role_id: role }).execute(),
  )
  return ctx
}

export const creditCode = '91350100M000100Y43'
export const filled = {
  name: '示例建设集团有限公司',
  creditCode,
  region: '350100',
  contacts: [{ name: '张示例', mobile: '13800000000' }],
}
export const pdf = (text = 'x') => ({
  name: '申请书.pdf',
  bytes: Buffer.from(`%PDF-1.7\n%${text}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`),
})
