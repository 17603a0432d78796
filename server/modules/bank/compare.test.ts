import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTransferCode, showTransferCode } from '../../../contract/rules/transfer-code.ts'
import { closeChildren } from '../../kernel/children/index.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { chance } from '../../testing/chance.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { payableNow } from '../dues/index.ts'
import { someCreditCode } from '../dues/testing.ts'
import { bookLine } from './book.ts'
import { asClaim } from './compare.ts'
import { readDraft } from './draft.ts'
import { importStatement } from './import.ts'
import { linePage } from './line-page.ts'
import { compareAgain } from './lists.ts'
import { indexClaims } from './matching/claims.ts'
import { asCandidate, type Incoming, type Match, matchLine } from './matching/match.ts'

// A statement is compared in turns of some hundred lines, each with the few claims its lines may mean. Told here, the long way: with everything that is open, all at once.
const seed = Number(process.env.SEED ?? Date.now() % 100_000)
const luck = chance(seed)
const { below, pick } = luck
const one = <T>(list: readonly T[]): T => pick(list) as T
const maybe = (of: number) => below(of) === 0

let world: World
let finance: StaffContext
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  finance = await world.contexts.staff()
})
afterAll(async () => {
  closeChildren()
  await world.close()
})

const places = ['北京', '江苏', '（上海）', '']
const stems = ['示例长风', '示例远山', '示例青石', '示例“东”方', 'Example ａｂ', 'A.B.Example', '示例𬭸', '例']
const trades = ['建设', '工程', '建设集团', '']
const forms = ['有限公司', '有限责任公司', '股份有限公司', '集团公司', '公司', '']
const unitName = () => `${one(places)}${one(stems)}${one(trades)}${one(forms)}`
const personName = () => `${one(['张', '王', '买买提·'])}${one(['示例', '例', '示范'])}`
/** As somebody else writes the same name. */
const written = (name: string): string =>
  [
    (text: string) => text,
    (text: string) => text.replaceAll('（', '(').replaceAll('）', ') '),
    (text: string) => text.toLowerCase(),
    (text: string) => text.replace(/[a-zA-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    (text: string) => text.replace('有限公司', '有限责任公司'),
    (text: string) => text.replace(/集团|股份/, ''),
    (text: string) => `${text.slice(0, 2)} · ${text.slice(2)}`,
    (text: string) => `${text}分公司`,
  ][below(8)]?.(name) ?? name

interface Somebody {
  id: string
  name: string
  creditCode: string | null
  former: string[]
  codes: string[]
}
const people: Somebody[] = []
const payers: string[] = []

/** Members with names that are nearly the same, former names, employers, charges, orders for one and for many, vouchers. */
async function makeWorld(tx: Tx): Promise<void> {
  const association_id = world.association.id
  const { id: standard_id } = await tx.selectFrom('dues_standards').select('id').executeTakeFirstOrThrow()
  const { id: account } = await tx.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  for (let at = 0; at < 120; at++) {
    const kind = at % 3 === 2 ? 'person' : 'unit'
    const someone = {
      id: newId(),
      name: (kind === 'unit' ? unitName() : personName()) || '例',
      creditCode: kind === 'unit' ? someCreditCode() : null,
    }
    await tx
      .insertInto('members')
      .values({
        association_id,
        id: someone.id,
        kind,
        name: someone.name,
        credit_code: someone.creditCode,
        number: `N${at}`,
        admitted_at: maybe(12) ? null : '2022-01-01T00:00:00Z',
      })
      .execute()
    const former = maybe(3) ? [unitName(), unitName()] : []
    for (const name of former)
      await tx.insertInto('member_names').values({ association_id, id: newId(), member_id: someone.id, name }).execute()
    if (kind === 'person' && !maybe(3)) {
      const unit_id = one(people.filter((other) => other.creditCode !== null)).id
      await tx
        .insertInto('employments')
        .values({ association_id, id: newId(), person_id: someone.id, unit_id, period: '[2022-01-01,)' })
        .execute()
    }
    const charges: string[] = []
    for (const year of [2024, 2025, 2026].slice(below(3))) {
      const id = newId()
      charges.push(id)
      await tx
        .insertInto('charges')
        .values({
          association_id,
          id,
          member_id: someone.id,
          year,
          level: 'any',
          standard_id,
          amount_fen: one([100_00, 200_00, 3000_00]),
          ...(maybe(9) ? { state: 'cancelled', cancelled_at: '2026-01-01T00:00:00Z' } : { state: 'open' }),
        })
        .execute()
    }
    people.push({ ...someone, former, codes: [] })
    if (!maybe(2)) continue
    const [id, transfer_code, payer_unit] = [newId(), makeTransferCode(below), maybe(3) ? `${one(stems)}控股集团` : written(someone.name)]
    const chosen = charges.slice(below(charges.length))
    const state = maybe(6) ? 'cancelled' : maybe(3) ? 'vouched' : 'open'
    await tx
      .insertInto('orders')
      .values({
        association_id,
        id,
        number: `D${at}`,
        transfer_code,
        member_id: someone.id,
        payer_unit,
        payer_credit_code: '',
        payer_person: '',
        payer_email: '',
        method: 'transfer',
        amount_fen: chosen.length * 200_00,
        created_by: account,
        state,
      })
      .execute()
    for (const charge_id of chosen)
      await tx
        .insertInto('order_charges')
        .values({ association_id, order_id: id, charge_id, live: state !== 'cancelled' })
        .execute()
    people.at(-1)?.codes.push(transfer_code)
    payers.push(payer_unit)
  }
}

const slipped = (code: string) => {
  const at = below(7)
  return maybe(2)
    ? code.slice(0, at) + one(['2', 'Z', '0']) + code.slice(at + 1)
    : code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
}
function someLine(): { fen: number; payer: string; note: string; account: string } {
  const [who, other] = [one(people), one(people)]
  const code = one([...people.flatMap((each) => each.codes)])
  const payer = one([
    who.name,
    written(who.name),
    written(who.name),
    one(who.former) ?? '某某公司',
    one(payers),
    '某某商贸有限公司',
    '',
    '有限公司',
  ])
  const note = one([
    '会费',
    code,
    `会费 ${showTransferCode(code).toLowerCase()}`,
    `会费${slipped(code)}谢谢`,
    slipped(code),
    `${code}、${one(people).codes[0] ?? ''}`,
    `代 ${other.name} 缴纳`,
    `${other.creditCode ?? '无'} 会费`,
    '2026 年度会费，HT2025AB 合同',
  ])
  return { fen: one([100_00, 200_00, 300_00, 400_00, 3000_00, 3200_00, 12_34]), payer, note, account: maybe(2) ? '' : `6222-${below(40)}` }
}
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
async function taken(count: number, first: number): Promise<string> {
  const rows = Array.from({ length: count }, (_, at) => {
    const { fen, payer, note, account } = someLine()
    return `20261118,S${first + at},${quoted(note)},贷,${(fen / 100).toFixed(2)},${quoted(payer)},${account}`
  })
  const bytes = Buffer.from(['交易日期,流水号,摘要,借贷标志,交易金额,对方户名,对方账号', ...rows].join('\n'))
  const { id } = await readDraft(finance, { name: '流水.csv', bytes })
  await importStatement(finance, id, { bank: '示例银行', remember: false })
  return id
}

/** Everything that is open against every line, and who is the other's rival. */
async function theLongWay(tx: Tx, statementId: string): Promise<Map<string, Match>> {
  const { rows: before } = await sql<{
    account: string
    member: string
  }>`select distinct l.payer_account as account, o.member_id as member from bank_lines l
    join allocations a on a.payment_id = l.payment_id join orders o on o.id = a.order_id where l.state = 'booked' and l.payer_account <> '' order by 1, 2`.execute(
    tx,
  )
  const known = new Map<string, Set<string>>()
  for (const { account, member } of before) known.set(account, (known.get(account) ?? new Set()).add(member))
  const { rows: lines } =
    await sql<Incoming>`select id, day, amount_fen as "amountFen", payer_name as "payerName", payer_account as "payerAccount", note
    from bank_lines where statement_id = ${statementId} and state = 'waiting' order by row_no`.execute(tx)
  const index = await indexClaims(
    (await payableNow(tx, finance)).map((payable) => asClaim(finance, payable)),
    known,
  )
  const matches = new Map(lines.map((line) => [line.id, matchLine(line, index)]))
  const wanted = new Map<string, Match[]>()
  for (const match of matches.values())
    for (const claim of match.verdict === 'sure' ? (match.candidates[0]?.claims ?? []) : [])
      wanted.set(claim.id, [...(wanted.get(claim.id) ?? []), match])
  for (const rivals of wanted.values())
    for (const match of rivals.length > 1 ? rivals : []) {
      if (match.verdict === 'sure')
        match.candidates[0]?.evidence.push({ kind: 'rival', good: false, text: `这份流水里有 ${rivals.length} 笔都对得上它，可能重复汇款` })
      match.verdict = 'likely'
    }
  return matches
}
const kept = async (tx: Tx, statementId: string) => {
  const { rows } = await sql<{ id: string; verdict: string; candidates: unknown[] }>`select id, verdict, candidates from bank_lines
    where statement_id = ${statementId} and state = 'waiting' order by row_no`.execute(tx)
  return rows
}

it('STAFF-06 compared in turns, a statement finds what it would find in everything at once', async () => {
  await inTx(world.contexts.system(), (tx) => makeWorld(tx))
  const first = await taken(60, 0)
  const booked = (await inTx(finance, (tx) => kept(tx, first))).filter((line) => line.verdict !== 'none').slice(0, 12)
  for (const { id, candidates } of booked) {
    const [best] = candidates as { claims: { kind: 'charge' | 'order'; id: string; amountFen: number }[] }[]
    const { fen } = await inTx(finance, (tx) =>
      tx.selectFrom('bank_lines').select('amount_fen as fen').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    const [claim] = best?.claims ?? []
    // Another may have paid it meanwhile.
    if (claim)
      await bookLine(finance, id, [{ kind: claim.kind, id: claim.id, amountFen: Math.min(claim.amountFen, fen) }]).catch(() => undefined)
  }
  const id = await taken(520, 1000)
  for (const again of [false, true]) {
    if (again) await compareAgain(finance, id)
    await inTx(finance, async (tx) => {
      const expected = await theLongWay(tx, id)
      const found = await kept(tx, id)
      expect(found.length).toBe(520)
      const asKept = found.map(({ id, verdict, candidates }) => ({ id, verdict, candidates }))
      expect(asKept, `SEED=${seed}`).toEqual(
        [...expected].map(([id, { verdict, candidates }]) => ({ id, verdict, candidates: candidates.slice(0, 1).map(asCandidate) })),
      )
      for (const verdict of ['sure', 'likely', 'none'])
        expect(found.filter((line) => line.verdict === verdict).length, verdict).toBeGreaterThan(20)
      expect(JSON.stringify(found)).toContain('可能重复汇款')
    })
  }
  const few = (await inTx(finance, (tx) => kept(tx, id))).filter((_, at) => at % 60 === 0)
  const alone = await inTx(finance, (tx) => theLongWay(tx, id))
  for (const line of few) {
    const page = await linePage(finance, line.id)
    const rivals = (text: string) => !text.includes('可能重复汇款')
    const candidates = alone
      .get(line.id)
      ?.candidates.map(asCandidate)
      .map((each) => ({ ...each, evidence: each.evidence.filter(({ text }) => rivals(text)) }))
    expect(page.candidates).toEqual(candidates)
  }
}, 60_000)
