import type { StageOf } from '../../contract/preset.ts'
import type { MemberContext, PlatformContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { typeset } from '../kernel/typeset/index.ts'
import { currentText } from '../modules/associations/index.ts'
import { openStageOrder, uploadVoucher } from '../modules/dues/index.ts'
import { addDocument, agreeStage, currentDefinition, goToStage, openMatter, saveDraft, submitMatter } from '../modules/matters/index.ts'
import { enrolUnit } from '../modules/members/index.ts'
import { fillForm } from './fill-form.ts'
import type { DemoUnit } from './units.ts'

/** An invented paper, as a scan would arrive: a real PDF. */
function demoPaper(kernel: Kernel, title: string, unit: DemoUnit): Promise<Buffer> {
  const markdown = `${unit.name}（统一社会信用代码 ${unit.creditCode}）\n\n本页是演示材料，内容为虚构，仅用于展示“${title}”上传后的样子。`
  return typeset('letter', {
    association: { name: '示例材料', accent: '#5f6b7a' },
    date: kernel.clock.today(),
    title,
    markdown,
    signature: [
      { label: '单位（盖章）', value: '' },
      { label: '日期', value: kernel.clock.today() },
    ],
  })
}

export async function register(ctx: PlatformContext, unit: DemoUnit, passwordHash: string): Promise<MemberContext> {
  const ids = await inTx(ctx, (tx, inside) => enrolUnit(tx, inside, { ...unit, passwordHash }))
  return {
    kind: 'member',
    kernel: ctx.kernel,
    association: ctx.association,
    account: { id: ids.accountId, name: unit.person },
    memberId: ids.memberId,
    memberIds: [ids.memberId],
  }
}

/** Walks one applicant through every stage of a kind, whatever stages it has, and submits. Answers the matter's id. */
export async function apply(ctx: MemberContext, kind: string, unit: DemoUnit, index: number): Promise<string> {
  const { id } = await openMatter(ctx, { kind })
  const definition = await inTx(ctx, (tx, inside) => currentDefinition(tx, inside, kind))
  if (!definition) throw new Error(`no kind ${kind}`)
  for (const stage of definition.stages) {
    if (stage.type === 'review') break
    if (stage.type === 'agree') await agreeTo(ctx, id, stage)
    await goToStage(ctx, { id, stage: stage.id })
    if (stage.type === 'form') await fill(ctx, id, stage, unit, index)
    if (stage.type === 'documents') await handIn(ctx, id, stage, definition.documents, unit)
    if (stage.type === 'payment') await pay(ctx, id, unit)
  }
  await submitMatter(ctx, { id })
  return id
}

async function agreeTo(ctx: MemberContext, id: string, stage: StageOf<'agree'>) {
  const versions: Record<string, number> = {}
  for (const text of [stage.agree, ...(stage.also ?? [])]) {
    const current = await inTx(ctx, (tx, inside) => currentText(tx, inside, text))
    if (current) versions[text] = current.version
  }
  await agreeStage(ctx, { id, stage: stage.id, versions })
}

async function fill(ctx: MemberContext, id: string, stage: StageOf<'form'>, unit: DemoUnit, index: number) {
  const definition = ctx.association.settings.forms.find((form) => form.id === stage.form)
  if (definition) await saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'demo', changes: fillForm(definition, unit, index) })
}

async function handIn(
  ctx: MemberContext,
  id: string,
  stage: StageOf<'documents'>,
  slots: { id: string; name: string; required: boolean }[],
  unit: DemoUnit,
) {
  for (const slot of slots.filter((one) => stage.documents.includes(one.id) && one.required)) {
    const bytes = await demoPaper(ctx.kernel, slot.name, unit)
    await addDocument(ctx, { id, slot: slot.id }, { name: `${slot.name}.pdf`, bytes })
  }
}

async function pay(ctx: MemberContext, id: string, unit: DemoUnit) {
  const payer = {
    unit: unit.name,
    creditCode: unit.creditCode,
    person: unit.person,
    mobile: unit.mobile,
    email: `demo${unit.mobile.slice(-4)}@example.org`,
    remark: '',
  }
  const orderId = await openStageOrder(ctx, id, { payer, method: 'transfer' })
  await uploadVoucher(
    ctx,
    orderId,
    { name: '汇款回单.pdf', bytes: await demoPaper(ctx.kernel, '汇款回单', unit) },
    { paidOn: ctx.kernel.clock.today() },
  )
}
