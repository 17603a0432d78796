import { sql } from 'kysely'
import type { DuesStanding } from '../../contract/dues.ts'
import { receiptStateNames } from '../../contract/receipt-words.ts'
import { throughWord } from '../../contract/rules/days.ts'
import { formatFen } from '../../contract/rules/money.ts'
import type { StaffContext } from '../kernel/context.ts'
import { inTx, type Tx } from '../kernel/database/transaction.ts'
import { chargeAhead, chargeDifferences, duesStanding, duesValidity, expireOrders, suspenseTotal } from '../modules/dues/index.ts'
import { memberLedger } from '../modules/dues/ledger/member-ledger.ts'
import { expectInvariants } from '../modules/dues/testing.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/**
 * Money told as a table, a line for each thing that somebody did: the day, who, what, what the bank account of the association gained or lost by it
 * in 元, then how everybody of the story stands: what is owed, what is in suspense, the dues, the day until which the certificate holds, the receipts.
 * Of several members, who stand alike are counted. Before each line the night does what it does.
 */
export async function beginStory(world: World, clerk: StaffContext, members: readonly string[]) {
  const lines: string[] = []
  let before = await inTx(clerk, facts)
  const held = before.suspenseFen

  async function line(day: string, who: string, what: string): Promise<void> {
    await world.drain()
    const after = await inTx(clerk, facts)
    const moved = after.accountFen - before.accountFen
    before = after
    let owedFen = 0
    for (const member of members) owedFen += (await memberLedger(clerk, member)).owedFen
    const standings = await inTx(clerk, (tx, ctx) =>
      Promise.all(
        members.map(async (id) => [standingOf(await duesStanding(tx, ctx, id, day)), await validityOf(tx, ctx, id, day)].join('，')),
      ),
    )
    const money = `欠 ${formatFen(owedFen)} 暂存 ${formatFen(after.suspenseFen - held)}`
    const change = moved === 0 ? '' : `${moved > 0 ? '+' : ''}${formatFen(moved)}`
    lines.push([day, who, what, change, money, counted(standings), counted(await receiptsOf(clerk, members))].join(' | '))
  }

  async function morning(day: string): Promise<void> {
    // One thing after another, also within a day.
    world.clock.set(`${day}T10:${String(lines.length).padStart(2, '0')}:00+08:00`)
    const system = world.contexts.system()
    await expireOrders(system)
    await chargeDifferences(system)
    await chargeAhead(system)
  }

  return {
    /** Somebody does it; what it answers. Without an act: so it stands on that day. */
    async on<T>(day: string, who: string, what: string, act?: () => Promise<T>): Promise<T> {
      await morning(day)
      const answer = (await act?.()) as T
      await line(day, who, what)
      return answer
    },
    /** Somebody tries, and is told why not. */
    async refused(day: string, who: string, what: string, act: () => Promise<unknown>): Promise<void> {
      await morning(day)
      const { problems, message } = await refusal(act(), what)
      await line(day, who, `${what} ✗ ${problems?.[0]?.message ?? message}`)
    },
    /** The whole table, once all that should hold has been seen to hold. */
    async told(): Promise<string> {
      await expectInvariants(world)
      return `\n${head}\n${lines.join('\n')}\n`
    },
  }
}

const head = '日期 | 谁 | 做什么 | 到账（元） | 应缴与暂存（元） | 会费 | 票据'

interface Facts {
  accountFen: number
  suspenseFen: number
}

/** What came to the account and did not go back; and what of it has no order. */
async function facts(tx: Tx, ctx: StaffContext): Promise<Facts> {
  const { rows } = await sql<{
    fen: number
  }>`select (select coalesce(sum(amount_fen), 0) from payments where association_id = ${ctx.association.id})
    - (select coalesce(sum(amount_fen), 0) from refunds where association_id = ${ctx.association.id} and state = 'done') as fen`.execute(tx)
  return { accountFen: Number(rows[0]?.fen ?? 0), suspenseFen: (await suspenseTotal(tx, ctx)).leftFen }
}

const standingOf = ({ state, paidThrough, arrearsYears, dueYears }: DuesStanding): string =>
  [
    { paid: '正常', arrears: `欠费 ${arrearsYears.join(' ')}`.trim(), none: '未缴' }[state],
    dueYears.length > 0 ? `待缴 ${dueYears.join(' ')}` : '',
    paidThrough === null ? '' : `缴至 ${throughWord(paidThrough)}`,
  ]
    .filter(Boolean)
    .join(' ')

async function validityOf(tx: Tx, ctx: StaffContext, memberId: string, day: string): Promise<string> {
  const { through, lapsed } = await duesValidity(tx, ctx, memberId, day)
  return lapsed ? '证书失效' : `有效期至 ${through ?? '—'}`
}

/** Oldest first; one that is to be recalled says so. */
async function receiptsOf(clerk: StaffContext, members: readonly string[]): Promise<string[]> {
  const rows = await inTx(clerk, (tx) =>
    tx
      .selectFrom('receipts')
      .select(['state', 'amount_fen', 'recalled_at', 'due_on'])
      .where('association_id', '=', clerk.association.id)
      .where((is) => is.or([is('member_id', 'in', [...members]), is('part', 'in', [...members])]))
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
  )
  return rows.map((row) => {
    const name = receiptStateNames[row.state as keyof typeof receiptStateNames]
    const recall = row.recalled_at !== null && (row.state === 'issued' || row.state === 'delivered') ? '应收回' : ''
    return `${name}${recall} ${formatFen(row.amount_fen)}${row.state === 'due' ? `（${row.due_on} 前）` : ''}`
  })
}

/** In the order in which they come, each once with how many there are. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => (count > 1 ? `${word} ×${count}` : word)).join('；') || '—'
}
