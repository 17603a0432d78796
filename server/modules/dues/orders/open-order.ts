import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Payer, PayMethod, ReceiptSplit } from '../../../../contract/dues.ts'
import { addDays, yearOf } from '../../../../contract/rules/days.ts'
import { methodsFor } from '../../../../contract/rules/pay-methods.ts'
import { makeTransferCode } from '../../../../contract/rules/transfer-code.ts'
import { audit } from '../../../kernel/audit.ts'
import type { AccountContext, Context, MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { nextNumber } from '../../../kernel/numbering.ts'
import { isRolling, lastPaidDay, nextBegin } from '../billing/rolling.ts'
import { levelName, rulesOf, serviceName } from '../settings.ts'
import { type ChargeRecord, levelOfMember, liveOrders, memberCharges, memberName, payerColumns } from '../store.ts'
import { checkedPayer } from './payer.ts'
import { priceOfYear } from './price.ts'
import { repriced } from './reprice.ts'

export interface OrderWish {
  years: readonly number[]
  payer: Payer
  method: PayMethod
}

/**
 * One order for one or more open years of the member one acts for; its id. The charges are locked first, so a double click gets the first
 * click's order; a year that lies in another living order is refused by name. CACEM-16
 */
export async function openOrder(ctx: MemberContext, wish: OrderWish): Promise<string> {
  const payer = await checkedPayer(ctx, wish.payer)
  const years = [...new Set(wish.years)].sort((a, b) => a - b)
  return inTx(ctx, async (tx, ctx) => {
    const { admitted, kind } = await memberName(tx, ctx, ctx.memberId)
    checkMethod(ctx, kind, wish.method)
    if (!admitted) throw new Refusal('not-ready', '入会申请中的会费，请在申请的交费一步办理')
    if (aheadOf(ctx) > 0) await chargeNext(tx, ctx, years)
    const charges = await payableCharges(tx, ctx, ctx.memberId, years, { lock: true })
    const living = await livingOrderOf(tx, ctx, charges)
    if (living) return living
    const priced = await repriced(tx, ctx, charges)
    return writeOrder(tx, ctx, priced, payer, null, wish.method)
  })
}

/** Only a way of paying that the association has for this kind of member. */
export function checkMethod(ctx: Context, kind: 'unit' | 'person', method: PayMethod): void {
  if (methodsFor(rulesOf(ctx).methods, kind).includes(method)) return
  throw new Refusal('input-invalid', {
    problems: [{ path: 'method', label: '交费方式', message: '协会没有开通这种交费方式，请选择其他方式。' }],
  })
}

const mostAhead = 5

/** How many years after this one may be ordered before anybody billed them. */
function aheadOf(ctx: Context): number {
  const { yearsAtOnce } = rulesOf(ctx)
  return isRolling(ctx) ? mostAhead : Math.max(0, ...(yearsAtOnce?.unit ?? []), ...(yearsAtOnce?.person ?? []))
}

/** Years not charged yet, one after another from the next on, where such may be paid: what they would be, with ids of their own. */
export async function nextCharges(tx: Tx, ctx: Context, memberId: string, years: readonly number[]): Promise<ChargeRecord[]> {
  const charges = await memberCharges(tx, ctx, memberId)
  if (charges.some((charge) => charge.kind === 'life')) return []
  const known = charges.filter((charge) => charge.kind === 'year')
  const missing = years.filter((year) => !known.some((charge) => charge.year === year)).sort((a, b) => a - b)
  const today = ctx.kernel.clock.today()
  const first = isRolling(ctx) ? nextBegin(await lastPaidDay(tx, ctx, memberId), today) : today
  let next = Math.max(yearOf(first), (known.at(-1)?.year ?? 0) + 1)
  const made: ChargeRecord[] = []
  for (const year of missing) {
    const standing = await levelOfMember(tx, ctx, memberId, today)
    const price = standing && (await priceOfYear(tx, ctx, { memberId, ...standing }, year))
    if (year !== next || year > yearOf(today) + aheadOf(ctx) || !standing || !price) break
    made.push({ id: newId(), memberId, kind: 'year', year, level: standing.level, ...price, state: 'open', settledAt: null })
    next++
  }
  return made
}

async function chargeNext(tx: Tx, ctx: MemberContext, years: readonly number[]): Promise<void> {
  // A double click waits here, and finds them made.
  await sql`select 1 from members where association_id = ${ctx.association.id} and id = ${ctx.memberId} for update`.execute(tx)
  await insertCharges(tx, ctx, await nextCharges(tx, ctx, ctx.memberId, years), { ahead: true })
}

// PostgreSQL takes 65 535 values in one statement.
const rowsAtOnce = 2000

/** `ahead`: nobody billed them; without an order they are not owed. */
export async function insertCharges(tx: Tx, ctx: Context, charges: readonly ChargeRecord[], { ahead = false } = {}): Promise<void> {
  for (let at = 0; at < charges.length; at += rowsAtOnce)
    await tx
      .insertInto('charges')
      .values(
        charges.slice(at, at + rowsAtOnce).map((charge) => ({
          association_id: ctx.association.id,
          id: charge.id,
          member_id: charge.memberId,
          kind: charge.kind,
          year: charge.year,
          level: charge.level,
          amount_fen: charge.amountFen,
          reason: charge.reason,
          standard_id: charge.standardId,
          service: charge.service ?? null,
          state: 'open',
          ahead,
          created_at: ctx.kernel.clock.now(),
        })),
      )
      .execute()
}

/** The open charges of these years, of every kind, or a refusal that names the year in which nothing can be paid. */
export async function payableCharges(
  tx: Tx,
  ctx: Context,
  memberId: string,
  years: readonly number[],
  options: { lock?: boolean } = {},
): Promise<ChargeRecord[]> {
  const charges = await memberCharges(tx, ctx, memberId, { years, ...options })
  if (aheadOf(ctx) > 0) charges.push(...(await nextCharges(tx, ctx, memberId, years)))
  for (const year of years) {
    const its = charges.filter((one) => one.year === year)
    if (its.length === 0) throw new Refusal('not-ready', `${year} 年度的会费还没有生成，暂不能交纳；如需提前交纳请联系协会`)
    if (its.every((charge) => charge.state !== 'open'))
      throw new Refusal(
        'already-done',
        `${year} 年度的会费${its.every((charge) => charge.state === 'waived') ? '无需交纳' : '已经交过了'}，无需再交`,
      )
  }
  return charges.filter((charge) => charge.state === 'open')
}

/** The order that holds exactly these charges, null when none holds any; anything between is refused. */
async function livingOrderOf(tx: Tx, ctx: Context, charges: ChargeRecord[]): Promise<string | null> {
  const living = await liveOrders(
    tx,
    ctx,
    charges.map((charge) => charge.id),
  )
  const [first] = living
  if (!first) return null
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from order_charges
    where association_id = ${ctx.association.id} and order_id = ${first.id}`.execute(tx)
  const same = living.length === charges.length && living.every((order) => order.id === first.id) && rows[0]?.count === charges.length
  if (same) return first.id
  const year = charges.find((charge) => charge.id === first.chargeId)?.year
  throw new Refusal('not-ready', {
    message: `${year} 年度已在缴费订单 ${first.number} 中，请先完成或取消那一笔，再合并交纳`,
    detail: { orderId: first.id },
  })
}

/** Writes an order over charges that the caller has locked: dues, or one service. */
export async function writeOrder(
  tx: Tx,
  ctx: AccountContext & { memberId: string },
  charges: ChargeRecord[],
  payer: Payer,
  matterId: string | null,
  method: PayMethod = 'transfer',
  receiptSplit: ReceiptSplit = 'whole',
): Promise<string> {
  const amountFen = charges.reduce((sum, charge) => sum + charge.amountFen, 0)
  const [{ service = null } = {}] = charges
  if (service !== null && charges.length > 1) throw new Error('a service is ordered alone')
  if (amountFen === 0)
    throw new Refusal('already-done', `按${charges.map((charge) => levelName(ctx, charge.level)).join('、')}的标准无需交费`)
  const id = newId()
  const transferCode = await freshTransferCode(tx, ctx)
  const { orderDays } = rulesOf(ctx)
  const number = await nextNumber(tx, ctx, 'order', ctx.association.settings.numbers.order)
  await tx
    .insertInto('orders')
    .values({
      association_id: ctx.association.id,
      id,
      number,
      transfer_code: transferCode,
      member_id: ctx.memberId,
      matter_id: matterId,
      service,
      ...payerColumns(payer),
      method,
      amount_fen: amountFen,
      state: 'open',
      receipt_split: receiptSplit,
      // An application keeps its order until it is decided.
      expires_on: orderDays === undefined || matterId !== null ? null : addDays(ctx.kernel.clock.today(), orderDays),
      created_by: ctx.account.id,
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
  await sql`insert into order_charges (association_id, order_id, charge_id)
    select ${ctx.association.id}, ${id}, charge_id from unnest(${charges.map((charge) => charge.id)}::uuid[]) as charge_id`.execute(tx)
  const { name } = await memberName(tx, ctx, ctx.memberId)
  await audit(tx, ctx, {
    action: 'dues.order-opened',
    subject: { kind: 'order', id, label: `${number} · ${name}` },
    after: {
      ...(service === null
        ? { years: [...new Set(charges.map((charge) => charge.year))].sort((a, b) => a - b) }
        : { service: serviceName(ctx, service), reason: charges[0]?.reason }),
      people: new Set(charges.filter((charge) => charge.memberId !== ctx.memberId).map((charge) => charge.memberId)).size,
      amountFen,
      transferCode,
      payer,
    },
  })
  return id
}

async function freshTransferCode(tx: Tx, ctx: Context): Promise<string> {
  for (;;) {
    const code = makeTransferCode((below) => randomInt(below))
    const taken = await tx
      .selectFrom('orders')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('transfer_code', '=', code)
      .executeTakeFirst()
    if (!taken) return code
  }
}
