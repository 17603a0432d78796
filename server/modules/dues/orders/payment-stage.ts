import { sql } from 'kysely'
import type { Payer, PayMethod, PaymentStage } from '../../../../contract/dues.ts'
import { orderStateName } from '../../../../contract/dues-words.ts'
import type { FormData } from '../../../../contract/forms/index.ts'
import { joiningLevelOf, type StageOf } from '../../../../contract/preset.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { showTransferCode } from '../../../../contract/rules/transfer-code.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { StageKind } from '../../matters/index.ts'
import { memberById } from '../../members/index.ts'
import { joiningCharge } from '../billing/joining.ts'
import { isRolling } from '../billing/rolling.ts'
import { releaseApplicantOrder, releaseMatter } from '../matter-ended.ts'
import { rulesOf } from '../settings.ts'
import { asOrder, type ChargeRecord, chargesOfOrder, isDues, levelOfMember, memberCharges, type OrderRecord } from '../store.ts'
import { checkMethod, insertCharges, writeOrder } from './open-order.ts'
import { checkedPayer } from './payer.ts'
import { orderForMember } from './present.ts'
import { priceOfYear } from './price.ts'
import { quoteOf } from './quote.ts'
import { repriced } from './reprice.ts'

interface StageState {
  year: number
  /** The matter's living order; one of a year gone by that nobody paid does not count. */
  order: OrderRecord | null
  /** Nothing is left to pay: confirmed, paid with an earlier application, or a standard of 0. */
  settled: boolean
}

const thisYear = (ctx: Context) => Number(ctx.kernel.clock.today().slice(0, 4))

async function stageState(tx: Tx, ctx: Context, matter: { id: string; memberId: string }): Promise<StageState> {
  const order = await livingOrder(tx, ctx, matter.id)
  if (order) {
    const year = (await chargesOfOrder(tx, ctx, order.id)).at(-1)?.year ?? thisYear(ctx)
    // A rolling year begins when it is paid: an old order is as good as a new one.
    if (order.state !== 'open' || year >= thisYear(ctx) || isRolling(ctx)) return { year, order, settled: order.state === 'paid' }
  }
  const charges = await memberCharges(tx, ctx, matter.memberId)
  const running = isRolling(ctx) ? await runningCharges(tx, ctx, matter.memberId) : null
  const counts = (charge: ChargeRecord) => (running ? running.has(charge.id) : charge.year >= thisYear(ctx))
  const paid = charges.find((charge) => isDues(charge) && counts(charge) && (charge.state === 'settled' || charge.state === 'waived'))
  if (paid) return { year: paid.year, order: null, settled: true }
  const lines = await stageLines(tx, ctx, matter, thisYear(ctx))
  return { year: thisYear(ctx), order: null, settled: lines.every((line) => line.amountFen === 0) }
}

/** Rolling: paid years that are not over, and those that have not begun because there is no membership yet. */
async function runningCharges(tx: Tx, ctx: Context, memberId: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select c.id from charges c
    left join dues_spans s on (s.association_id, s.charge_id) = (c.association_id, c.id) and s.voided_at is null
    where c.association_id = ${ctx.association.id} and c.member_id = ${memberId}
      and (s.id is null or upper(s.period) > ${ctx.kernel.clock.today()}::date)`.execute(tx)
  return new Set(rows.map((row) => row.id))
}

async function livingOrder(tx: Tx, ctx: Context, matterId: string): Promise<OrderRecord | null> {
  const row = await tx
    .selectFrom('orders')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('matter_id', '=', matterId)
    .where('state', '<>', 'cancelled')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? asOrder(row) : null
}

/** What the year costs this applicant: the joining level's standard, or a member's own level's. */
async function priceFor(tx: Tx, ctx: Context, matter: { id: string; memberId: string }, year: number) {
  const today = ctx.kernel.clock.today()
  const { memberId } = matter
  const standing = await levelOfMember(tx, ctx, memberId, today)
  const level = standing?.level ?? joiningLevelOf(rulesOf(ctx), (await memberById(tx, ctx, memberId)).kind)
  const data = rulesOf(ctx).exempt && (await dataOfMatter(tx, ctx, matter.id))
  const price = await priceOfYear(tx, ctx, { memberId, level, joinedOn: standing?.joinedOn ?? today, ...(data && { data }) }, year)
  if (!price) throw new Refusal('not-ready', `${year} 年度的会费标准还没有登记，请联系协会`)
  return { kind: 'year' as const, level, joined: standing !== null, ...price }
}

async function dataOfMatter(tx: Tx, ctx: Context, id: string): Promise<FormData> {
  const row = await tx
    .selectFrom('matters')
    .select('data')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.data as FormData
}

/** What the stage asks for, as charges to be: the year, and before it what joining costs. */
async function stageLines(tx: Tx, ctx: Context, matter: { id: string; memberId: string }, year: number): Promise<ChargeRecord[]> {
  const { joined, ...price } = await priceFor(tx, ctx, matter, year)
  const joining = joined ? null : await joiningCharge(tx, ctx, matter.memberId, price.level, year)
  const dues: ChargeRecord = { id: newId(), memberId: matter.memberId, year, ...price, state: 'open', settledAt: null }
  return joining ? [joining, dues] : [dues]
}

const voucherRequired = (ctx: Context) => rulesOf(ctx).voucher !== 'optional'

function missing(ctx: Context, { order, settled, year }: StageState): string {
  if (settled) return ''
  if (!order) return `请填写交费信息，生成 ${year} 年度的缴费订单。`
  if (order.state !== 'open' || !voucherRequired(ctx)) return ''
  return order.refusedReason === null ? '请汇款后上传付款凭证。' : `付款凭证被退回（${order.refusedReason}），请重新上传。`
}

/** 交纳会费 as a stage of any matter. CACEM-09 */
export const paymentStage: StageKind = {
  type: 'payment',
  async problems(tx, ctx, matter, stage) {
    const message = missing(ctx, await stageState(tx, ctx, matter))
    return message === '' ? [] : [{ path: 'payment', label: String(stage.name ?? '交纳会费'), message }]
  },
  async whyNotPassed(tx, ctx, matter, need) {
    const { order, settled } = await stageState(tx, ctx, matter)
    if (settled) return null
    if (need === 'payment-vouched') return order?.state === 'vouched' ? null : '申请单位还没有上传会费的付款凭证'
    return order?.state === 'vouched' ? '会费尚未确认到账：请先在“待确认到账”中核对' : '会费尚未到账，申请单位还没有上传付款凭证'
  },
  async summary(tx, ctx, matter) {
    const { order, settled, year } = await stageState(tx, ctx, matter)
    if (!order) {
      const message = settled ? `${year} 年度会费无需再交` : '还没有生成缴费订单'
      return { state: settled ? 'ok' : 'warn', message, lines: [], subject: null }
    }
    return {
      state: settled ? 'ok' : 'warn',
      message: `${year} 年度会费 ${formatFen(order.amountFen)} 元 · ${orderStateName(order)}`,
      lines: [
        { label: '订单号', value: order.number },
        { label: '汇款识别码', value: showTransferCode(order.transferCode) },
        { label: '付款单位', value: order.payer.unit },
        { label: '经办人', value: order.payer.person },
      ],
      subject: { kind: 'order', id: order.id },
    }
  },
  onEnded: (tx, ctx, matter) => releaseMatter(tx, ctx, matter.id),
}

interface StageOfMatter {
  id: string
  memberId: string
  state: string
}

/** The matter of the member one acts for, if a payment belongs to it. `lock`: it ends before or after, not meanwhile. */
async function matterOf(tx: Tx, ctx: MemberContext, matterId: string, lock = false): Promise<StageOfMatter> {
  const row = found(
    await tx
      .selectFrom('matters as m')
      .innerJoin('matter_kinds as k', (join) =>
        join.onRef('k.association_id', '=', 'm.association_id').onRef('k.kind', '=', 'm.kind').onRef('k.version', '=', 'm.kind_version'),
      )
      .select(['m.id', 'm.member_id as memberId', 'm.state', 'k.definition'])
      .where('m.association_id', '=', ctx.association.id)
      .where('m.id', '=', matterId)
      .where('m.member_id', '=', ctx.memberId)
      .$if(lock, (query) => query.forUpdate('m'))
      .executeTakeFirst(),
  )
  const { stages } = row.definition as unknown as { stages: StageOf<'payment'>[] }
  if (!stages.some((stage) => stage.type === 'payment')) throw new Refusal('not-ready', '这个事项不需要交费')
  return { id: row.id, memberId: row.memberId, state: row.state }
}

const endings: Record<string, string> = {
  approved: '申请已经办结',
  rejected: '申请未通过，不能再交费',
  withdrawn: '申请已取消，不能再交费',
}

export async function readPaymentStage(ctx: MemberContext, matterId: string): Promise<PaymentStage> {
  return inTx(ctx, async (tx, ctx) => {
    const matter = await matterOf(tx, ctx, matterId)
    const state = await stageState(tx, ctx, matter)
    const lines = state.order ? await chargesOfOrder(tx, ctx, state.order.id) : await stageLines(tx, ctx, matter, state.year)
    return {
      year: state.year,
      settled: state.settled,
      voucherRequired: voucherRequired(ctx),
      missing: missing(ctx, state),
      closed: endings[matter.state] ?? null,
      order: state.order && (await orderForMember(tx, ctx, state.order)),
      quote: await quoteOf(tx, ctx, matter.memberId, lines),
    }
  })
}

/** The order of the payment stage. A double click gets the first click's order: the matter's row is locked first. */
export async function openStageOrder(ctx: MemberContext, matterId: string, wish: { payer: Payer; method: PayMethod }): Promise<string> {
  const payer = await checkedPayer(ctx, wish.payer)
  return inTx(ctx, async (tx, ctx) => {
    const matter = await matterOf(tx, ctx, matterId, true)
    checkMethod(ctx, (await memberById(tx, ctx, matter.memberId)).kind, wish.method)
    const closed = endings[matter.state]
    if (closed !== undefined) throw new Refusal('not-ready', closed)
    const state = await stageState(tx, ctx, matter)
    if (state.order) return state.order.id
    if (state.settled) throw new Refusal('already-done', `${state.year} 年度的会费无需再交`)
    // An order of a year gone by that nobody paid makes room for this year's.
    const stale = await livingOrder(tx, ctx, matter.id)
    if (stale) await releaseApplicantOrder(tx, ctx, stale.id)
    return writeOrder(tx, ctx, await stageCharges(tx, ctx, matter, state.year), payer, matter.id, wish.method)
  })
}

/** What the stage asks for, charged; what was charged before and is still open is charged no second time. */
async function stageCharges(tx: Tx, ctx: MemberContext, matter: { id: string; memberId: string }, year: number): Promise<ChargeRecord[]> {
  const known = (await memberCharges(tx, ctx, matter.memberId, { lock: true })).filter((charge) => charge.state === 'open')
  const charges: ChargeRecord[] = []
  for (const line of await stageLines(tx, ctx, matter, year)) {
    const same = known.filter((charge) => charge.kind === line.kind && (charge.kind === 'joining' || charge.year === year))
    const [before] = await repriced(tx, ctx, same)
    if (!before && line.amountFen === 0) continue
    if (!before) await insertCharges(tx, ctx, [line])
    charges.push(before ?? line)
  }
  return charges
}
