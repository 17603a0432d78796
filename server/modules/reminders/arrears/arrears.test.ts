import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { ownCertificate } from '../../certificates/index.ts'
import { searchDirectory } from '../../directory/index.ts'
import { chargeYear, confirmPayment, openOrder } from '../../dues/index.ts'
import { expectInvariants, payerOf, slipPhoto, someUnit } from '../../dues/testing.ts'
import { leave } from '../../members/index.ts'
import { relist } from '../../members/write.ts'
import { readAlerts } from '../../notifications/console.ts'
import { pauseMember, resumeMember } from '../acts.ts'
import { remindDaily } from '../run.ts'
import { actOnCase, dropCase, undoCase } from './decide.ts'
import { findNow } from './find.ts'
import { postLetter, settleLetter } from './letter.ts'
import { listArrears, readSummary } from './list.ts'
import { issueNotices } from './notice.ts'
import { answerArrears, myArrears, sawArrears } from './portal.ts'
import { readSlip, uploadSlip } from './slip.ts'

let world: World
let staff: StaffContext
type Unit = Awaited<ReturnType<typeof someUnit>>
const units: Record<string, Unit> = {}

const at = (moment: string) => world.clock.set(`${moment}:00+08:00`)
async function run(moment: string): Promise<void> {
  at(moment)
  await remindDaily(world.contexts.system())
  await world.drain()
}
async function join(name: string): Promise<Unit> {
  const unit = await someUnit(world, { name: `示例${name}工程有限公司`, joinedOn: '2024-03-01' })
  await inTx(world.contexts.system(), (tx, ctx) => relist(tx, ctx, unit.memberId))
  units[name] = unit
  return unit
}
const the = (name: string): Unit => units[name] as Unit
async function pay(unit: Unit, years: number[]): Promise<void> {
  const id = await openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
  await confirmPayment(staff, id, { receivedOn: world.clock.today(), amountFen: 1_000_000 * years.length, note: '' })
}
const caseOf = async (name: string, rule = 'late-180') => {
  const { rows } = await listArrears(staff, { member: the(name).memberId, rule })
  const [row] = rows
  if (!row) throw new Error(`${name} has no case`)
  return row
}
const notice = async (...names: string[]) => {
  const ids = await Promise.all(names.map(async (name) => (await caseOf(name)).id))
  const done = await issueNotices(staff, ids)
  await world.drain()
  return done
}
const act = async (name: string, said: Partial<Parameters<typeof actOnCase>[2]> = {}, rule = 'late-180') =>
  actOnCase(staff, (await caseOf(name, rule)).id, { answersRead: 0, resolution: '', resolvedOn: null, ...said })
const stage = async (name: string, rule?: string) => {
  const row = await caseOf(name, rule)
  return row.outcome ?? row.stage
}
const listed = async () => {
  const { rows } = await searchDirectory(
    { ...world.contexts.public(), origin: { requestId: 'r', address: '198.51.100.9', userAgent: 'test' } },
    { q: '示例' },
  )
  return rows.map((row) => row.name.slice(2, 4))
}
const told = async (name: string) => {
  const { rows } = await inTx(world.contexts.system(), (tx) =>
    sql<{
      line: string
    }>`select template || ' ' || channel as line from messages where about_id = ${the(name).memberId} and template like 'arrears%'
      and state = 'sent' order by created_at, id`.execute(tx),
  )
  return rows.map((row) => row.line)
}

beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  staff = await world.contexts.staff()
  at('2026-01-10T10:00')
  for (const name of ['欠费', '限期', '说明', '延期', '退会', '放弃', '同时', '失联', '挂号', '退信']) await join(name)
  await inTx(world.contexts.system(), (tx) =>
    tx.updateTable('contacts').set({ mobile: '', email: '' }).where('member_id', '=', the('失联').memberId).execute(),
  )
  await chargeYear(staff, 2026)
}, 60_000)
afterAll(() => world.close())

describe('STAFF-06 欠费处理: nothing follows without a notice', () => {
  it('who owes for so long is listed, once, and nothing has happened', async () => {
    await run('2026-12-27T10:00')
    expect((await listArrears(staff, {})).rows).toEqual([])
    await run('2026-12-28T10:00')
    expect(await findNow(staff)).toEqual({ found: 0, closed: 0 })
    expect(await readSummary(staff)).toMatchObject({ waiting: 10, stages: { found: 10 } })
    expect(await caseOf('欠费')).toMatchObject({ stage: 'found', years: [2026], amountFen: 1_000_000, since: '2026-06-30' })
    expect((await caseOf('欠费')).preview).toContain('2026 年度会费 10,000.00 元尚未到账，请在 2027-01-12 前缴纳')
    expect(await listed()).toHaveLength(10)
    expect((await myArrears(the('欠费').ctx)).rows).toEqual([])
  })

  it('before a notice nobody can decide; the database takes it from nobody either', async () => {
    await expect(act('欠费')).rejects.toThrow('还没有发出通知')
    const { id, memberId } = await caseOf('欠费')
    const by = { acted_on: '2027-06-01', acted_at: '2027-06-01T10:00:00+08:00', acted_by: staff.account.id, state: 'acted' }
    const force = (set: object) =>
      inTx(world.contexts.system(), (tx) =>
        tx
          .updateTable('arrears_cases')
          .set({ ...by, ...set })
          .where('id', '=', id)
          .execute(),
      )
    await expect(force({})).rejects.toThrow(/arrears: no act before a notice|violates check constraint/)
    // The notice of another is none of one's own.
    await notice('限期')
    const theirs = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('reminder_notices').select('id').where('case_id', 'is not', null).executeTakeFirstOrThrow(),
    )
    await expect(force({ notice_id: theirs.id })).rejects.toThrow(/foreign key/)
    const limit = { association_id: world.association.id, id, member_id: memberId, limits: ['directory'], why: 'x', set_at: new Date() }
    await expect(inTx(world.contexts.system(), (tx) => tx.insertInto('member_limits').values(limit).execute())).rejects.toThrow(
      /limited by a decision only/,
    )
  })

  it('the ticked ones get the notice by SMS, mail and portal; who reached nobody waits for another', async () => {
    await pauseMember(staff, the('延期').memberId, { reason: '来函约定 3 月底前付清', until: '2027-03-31' })
    expect(await notice('欠费', '说明', '延期', '退会', '同时', '失联', '限期')).toEqual({
      issued: 5,
      skipped: expect.arrayContaining([
        { memberName: the('延期').name, why: '已约定暂停提醒，请先恢复' },
        { memberName: the('限期').name, why: '已经发出通知' },
      ]),
    })
    expect((await told('欠费')).sort()).toEqual(['arrears-notice/late-180 email', 'arrears-notice/late-180 sms'])
    expect(await caseOf('欠费')).toMatchObject({ stage: 'running', notice: { through: '2027-01-12' } })
    expect(await stage('失联')).toBe('unreached')
    await expect(act('失联')).rejects.toThrow('通知没有送达，请重新发出')
    expect((await myArrears(the('欠费').ctx)).rows).toMatchObject([
      { act: 'limit', limits: ['certificate', 'directory'], state: 'noticed', through: '2027-01-12', amountFen: 1_000_000 },
    ])
  })

  it('seen in the portal it has arrived as well, from that day on', async () => {
    at('2026-12-30T10:00')
    await sawArrears(the('失联').ctx, (await caseOf('失联')).id)
    expect(await caseOf('失联')).toMatchObject({ stage: 'running', notice: { through: '2027-01-14' } })
    await expect(sawArrears(the('欠费').ctx, (await caseOf('失联')).id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('within its days nobody can decide, and who pays is off the list by itself', async () => {
    await run('2027-01-12T10:00')
    await expect(act('欠费')).rejects.toThrow('通知期到 2027-01-12 为止')
    const { id } = await caseOf('欠费')
    const force = sql`update arrears_cases set state = 'acted', acted_on = '2027-01-12', acted_at = now(), acted_by = ${staff.account.id} where id = ${id}`
    await expect(inTx(world.contexts.system(), (tx) => force.execute(tx))).rejects.toThrow(/its time was over/)
    await pay(the('限期'), [2026])
    await world.drain()
    expect(await stage('限期')).toBe('paid')
    await leave(staff, { memberId: the('退会').memberId, leftOn: '2027-01-12', reason: '自愿退会' })
    await run('2027-01-12T11:00')
    expect(await stage('退会')).toBe('left')
  })

  it('what the member says is read first', async () => {
    await run('2027-01-13T10:00')
    expect(await stage('说明')).toBe('ripe')
    await answerArrears(the('说明').ctx, (await caseOf('说明')).id, '去年 12 月已汇款，请核对。')
    await world.drain()
    await expect(act('说明')).rejects.toThrow('会员刚刚提交了说明')
    expect((await caseOf('说明')).answers).toMatchObject([{ text: '去年 12 月已汇款，请核对。' }])
    expect((await readAlerts(staff, { seen: false })).rows.map((row) => row.title)).toContain(`${the('说明').name}对欠费处理提交了说明`)
    await dropCase(staff, (await caseOf('说明')).id, '说明属实，等待到账')
    await findNow(staff)
    expect(await stage('说明')).toBe('dropped')
    await expect(answerArrears(the('欠费').ctx, (await caseOf('说明')).id, '不是我的')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('a person decides: what is limited, and to whom; who may not, can’t', async () => {
    const clerk = await world.contexts.staff(['dues.read', 'dues.remind'])
    const { id } = await caseOf('欠费')
    await expect(actOnCase(clerk, id, { answersRead: 0, resolution: '', resolvedOn: null })).rejects.toMatchObject({ code: 'not-allowed' })
    await act('欠费')
    await world.drain()
    expect(await stage('欠费')).toBe('acted')
    await expect(act('欠费')).rejects.toMatchObject({ code: 'already-done' })
    expect(await ownCertificate(the('欠费').ctx)).toMatchObject({ whyNot: expect.stringContaining('会费') })
    expect(await listed()).not.toContain('欠费')
    expect(await told('欠费')).toEqual(expect.arrayContaining(['arrears-acted sms', 'arrears-acted email']))
    expect((await myArrears(the('欠费').ctx)).rows).toMatchObject([{ state: 'acted', actedOn: '2027-01-13' }])
    await expectInvariants(world)
  })

  it('paid, the limit is gone at once, by itself, and the member is told', async () => {
    await pay(the('欠费'), [2026])
    await world.drain()
    expect(await stage('欠费')).toBe('paid')
    expect(await listed()).toContain('欠费')
    expect(await told('欠费')).toContain('arrears-ended sms')
    expect((await myArrears(the('欠费').ctx)).rows).toEqual([])
  })

  it('paid while somebody decides: one of the two waits, and nobody who paid is limited', async () => {
    const order = await openOrder(the('同时').ctx, { years: [2026], payer: payerOf(the('同时')), method: 'transfer' })
    const [, decided] = await Promise.allSettled([
      confirmPayment(staff, order, { receivedOn: world.clock.today(), amountFen: 1_000_000, note: '' }),
      act('同时'),
    ])
    await world.drain()
    if (decided.status === 'rejected') expect(String(decided.reason)).toContain('刚刚缴清')
    expect(await stage('同时')).toBe('paid')
    expect(await listed()).toContain('同时')
    await expectInvariants(world)
  })

  it('a letter counts from the day on which it was delivered, as entered: before that, and within its days, nobody can decide', async () => {
    const posted = {
      carrier: 'EMS',
      tracking: 'EX000000001CN',
      addressee: '办公室',
      address: '示例市示例路 1 号',
      deliveredOn: null,
    } as const
    const { id } = await caseOf('挂号')
    at('2027-01-13T09:00')
    for (const [wrong, path] of [
      [{ ...posted, postedOn: '2026-12-27' }, 'postedOn'],
      [{ ...posted, postedOn: '2027-01-14' }, 'postedOn'],
      [{ ...posted, postedOn: '2027-01-13', tracking: ' ' }, 'tracking'],
      [{ ...posted, postedOn: '2027-01-13', deliveredOn: '2027-01-12' }, 'deliveredOn'],
    ] as const)
      await expect(postLetter(staff, id, wrong)).rejects.toMatchObject({ code: 'input-invalid', problems: [{ path }] })
    expect(await stage('挂号')).toBe('found')
    await postLetter(staff, id, { ...posted, postedOn: '2027-01-13' })
    await expect(postLetter(staff, id, { ...posted, postedOn: '2027-01-13' })).rejects.toThrow('已经发出通知')
    at('2027-03-01T10:00')
    expect(await caseOf('挂号')).toMatchObject({ stage: 'running', notice: { through: null, letter: { tracking: 'EX000000001CN' } } })
    await expect(act('挂号')).rejects.toThrow('书面通知还没有登记送达')
    const force = sql`update arrears_cases set state = 'acted', acted_on = '2027-03-01', acted_at = now(), acted_by = ${staff.account.id} where id = ${id}`
    await expect(inTx(world.contexts.system(), (tx) => force.execute(tx))).rejects.toThrow(/no act before a notice arrived/)
    await uploadSlip(staff, id, await slipPhoto())
    expect((await readSlip(staff, id)).mediaType).toBe('image/jpeg')
    for (const deliveredOn of ['2027-01-12', '2027-03-02', null])
      await expect(settleLetter(staff, id, { deliveredOn, returnedOn: null, note: '查询' })).rejects.toMatchObject({
        code: 'input-invalid',
      })
    await settleLetter(staff, id, { deliveredOn: '2027-02-20', returnedOn: null, note: '前台签收' })
    expect(await caseOf('挂号')).toMatchObject({
      stage: 'running',
      notice: { through: '2027-03-07', letter: { slip: true, note: '前台签收' } },
    })
    at('2027-03-07T10:00')
    await expect(act('挂号')).rejects.toThrow('通知期到 2027-03-07 为止')
    // Entered wrongly, it is put right, and the log has both.
    await settleLetter(staff, id, { deliveredOn: '2027-02-22', returnedOn: null, note: '前台签收' })
    at('2027-03-09T10:00')
    await expect(act('挂号')).rejects.toThrow('通知期到 2027-03-09 为止')
    await expectInvariants(world)
    at('2027-03-10T09:00')
    await act('挂号')
    expect(await stage('挂号')).toBe('acted')
    await expect(settleLetter(staff, id, { deliveredOn: '2027-02-21', returnedOn: null, note: '' })).rejects.toMatchObject({
      code: 'not-ready',
    })
    const { rows: log } = await inTx(staff, (tx) =>
      sql<{
        line: string
      }>`select action || ' ' || coalesce(before->>'deliveredOn', '-') || ' ' || coalesce(after->>'deliveredOn', '-') as line from audit_log
        where action like 'arrears.letter%' and subject_id = ${the('挂号').memberId} order by at, id`.execute(tx),
    )
    expect(log.map((row) => row.line)).toEqual([
      'arrears.letter-posted - -',
      'arrears.letter-slip - -',
      'arrears.letter-settled - 2027-02-20',
      'arrears.letter-settled 2027-02-20 2027-02-22',
    ])
    await expectInvariants(world)
  })

  it('a letter that came back is no notice; the next one is, delivered already when it is recorded', async () => {
    const letter = {
      carrier: '挂号信',
      tracking: 'XA00000002',
      addressee: '法定代表人',
      address: '注册地址',
      postedOn: '2027-03-08',
    } as const
    const { id } = await caseOf('退信')
    await postLetter(staff, id, { ...letter, deliveredOn: null })
    await expect(settleLetter(staff, id, { deliveredOn: null, returnedOn: '2027-03-09', note: '' })).rejects.toMatchObject({
      problems: [{ path: 'note' }],
    })
    await settleLetter(staff, id, { deliveredOn: null, returnedOn: '2027-03-09', note: '查无此单位' })
    expect(await stage('退信')).toBe('unreached')
    await expect(act('退信')).rejects.toThrow('通知没有送达')
    await postLetter(staff, id, { ...letter, deliveredOn: '2027-03-10' })
    expect(await caseOf('退信')).toMatchObject({
      stage: 'running',
      notice: { through: '2027-03-25', letter: { deliveredOn: '2027-03-10' } },
    })
    expect((await myArrears(the('退信').ctx)).rows).toMatchObject([{ state: 'noticed', noticedOn: '2027-03-08', through: '2027-03-25' }])
    const reader = await world.contexts.staff(['dues.read'], '只看')
    await expect(settleLetter(reader, id, { deliveredOn: '2027-03-09', returnedOn: null, note: '' })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    at('2027-03-26T10:00')
    expect(await stage('退信')).toBe('ripe')
    await expectInvariants(world)
    at('2027-01-13T12:00')
  })

  it('what the member says after the decision is read too, and a limit is taken back with its reason', async () => {
    await notice('放弃')
    at('2027-02-01T10:00')
    await act('放弃')
    const { id } = await caseOf('放弃')
    expect(await listed()).not.toContain('放弃')
    await answerArrears(the('放弃').ctx, id, '章程没有这样的规定，请复核。')
    expect((await caseOf('放弃')).answers).toHaveLength(1)
    await expect(undoCase(staff, id, ' ')).rejects.toMatchObject({ code: 'input-invalid' })
    await undoCase(staff, id, '复核后认为申诉成立')
    await expect(undoCase(staff, id, '再撤一次')).rejects.toMatchObject({ code: 'already-done' })
    await world.drain()
    expect(await listed()).toContain('放弃')
    expect(await told('放弃')).toContain('arrears-ended sms')
    await findNow(staff)
    expect(await stage('放弃')).toBe('undone')
  })

  it('a year without paying: the membership ends by resolution, and goes on again when that was a mistake', async () => {
    // 2026 has gone by: another rule, with a notice of its own.
    expect(await stage('失联', 'one-year')).toBe('found')
    await resumeMember(staff, the('延期').memberId)
    await issueNotices(staff, [(await caseOf('延期', 'one-year')).id])
    await world.drain()
    await run('2027-03-10T10:00')
    expect(await stage('延期', 'one-year')).toBe('ripe')
    await expect(act('延期', {}, 'one-year')).rejects.toMatchObject({ code: 'input-invalid' })
    const resolution = { resolution: '会长办公会纪要（示例）〔2027〕2 号', resolvedOn: '2027-03-08' }
    await act('延期', resolution, 'one-year')
    await world.drain()
    expect(await ownCertificate(the('延期').ctx)).toMatchObject({ state: 'left' })
    expect(await listed()).not.toContain('延期')
    expect((await caseOf('延期', 'one-year')).acted).toMatchObject({ resolution: resolution.resolution })
    expect(await stage('延期')).toBe('left')
    await expectInvariants(world)
    await undoCase(staff, (await caseOf('延期', 'one-year')).id, '汇款早已到账，记在了别的单位名下')
    await world.drain()
    expect(await stage('延期', 'one-year')).toBe('undone')
    expect(await ownCertificate(the('延期').ctx)).not.toMatchObject({ state: 'left' })
    expect(await listed()).toContain('延期')
    await findNow(staff)
    expect(await stage('延期', 'one-year')).toBe('undone')
    await expectInvariants(world)
  })
})
