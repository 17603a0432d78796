import pg from 'pg'
import sharp from 'sharp'
import { expect } from 'vitest'
import { describeBroken, runInvariants } from '../../../checks/invariant.ts'
import { allInvariants } from '../../../checks/invariants/index.ts'
import type { Payer } from '../../../contract/dues.ts'
import { ledgerKindNames, memberLineNames } from '../../../contract/ledger-words.ts'
import { creditCodeCheckDigit } from '../../../contract/rules/credit-code.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import type { World } from '../../testing/world.ts'
import { ledgerLines } from './ledger/ledger.ts'
import { memberLedger } from './ledger/member-ledger.ts'

let made = 0

export function someCreditCode(): string {
  made += 1
  const body = `91110000${String(made).padStart(9, '0')}`
  return body + creditCodeCheckDigit(body)
}

interface Someone {
  kind?: 'unit' | 'person'
  name?: string
  level?: string
  /** 'YYYY-MM-DD'; null: an applicant. */
  joinedOn?: string | null
}

/** A unit with its account: a member since `joinedOn`, or an applicant. */
export async function someUnit(
  world: World,
  { kind = 'unit', name = '示例建设集团有限公司', level = 'ordinary', joinedOn = '2022-03-01' }: Someone = {},
) {
  const [accountId, memberId, membershipId] = [newId(), newId(), newId()]
  const creditCode = someCreditCode()
  const association_id = world.association.id
  await inTx(world.contexts.system(), async (tx) => {
    await tx.insertInto('accounts').values({ association_id, id: accountId, name: '张示例' }).execute()
    await tx
      .insertInto('members')
      .values({
        association_id,
        id: memberId,
        kind,
        name,
        ...(kind === 'unit' && { credit_code: creditCode }),
        ...(joinedOn !== null && { number: `T${memberId.slice(-10)}`, admitted_at: `${joinedOn}T09:00:00+08:00` }),
      })
      .execute()
    await tx.insertInto('account_members').values({ association_id, account_id: accountId, member_id: memberId }).execute()
    await tx
      .insertInto('contacts')
      .values({
        association_id,
        id: newId(),
        member_id: memberId,
        position: 1,
        name: '李示例',
        mobile: '13800000000',
        email: 'li@example.org',
      })
      .execute()
    if (joinedOn === null) return
    await tx.insertInto('memberships').values({ association_id, id: membershipId, member_id: memberId, joined_on: joinedOn }).execute()
    await tx
      .insertInto('level_spans')
      .values({ association_id, id: newId(), membership_id: membershipId, level, period: `[${joinedOn},)` })
      .execute()
  })
  return { memberId, membershipId, creditCode, name, ctx: world.contexts.member(accountId, memberId) }
}

export const payerOf = (unit: { name: string; creditCode: string }, other: Partial<Payer> = {}): Payer => ({
  unit: unit.name,
  creditCode: unit.creditCode,
  person: '张示例',
  mobile: '13800000000',
  email: 'someone@example.org',
  remark: '',
  ...other,
})

/** An assembly that adopted a standard as it should. */
export const resolution = {
  assembly: '会员代表大会（示例）',
  date: '2026-10-20',
  attendance: { present: 268, total: 320 },
  votes: { for: 251, against: 9, abstain: 8 },
  secretBallot: true,
}

/** A photograph of a bank slip, as a phone sends it. */
export const slipPhoto = async () => ({
  name: '电子回单.jpg',
  bytes: await sharp({ create: { width: 60, height: 40, channels: 3, background: '#ffffff' } })
    .jpeg()
    .toBuffer(),
})

/** After each story: everything that should always hold, holds in the whole database. */
export async function expectInvariants(world: World): Promise<void> {
  await world.drain()
  const client = new pg.Client({ connectionString: world.url })
  await client.connect()
  try {
    expect(describeBroken(await runInvariants(client, allInvariants))).toBe('')
  } finally {
    await client.end()
  }
}

/** What a member's years look like, one line each, as a person would read the list. */
export async function ledger(world: World, ctx: MemberContext): Promise<string[]> {
  return inTx(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('charges as c')
      .leftJoin('order_charges as oc', (join) =>
        join.onRef('oc.association_id', '=', 'c.association_id').onRef('oc.charge_id', '=', 'c.id').on('oc.live', '=', true),
      )
      .leftJoin('orders as o', (join) => join.onRef('o.association_id', '=', 'oc.association_id').onRef('o.id', '=', 'oc.order_id'))
      .leftJoin('dues_spans as s', (join) =>
        join.onRef('s.association_id', '=', 'c.association_id').onRef('s.charge_id', '=', 'c.id').on('s.voided_at', 'is', null),
      )
      .select(['c.year', 'c.level', 'c.amount_fen', 'c.state', 'o.state as order', 's.period'])
      .where('c.association_id', '=', world.association.id)
      .where('c.member_id', '=', ctx.memberId)
      .orderBy('c.year')
      .orderBy('c.created_at')
      .orderBy('c.id')
      .execute()
    return rows.map((row) => [row.year, row.level, row.amount_fen / 100, row.state, row.order ?? '-', row.period ?? '-'].join(' | '))
  })
}

const yuan = (fen: number) => (fen / 100).toFixed(2)

/** A member's account as a person would read it: day, what, years, amount, what is owed then. */
export async function account(ctx: StaffContext, memberId: string): Promise<string> {
  const book = await memberLedger(ctx, memberId)
  const lines = book.lines.map((line) =>
    [line.day, memberLineNames[line.kind], line.years.join(' '), yuan(line.amountFen), `欠 ${yuan(line.owedFen)}`, line.note]
      .filter(Boolean)
      .join(' | '),
  )
  return [
    ...lines,
    `应缴 ${yuan(book.chargedFen)} − 减免 ${yuan(book.letOffFen)} − 已缴 ${yuan(book.paidFen)} = ${yuan(book.owedFen)}`,
  ].join('\n')
}

/** The book of some days: day, what, who, into or out of the account, suspense after each line. */
export async function book(ctx: StaffContext, from: string, to: string): Promise<string> {
  const { rows } = await ledgerLines(ctx, { from, to, limit: 100 })
  let suspense = 0
  return rows
    .map((line) => {
      suspense += line.suspenseFen
      return [
        line.day,
        ledgerKindNames[line.kind],
        line.memberName ?? line.payerName,
        yuan(line.cashFen),
        `暂存 ${yuan(suspense)}`,
        line.note,
      ]
        .filter(Boolean)
        .join(' | ')
    })
    .join('\n')
}
