import { type CodePurpose, codePurposes } from '../../../contract/accounts.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { emailOf, mobileOf } from '../accounts/index.ts'
import { councilContact } from '../council/index.ts'
import { matterForTelling } from '../matters/index.ts'
import { firstContact, memberForTelling } from '../members/index.ts'
import { insertAlert } from './store.ts'
import { tell } from './tell.ts'

export async function tellCode(ctx: SystemContext, { id, data }: RaisedEvent<'accounts.code-requested'>): Promise<void> {
  const variables = {
    code: data.code,
    minutes: String(data.minutes),
    purpose: data.purpose in codePurposes ? codePurposes[data.purpose as CodePurpose] : '身份验证',
  }
  await tell(ctx, { id: 'verification-code', mobile: data.mobile, email: data.email ?? null, variables, cause: id })
}

export async function tellInvited(ctx: SystemContext, { id, data }: RaisedEvent<'accounts.invited'>): Promise<void> {
  const variables = { name: data.name, link: data.link, hours: String(data.hours) }
  await tell(ctx, {
    id: 'account-invited',
    mobile: data.mobile,
    email: data.email ?? null,
    variables,
    about: { kind: 'account', id: data.accountId },
    cause: id,
  })
}

/** The mail that proves the address of a registration (CAQ-04). */
export async function tellConfirmation(ctx: SystemContext, { id, data }: RaisedEvent<'accounts.confirmation-requested'>): Promise<void> {
  const variables = { name: data.name, link: data.link, hours: String(data.hours) }
  await tell(ctx, { id: 'email-confirmation', email: data.email, variables, about: { kind: 'account', id: data.accountId }, cause: id })
}

export async function tellPasswordChanged(ctx: SystemContext, { id, data }: RaisedEvent<'accounts.password-changed'>): Promise<void> {
  const time = ctx.kernel.clock.now().toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })
  await tell(ctx, {
    id: 'password-changed',
    mobile: data.mobile,
    email: data.email ?? null,
    variables: { time },
    about: { kind: 'account', id: data.accountId },
    cause: id,
  })
}

/** Told to the number that was left: whoever did not do it learns of it there. */
export async function tellMobileChanged(ctx: SystemContext, { id, data }: RaisedEvent<'accounts.mobile-changed'>): Promise<void> {
  const variables = { mobile: maskMobile(data.after) }
  await tell(ctx, { id: 'mobile-changed', mobile: data.before, variables, about: { kind: 'account', id: data.accountId }, cause: id })
}

/** The first contact; before admission, and of an individual, whoever handed the matter in, by every way there is. */
async function reachOf(tx: Tx, ctx: SystemContext, memberId: string, accountId: string) {
  const contact = await firstContact(tx, ctx, memberId)
  return {
    mobile: contact?.mobile ?? (await mobileOf(tx, ctx, accountId)),
    email: contact?.email ?? (await emailOf(tx, ctx, accountId)),
  }
}

/** What an employer handed in for its person is told to the person in words of its own (GSJL-08). */
async function tellMatter(
  ctx: SystemContext,
  event: { id: string; data: { matterId: string; memberId: string } },
  id: 'matter-submitted' | 'matter-returned' | 'matter-rejected' | 'matter-passed' | 'renewal-approved',
  extra: Record<string, string>,
) {
  const { matter, reach } = await inTx(ctx, async (tx) => {
    const found = await matterForTelling(tx, ctx, event.data.matterId)
    return { matter: found, reach: await reachOf(tx, ctx, event.data.memberId, found.accountId) }
  })
  await tell(ctx, {
    id: id === 'matter-submitted' && matter.unitName !== null ? 'matter-recommended' : id,
    ...reach,
    variables: {
      member: matter.memberName,
      matter: matter.kindName,
      number: matter.number,
      days: String(matter.reviewDays),
      unit: matter.unitName ?? '',
      ...extra,
    },
    about: { kind: 'member', id: event.data.memberId },
    cause: event.id,
  })
}

export const tellSubmitted = (ctx: SystemContext, event: RaisedEvent<'matters.submitted'>) => tellMatter(ctx, event, 'matter-submitted', {})
/** GSJL-08: the association agreed; only the payment makes the person a full member again. */
export const tellRenewed = (ctx: SystemContext, { id, data }: RaisedEvent<'people.renewed'>) =>
  tellMatter(ctx, { id, data: { matterId: data.matterId, memberId: data.personId } }, 'renewal-approved', {})
/** What passing did for these is told in words of its own, by the module that did it. */
const toldElsewhere: readonly string[] = ['admission', 'renewal', 'employer-change']
export async function tellPassed(ctx: SystemContext, event: RaisedEvent<'matters.passed'>): Promise<void> {
  const { effect } = await inTx(ctx, (tx) => matterForTelling(tx, ctx, event.data.matterId))
  if (!toldElsewhere.includes(effect)) await tellMatter(ctx, event, 'matter-passed', {})
}
export const tellReturned = (ctx: SystemContext, event: RaisedEvent<'matters.returned'>) =>
  tellMatter(ctx, event, 'matter-returned', { reason: event.data.message })
export const tellRejected = (ctx: SystemContext, event: RaisedEvent<'matters.rejected'>) =>
  tellMatter(ctx, event, 'matter-rejected', { reason: event.data.reason })

/** 工作单位变更: told to the person, who alone may know where both units are. */
export async function tellEmployerChanged(ctx: SystemContext, { id, data }: RaisedEvent<'people.employer-changed'>): Promise<void> {
  const { reach, ...names } = await inTx(ctx, async (tx) => {
    const { accountId } = await matterForTelling(tx, ctx, data.matterId)
    const nameOf = async (memberId: string) => (await memberForTelling(tx, ctx, memberId)).name
    return {
      reach: await reachOf(tx, ctx, data.personId, accountId),
      member: await nameOf(data.personId),
      unit: await nameOf(data.unitId),
      former: data.formerUnitId === null ? '（没有登记）' : await nameOf(data.formerUnitId),
    }
  })
  await tell(ctx, { id: 'employer-changed', ...reach, variables: names, about: { kind: 'member', id: data.personId }, cause: id })
}

/** CAQ-08: the papers were looked at, the number is there; dues and the last review come next. */
export const tellNumbered = (ctx: SystemContext, { id, data }: RaisedEvent<'members.numbered'>) => tellNumber(ctx, 'number-given', id, data)

/** CACEM-11: the first contact gets an SMS when the unit was admitted; CAQ-18: an individual a mail. */
export async function tellAdmitted(ctx: SystemContext, { id, data }: RaisedEvent<'members.admitted'>): Promise<void> {
  const { matterId } = data
  if (matterId !== null) await tellNumber(ctx, 'matter-approved', id, { ...data, matterId })
}

async function tellNumber(
  ctx: SystemContext,
  template: 'number-given' | 'matter-approved',
  cause: string,
  data: { memberId: string; matterId: string; number: string },
): Promise<void> {
  const { matter, reach, member } = await inTx(ctx, async (tx) => {
    const found = await matterForTelling(tx, ctx, data.matterId)
    return {
      matter: found,
      reach: await reachOf(tx, ctx, data.memberId, found.accountId),
      member: await memberForTelling(tx, ctx, data.memberId),
    }
  })
  await tell(ctx, {
    id: template,
    ...reach,
    variables: { member: member.name, matter: matter.kindName, number: matter.number, memberNumber: data.number, level: member.level },
    about: { kind: 'member', id: data.memberId },
    cause,
  })
}

type AboutPapers = 'council.papers-asked' | 'council.papers-due' | 'council.papers-late'

/** CAQ-16: to the contact the unit named for the council's affairs. */
async function tellPapers(
  ctx: SystemContext,
  { id: cause, data }: RaisedEvent<AboutPapers>,
  id: 'papers-asked' | 'papers-due' | 'papers-late',
  extra: Record<string, string> = {},
) {
  const { contact, member } = await inTx(ctx, async (tx) => ({
    contact: await councilContact(tx, ctx, data.memberId),
    member: await memberForTelling(tx, ctx, data.memberId),
  }))
  await tell(ctx, {
    id,
    mobile: contact.mobile || null,
    email: contact.email || null,
    variables: { member: member.name, papers: data.papers.map((paper) => `《${paper}》`).join(''), due: data.dueOn, ...extra },
    about: { kind: 'member', id: data.memberId },
    cause,
  })
}

export const tellPapersAsked = (ctx: SystemContext, event: RaisedEvent<'council.papers-asked'>) =>
  tellPapers(ctx, event, 'papers-asked', { note: event.data.note })
export const tellPapersDue = (ctx: SystemContext, event: RaisedEvent<'council.papers-due'>) => tellPapers(ctx, event, 'papers-due')
export const tellPapersLate = (ctx: SystemContext, event: RaisedEvent<'council.papers-late'>) => tellPapers(ctx, event, 'papers-late')

/** CACEM-13: staff are alerted when a member changed its name, address or contacts. */
export async function alertChanged(ctx: SystemContext, { id, data }: RaisedEvent<'members.changed'>): Promise<void> {
  const body = data.fields.map((field) => `${field.label}：${field.before || '（空）'} → ${field.after || '（空）'}`).join('\n')
  const title = `${data.memberName}修改了${data.fields.map((field) => field.label).join('、')}`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'members.read', title, body, memberId: data.memberId, cause: id }))
}

/** The payment was taken back after its receipt was made: finance must void it or make it red. */
export async function alertRecall(ctx: SystemContext, { id, data }: RaisedEvent<'receipts.recall-asked'>): Promise<void> {
  const title = `请作废或红冲票据：${data.title}${data.number ? ` ${data.number}` : ''}`
  const body = `缴费已撤回：${data.reason}`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'receipts.manage', title, body, memberId: data.memberId, cause: id }))
}
