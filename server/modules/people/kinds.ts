import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { asWhole } from '../../kernel/database/whole.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import type { Check, Matter, MatterKind } from '../matters/index.ts'
import { beginEmployment, changeKind, employerIn, employerOf, employerProblems, memberById } from '../members/index.ts'
import { canOf } from './present.ts'
import { stateName } from './settings.ts'
import { findPerson } from './store.ts'

/**
 * 推荐续期 (GSJL-08): begun by the employer for a person whose paid time is over. Granted, it stands on record and the coming term is
 * billed; only a payment makes it a full member again.
 */
export const renewalKind: MatterKind = {
  effect: 'renewal',
  whyNot: async (tx, ctx, personId) => {
    const person = await findPerson(tx, ctx, personId)
    return person ? (canOf(ctx, person).renew ?? null) : '只有在会员单位任职的个人会员可以推荐续期'
  },
  checks: renewalChecks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => renewed(tx, ctx, matter))
  },
}

async function renewalChecks(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]> {
  const person = await findPerson(tx, ctx, matter.memberId)
  if (!person) return [{ label: '任职单位', state: 'bad', message: '此人已不在推荐单位任职，或会籍已结束' }]
  const elsewhere = person.unitId !== matter.employerId
  return [
    elsewhere
      ? { label: '任职单位', state: 'bad', message: `此人现在任职于“${person.unitName}”，不是推荐的单位` }
      : { label: '任职单位', state: 'ok', message: `任职于推荐的单位“${person.unitName}”` },
    person.paidThrough !== null && person.paidThrough < ctx.kernel.clock.today()
      ? { label: '会费期', state: 'ok', message: `缴费至 ${person.paidThrough}，${stateName(ctx, 'expired')}` }
      : { label: '会费期', state: 'warn', message: `缴费至 ${person.paidThrough ?? '（没有记录）'}，目前没有过期` },
  ]
}

async function renewed(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const person = await memberById(tx, ctx, matter.memberId)
  await audit(tx, ctx, {
    action: 'people.renewed',
    subject: { kind: 'member', id: person.id, label: person.name },
    after: { matter: matter.number },
  })
  await raise(tx, ctx, 'people.renewed', { personId: person.id, matterId: matter.id })
}

/** 工作单位变更: the new employer confirms, then the association; where it worked before stays on record. */
export const employerChangeKind: MatterKind = {
  ...changeKind,
  effect: 'employer-change',
  employer: employerIn,
  problems: async (tx, ctx, matter) => {
    const unknown = await employerProblems(tx, ctx, matter)
    return unknown.length > 0 ? unknown : sameEmployer(tx, ctx, matter)
  },
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => moved(tx, ctx, matter))
    await changeKind.onDecided(tx, ctx, matter, decision)
  },
}

async function sameEmployer(tx: Tx, ctx: Context, matter: Matter) {
  const unitId = await employerIn(tx, ctx, matter)
  const now = await employerOf(tx, ctx, matter.memberId, ctx.kernel.clock.today())
  if (unitId === null || now?.unitId !== unitId) return []
  const path = Object.keys(matter.data).find((id) => matter.data[id] === now.unitName) ?? ''
  return [{ path, label: '工作单位', message: `您登记的工作单位现在就是“${now.unitName}”，无需变更` }]
}

/** The new employment begins on the day of the decision; the old one ended the day before. */
async function moved(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const unitId = found(matter.employerId ?? undefined)
  const today = ctx.kernel.clock.today()
  const person = await memberById(tx, ctx, matter.memberId)
  const before = await employerOf(tx, ctx, person.id, today)
  if (before?.unitId === unitId) throw new Refusal('already-done', `${person.name}已经在这家单位任职`)
  await beginEmployment(tx, ctx, { personId: person.id, unitId, from: today, matterId: matter.id })
  const unit = await memberById(tx, ctx, unitId)
  await audit(tx, ctx, {
    action: 'people.employer-changed',
    subject: { kind: 'member', id: person.id, label: person.name },
    before: { employer: before?.unitName ?? null },
    after: { employer: unit.name, matter: matter.number },
  })
  await raise(tx, ctx, 'people.employer-changed', {
    personId: person.id,
    unitId,
    formerUnitId: before?.unitId ?? null,
    matterId: matter.id,
  })
}

export const peopleKinds: readonly MatterKind[] = [renewalKind, employerChangeKind]
