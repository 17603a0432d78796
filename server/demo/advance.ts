import type { StageOf } from '../../contract/preset.ts'
import type { MemberContext, StaffContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { confirmPayment } from '../modules/dues/index.ts'
import { decideMatter, loadMatter, type Matter } from '../modules/matters/index.ts'
import { carryOn, type Walk } from './apply.ts'
import { reviewerOf } from './colleagues.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'

/** A matter as it lies now, with the revision that a decision must name. */
export async function seen(house: House, id: string): Promise<Matter & { revision: number }> {
  return inTx(house.platform(), async (tx, ctx) => {
    const row = await tx
      .selectFrom('matters')
      .select('revision')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return { ...(await loadMatter(tx, ctx, id)), revision: row.revision }
  })
}

interface Going extends Walk {
  /** The account that acts for the employer, where it reviews. */
  employer?: MemberContext
  daysAgo?: number
}

/** Passes one review after the other, the applicant's stages between them done, until it lies at the review `until`, or has ended. */
export async function advance(house: House, ctx: MemberContext, id: string, until: string | null, going: Going): Promise<void> {
  const definition = house.definitions.find((one) => one.kind === going.kind)
  for (;;) {
    const matter = await seen(house, id)
    if (matter.state === 'draft') await carryOn(ctx, id, going)
    else if (matter.state !== 'submitted' || matter.stage === until) return
    const stage = definition?.stages.find((one) => one.id === matter.stage)
    if (matter.state !== 'submitted' || stage?.type !== 'review') continue
    if (stage.review === 'meeting') return
    await pass(house, matter, stage, going)
  }
}

async function pass(house: House, matter: Matter & { revision: number }, stage: StageOf<'review'>, going: Going): Promise<void> {
  const { id, revision } = matter
  const daysAgo = going.daysAgo ?? 1
  if (stage.needs?.includes('payment-confirmed')) await confirmOrder(house, id, daysAgo)
  const reviewer = stage.review === 'employer' ? going.employer : await reviewerAt(house, stage, matter, daysAgo)
  if (!reviewer) throw new Error(`the demo has nobody for ${stage.id}`)
  await decideMatter(reviewer, { act: 'pass', id, stage: stage.id, revision })
}

const reviewerAt = (house: House, stage: StageOf<'review'>, { branchId }: Matter, daysAgo: number): Promise<StaffContext> =>
  house.staff(reviewerOf(house, stage.by ?? '', stage.review === 'branch' ? branchId : null), daysAgo)

/** What the applicant ordered came in. */
async function confirmOrder(house: House, matterId: string, daysAgo: number): Promise<void> {
  const ctx = await house.staff(demoLogins.staff[2].mobile, daysAgo)
  const order = await inTx(ctx, (tx) =>
    tx
      .selectFrom('orders')
      .select(['id', 'amount_fen'])
      .where('association_id', '=', ctx.association.id)
      .where('matter_id', '=', matterId)
      .where('state', 'in', ['open', 'vouched'])
      .executeTakeFirst(),
  )
  if (!order) return
  const receivedOn = ctx.kernel.clock.today()
  await confirmPayment(ctx, order.id, { receivedOn, amountFen: Number(order.amount_fen), note: '' })
}
