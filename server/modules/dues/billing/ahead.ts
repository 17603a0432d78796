import { sql } from 'kysely'
import type { ChargeKind, YearsOffer } from '../../../../contract/dues.ts'
import { addYears, throughWord, yearOf, yearSpan } from '../../../../contract/rules/days.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import { exemptionSql } from '../ledger/exempt.ts'
import { amountOfYear } from '../orders/price.ts'
import { rulesOf } from '../settings.ts'
import type { ChargeRecord } from '../store.ts'
import { isRolling, nextBegin } from './rolling.ts'

interface OpenCharge {
  id: string
  kind: ChargeKind
  year: number
  level: string
  amountFen: number
  reason: string
  reducedFen: number
  standardId: string
  orderId: string | null
  orderNumber: string | null
}

/** All that decides what a member may pay next. */
export interface Payable {
  memberId: string
  name: string
  number: string | null
  level: string | null
  joinedOn: string | null
  /** The last day that is paid for; null when none ever was. */
  paidThrough: string | null
  lastYear: number | null
  /** Why it pays nothing for a year; null when it pays. */
  exempt: string | null
  /** Life is charged or paid for. */
  life: boolean
  open: OpenCharge[]
}

/** In one question, however many members; in the order of `ids`. */
export async function payables(tx: Tx, ctx: Context, ids: readonly string[]): Promise<Payable[]> {
  const { rows } = await sql<Payable>`
    select m.id as "memberId", m.name, m.number, l.level, s.joined_on::text as "joinedOn",
      (select (max(upper(d.period)) - 1)::text from dues_spans d where d.association_id = m.association_id and d.member_id = m.id and d.voided_at is null) as "paidThrough",
      (select max(c.year) from charges c where c.association_id = m.association_id and c.member_id = m.id and c.kind = 'year' and c.state <> 'cancelled') as "lastYear",
      (select ${exemptionSql(ctx, sql`l.level`, sql`s.joined_on`)} from members x where x.association_id = m.association_id and x.id = m.id) as exempt,
      exists (select 1 from charges c where c.association_id = m.association_id and c.member_id = m.id and c.kind = 'life' and c.state <> 'cancelled') as life,
      coalesce((select json_agg(json_build_object('id', c.id, 'kind', c.kind, 'year', c.year, 'level', c.level, 'amountFen', c.amount_fen, 'reason', c.reason, 'reducedFen', c.reduced_fen, 'standardId', c.standard_id,
          'orderId', o.id, 'orderNumber', o.number) order by c.year, c.id)
        from charges c
        left join order_charges x on x.association_id = c.association_id and x.charge_id = c.id and x.live
        left join orders o on (o.association_id, o.id) = (x.association_id, x.order_id)
        where c.association_id = m.association_id and c.member_id = m.id and c.state = 'open' and c.kind <> 'service'), '[]') as open
    from unnest(${[...ids]}::uuid[]) with ordinality as asked (id, place)
      join members m on m.association_id = ${ctx.association.id} and m.id = asked.id
      left join memberships s on s.association_id = m.association_id and s.member_id = m.id and s.branch_id is null and s.left_on is null
      left join level_spans l on l.association_id = s.association_id and l.membership_id = s.id and l.period @> greatest(${ctx.kernel.clock.today()}::date, s.joined_on)
    order by asked.place`.execute(tx)
  return rows
}

interface Amount {
  id: string
  level: string
  from: number
  /** Excluded. */
  until: number | null
  amountFen: number
}

/** The association's standards; a handful. */
export async function amountsOf(tx: Tx, ctx: Context): Promise<Amount[]> {
  const { rows } = await sql<Amount>`select id, level, lower(years) as "from", upper(years) as until, amount_fen as "amountFen"
    from dues_standards where association_id = ${ctx.association.id}`.execute(tx)
  return rows
}

const amountIn = (amounts: readonly Amount[], level: string, year: number): Amount | undefined =>
  amounts.find((one) => one.level === level && one.from <= year && (one.until === null || year < one.until))

/** What `count` years would be: those that are owed first, then the next ones. */
export interface YearsPlan {
  charges: ChargeRecord[]
  /** Of `charges`: those that are not there yet. */
  ahead: ChargeRecord[]
  amountFen: number
}

/** Years that may be paid at once by this member; null where they are paid as they are charged. */
export const choicesFor = (ctx: Context, kind: 'unit' | 'person'): readonly number[] | null => rulesOf(ctx).yearsAtOnce?.[kind] ?? null

/** The plan, or the sentence that says why there is none. */
export function planYears(ctx: Context, amounts: readonly Amount[], member: Payable, count: number, most: number): YearsPlan | string {
  const held = member.open.find((charge) => charge.orderNumber !== null)
  if (held) return `已在缴费订单 ${held.orderNumber} 中`
  if (member.level === null || member.joinedOn === null) return '现在不是会员'
  if (member.life) return '已生成终身会费，不再按年交纳'
  const today = ctx.kernel.clock.today()
  const begin = nextBegin(member.paidThrough, today)
  if (isRolling(ctx) && begin > addYears(today, 1)) return `已缴至 ${throughWord(member.paidThrough ?? '')}，到期前一年内可以续缴`
  const { level, joinedOn } = member
  const owed = member.open.filter((charge) => charge.kind === 'year').slice(0, count)
  const charges = owed.map((charge) => priced(ctx, amounts, { ...member, level, joinedOn }, charge))
  const ahead: ChargeRecord[] = []
  const first = isRolling(ctx) ? yearOf(begin) : yearOf(today)
  for (let year = Math.max(first, (member.lastYear ?? 0) + 1); charges.length + ahead.length < count; year++) {
    const standard = amountIn(amounts, level, year)
    if (!standard) return `还没有 ${year} 年度的会费标准`
    if (!isRolling(ctx) && year > yearOf(today) + most) return `最多提前交到 ${yearOf(today) + most} 年度`
    ahead.push({
      ...blank(member.memberId),
      year,
      level,
      standardId: standard.id,
      ...amountOfYear(ctx, member.exempt, standard.amountFen, year, joinedOn),
    })
  }
  // What else is open is paid with them: a joining fee, a difference.
  const besides = member.open.filter((charge) => charge.kind !== 'year').map((charge) => ({ ...blank(member.memberId), ...charge }))
  const all = [...besides, ...charges, ...ahead]
  const amountFen = all.reduce((sum, charge) => sum + charge.amountFen, 0)
  return amountFen === 0 ? '按标准无需交费' : { charges: all, ahead, amountFen }
}

const blank = (memberId: string) => ({ id: newId(), memberId, kind: 'year' as const, reason: '', state: 'open' as const, settledAt: null })

/** As it would be ordered today: a year gone by stays as it was charged, any other costs what the level costs now. */
function priced(
  ctx: Context,
  amounts: readonly Amount[],
  member: Payable & { level: string; joinedOn: string },
  charge: OpenCharge,
): ChargeRecord {
  const { id, year, level, amountFen, reason, reducedFen, standardId } = charge
  const known = { ...blank(member.memberId), id, year, level, amountFen, reason, standardId }
  const over = ctx.kernel.clock.today() > yearSpan(year).to && !isRolling(ctx)
  const standard = over || reducedFen > 0 || level === member.level ? undefined : amountIn(amounts, member.level, year)
  if (!standard) return known
  return {
    ...known,
    level: member.level,
    ...amountOfYear(ctx, member.exempt, standard.amountFen, year, member.joinedOn),
    standardId: standard.id,
  }
}

/** CQSSA-11: what one, two, three years at once cost this member; empty where years are paid as they are charged. */
export async function offersFor(tx: Tx, ctx: Context, memberId: string, kind: 'unit' | 'person'): Promise<YearsOffer[]> {
  const choices = choicesFor(ctx, kind)
  const [member] = choices ? await payables(tx, ctx, [memberId]) : []
  if (!choices || !member) return []
  const amounts = await amountsOf(tx, ctx)
  // A year that lies in an order is on its way: what comes after it may be paid beside it.
  const free = { ...member, open: member.open.filter((charge) => charge.orderNumber === null) }
  return [...choices]
    .sort((a, b) => a - b)
    .flatMap((count) => {
      const plan = planYears(ctx, amounts, free, count, Math.max(...choices))
      return typeof plan === 'string'
        ? []
        : [{ count, years: [...new Set(plan.charges.map((charge) => charge.year))].sort((a, b) => a - b), amountFen: plan.amountFen }]
    })
}
