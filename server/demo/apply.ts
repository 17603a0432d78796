import { allFields, askedDocuments, type FormData, rowsOf, visibleFields } from '../../contract/forms/index.ts'
import type { Stage, StageOf } from '../../contract/preset.ts'
import type { MemberContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { confirmAddress } from '../modules/accounts/index.ts'
import { currentText } from '../modules/associations/index.ts'
import { openStageOrder, uploadVoucher } from '../modules/dues/index.ts'
import {
  addDocument,
  addFieldFile,
  agreeStage,
  confirmStage,
  currentDefinition,
  type Definition,
  goToStage,
  loadMatter,
  openMatter,
  saveDraft,
  submitMatter,
} from '../modules/matters/index.ts'
import { enrol, memberFacts } from '../modules/members/index.ts'
import type { Applicant } from './applicant.ts'
import { fillForm } from './fill-form.ts'
import type { House } from './house.ts'
import { demoPaper, demoPhoto } from './papers.ts'

/** An account and an applicant; a mail that would confirm the address counts as opened. */
export async function register(house: House, who: Applicant, daysAgo: number): Promise<MemberContext> {
  const ids = await inTx(house.platform(daysAgo), async (tx, inside) => {
    const asked = { name: who.person, mobile: who.mobile, email: who.email, 'user-name': who.email.split('@')[0] ?? '' }
    const unit = { ...asked, 'unit-name': who.name, 'credit-code': who.creditCode }
    const made = await enrol(tx, inside, {
      kind: who.kind,
      asked: who.kind === 'unit' ? unit : { ...asked, 'id-card': who.idCard },
      passwordHash: house.hash,
    })
    await confirmAddress(tx, inside, made.accountId, who.email)
    return made
  })
  return house.member({ id: ids.accountId, name: who.person }, ids.memberId, daysAgo)
}

export interface Walk {
  kind: string
  who: Applicant
  index: number
  branch?: string
  /** What is written instead of the usual: field id → value. */
  changes?: FormData
  /** Stays at this stage without handing in. */
  leaveAt?: Stage['type']
}

/** Walks one applicant through every stage of a kind up to its first review, whatever stages it has, and submits. Answers the matter's id. */
export async function apply(ctx: MemberContext, walk: Walk): Promise<string> {
  const { id } = await openMatter(ctx, { kind: walk.kind, ...(walk.branch !== undefined && { branch: walk.branch }) })
  await carryOn(ctx, id, walk)
  return id
}

/** The applicant's turn: the stages from where the matter stands up to the next review, then it is handed in. */
export async function carryOn(ctx: MemberContext, id: string, walk: Walk): Promise<void> {
  const definition = await inTx(ctx, (tx, inside) => currentDefinition(tx, inside, walk.kind))
  const matter = await inTx(ctx, (tx, inside) => loadMatter(tx, inside, id))
  if (!definition) throw new Error(`no kind ${walk.kind}`)
  if (matter.state === 'submitted') return
  const from = definition.stages.findIndex((stage) => stage.id === matter.stage)
  for (const stage of definition.stages.slice(from)) {
    if (stage.type === 'review') break
    if (stage.type === 'agree') await agreeTo(ctx, id, stage)
    await goToStage(ctx, { id, stage: stage.id })
    if (stage.type === walk.leaveAt) return
    if (stage.type === 'form') await fill(ctx, id, definition, stage, walk)
    if (stage.type === 'documents') await handIn(ctx, id, definition, stage)
    if (stage.type === 'payment') await pay(ctx, id, walk.who)
  }
  await submitMatter(ctx, { id })
}

async function agreeTo(ctx: MemberContext, id: string, stage: StageOf<'agree'>) {
  const versions: Record<string, number> = {}
  for (const text of [stage.agree, ...(stage.also ?? [])]) {
    const current = await inTx(ctx, (tx, inside) => currentText(tx, inside, text))
    if (current) versions[text] = current.version
  }
  await agreeStage(ctx, { id, stage: stage.id, versions })
}

const save = (ctx: MemberContext, id: string, changes: FormData) =>
  saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'demo', changes })

async function fill(ctx: MemberContext, id: string, definition: Definition, stage: StageOf<'form'>, walk: Walk) {
  const form = definition.forms[stage.form]
  if (!form) return
  const facts = await inTx(ctx, (tx, inside) => memberFacts(tx, inside, ctx.memberId))
  const { data: known } = await inTx(ctx, (tx, inside) => loadMatter(tx, inside, id))
  // Of who is a member already everything is known: only what shall change is typed.
  const typed = walk.changes ? known : fillForm(form, { who: walk.who, index: walk.index, today: ctx.kernel.clock.today() }, facts, known)
  const data = { ...typed, ...walk.changes }
  const own = Object.fromEntries(allFields(form).map((field) => [field.id, data[field.id]]))
  await save(ctx, id, own)
  const files = await handInFields(ctx, id, visibleFields(form, data, facts), data)
  if (Object.keys(files).length > 0) await save(ctx, id, files)
}

/** Photos and files that stand in the form itself, in lists' rows too. */
async function handInFields(ctx: MemberContext, id: string, fields: ReturnType<typeof visibleFields>, data: FormData): Promise<FormData> {
  const changes: FormData = {}
  for (const field of fields) {
    if (field.type === 'photo' && data[field.id] === '')
      changes[field.id] = (await addFieldFile(ctx, { id, field: field.id }, await demoPhoto(field))).id
    if (field.type === 'file' && field.required)
      changes[field.id] = [(await addFieldFile(ctx, { id, field: field.id }, await demoPaper(ctx.kernel, field.label, field.accept))).id]
    if (field.type !== 'list') continue
    const inner = field.fields.find((one) => one.type === 'file')
    if (inner?.type !== 'file') continue
    const rows = rowsOf(data[field.id])
    for (const row of rows) {
      const paper = await demoPaper(ctx.kernel, inner.label, inner.accept)
      row[inner.id] = [(await addFieldFile(ctx, { id, field: `${field.id}.${inner.id}` }, paper)).id]
    }
    changes[field.id] = rows
  }
  return changes
}

async function handIn(ctx: MemberContext, id: string, definition: Definition, stage: StageOf<'documents'>) {
  const facts = await inTx(ctx, (tx, inside) => memberFacts(tx, inside, ctx.memberId))
  const { data } = await inTx(ctx, (tx, inside) => loadMatter(tx, inside, id))
  const slots = definition.documents.filter((one) => stage.documents.includes(one.id) && one.required)
  for (const slot of askedDocuments(slots, { ...facts, ...data })) {
    await addDocument(ctx, { id, slot: slot.id }, await demoPaper(ctx.kernel, slot.name, slot.accept))
  }
  if (stage.confirm !== undefined) await confirmStage(ctx, { id, stage: stage.id })
}

export const payerOf = (who: Applicant) => ({
  unit: who.name,
  creditCode: who.creditCode,
  person: who.person,
  mobile: who.mobile,
  email: who.email,
  remark: '',
})

async function pay(ctx: MemberContext, id: string, who: Applicant) {
  const orderId = await openStageOrder(ctx, id, { payer: payerOf(who), method: 'transfer' })
  await uploadVoucher(ctx, orderId, await demoPaper(ctx.kernel, '汇款回单'), { paidOn: ctx.kernel.clock.today() })
}
