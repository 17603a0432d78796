import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { body, installMeetingKind, readyMatter, readyMatters, secretary } from '../../testing/meetings.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { decideMatter, withdrawMatter } from '../matters/index.ts'
import { matterForStaff } from '../matters/matter-for-staff.ts'
import { decided, reviewer } from '../matters/testing/kind.ts'
import { seen } from '../matters/testing/story.ts'
import { addItems, collect, moveItem, recordVerdicts, removeItems } from './agenda.ts'
import { changeAnnouncement } from './announce.ts'
import { carryOut } from './carry-out.ts'
import { cancelMeeting, createMeeting } from './create.ts'
import { decideMeeting } from './decide.ts'
import { meetingsOfMatter } from './of-matter.ts'
import { agendaSheet, printAgenda, resultList } from './papers.ts'
import { listItems, listMeetings, readMeeting } from './read.ts'
import { bodies, readyMatters as listReady } from './ready.ts'

let world: World
let officer: StaffContext
let clerk: StaffContext
let colleague: StaffContext

beforeAll(async () => {
  world = await testWorld()
  await installMeetingKind(world)
  officer = await reviewer(world, '李审核')
  clerk = await secretary(world, '赵秘书')
  colleague = await secretary(world, '钱秘书')
})
afterAll(() => world.close())

const input = (name: string) => ({ name, heldOn: '2026-11-21', place: '示例会议室', role: body })
const resolution = { resolutionNumber: '示例纪要〔2026〕11号', resolvedOn: '2026-11-21' }
const event = (meetingId: string): RaisedEvent<'meetings.decided'> => ({
  id: 'test',
  associationId: world.association.id,
  name: 'meetings.decided',
  data: { meetingId },
})
const matter = (id: string) => matterForStaff(officer, id)
const effects = (id: string) => decided.filter((one) => one.id === id).map((one) => one.decision)

describe('CEPCA-08 a meeting decides forty matters in one go', () => {
  let ids: string[]
  let meeting: string

  it('collects what is ready in one click, who waits longest first; nothing lies on two agendas', async () => {
    ids = await readyMatters(world, officer, 40)
    expect(await bodies(clerk)).toEqual([{ role: body, name: '示例办公会', ready: 40, can: { create: null } }])
    meeting = await createMeeting(clerk, input('2026年第11次示例办公会'))
    expect(await collect(clerk, meeting)).toEqual({ added: 40 })
    expect(await collect(clerk, meeting)).toEqual({ added: 0 })
    const other = await createMeeting(colleague, input('另一次示例办公会'))
    expect(await collect(colleague, other)).toEqual({ added: 0 })
    expect((await refusal(addItems(colleague, other, [ids[0] ?? '']))).message).toContain('另一次会议')
    await cancelMeeting(colleague, other)
    const page = await listItems(clerk, meeting, { limit: 30 })
    expect(page.rows.map((row) => row.position)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
    expect(page.rows[0]).toMatchObject({ verdict: 'pass', changed: null, opinion: { who: '李审核' }, kindName: '测试事项' })
    expect((await listItems(clerk, meeting, { after: page.next ?? '', limit: 30 })).rows).toHaveLength(10)
  })

  it('single ones are taken out, put back and moved; the places stay without gaps', async () => {
    const [first = '', second = ''] = (await listItems(clerk, meeting, {})).rows.map((row) => row.matterId)
    await removeItems(clerk, meeting, [first])
    expect((await listReady(clerk, meeting, {})).rows.map((row) => row.matterId)).toEqual([first])
    expect((await listItems(clerk, meeting, {})).rows[0]).toMatchObject({ matterId: second, position: 1 })
    await addItems(clerk, meeting, [first])
    await moveItem(clerk, meeting, first, 1)
    const rows = (await listItems(clerk, meeting, {})).rows
    expect(rows.map((row) => row.position)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
    expect(rows.slice(0, 2).map((row) => row.matterId)).toEqual([first, second])
    await moveItem(clerk, meeting, first, 40)
    expect((await listItems(clerk, meeting, {})).rows.at(-1)?.matterId).toBe(first)
  })

  it('a matter says on which agenda it lies, at which place', async () => {
    const rows = (await listItems(clerk, meeting, {})).rows
    const last = rows.at(-1)
    expect(await meetingsOfMatter(officer, last?.matterId ?? '')).toEqual([
      { id: meeting, name: '2026年第11次示例办公会', heldOn: '2026-11-21', state: 'open', position: 40, verdict: 'pass', outcome: null },
    ])
    expect((await refusal(meetingsOfMatter(officer, meeting))).code).toBe('not-found')
  })

  it('each gets its verdict; what is returned or refused needs a reason', async () => {
    const [, hold = '', back = '', no = ''] = ids
    const why = await refusal(recordVerdicts(clerk, meeting, { matters: [back], verdict: 'return', note: ' ' }))
    expect(why.problems?.[0]?.message).toContain('需要补正什么')
    await recordVerdicts(clerk, meeting, { matters: [hold], verdict: 'hold', note: '补充业绩说明后再议' })
    await recordVerdicts(clerk, meeting, { matters: [back], verdict: 'return', note: '营业执照不清晰' })
    await recordVerdicts(clerk, meeting, { matters: [no], verdict: 'reject', note: '不属于本行业' })
    expect(await readMeeting(clerk, meeting)).toMatchObject({
      total: 40,
      verdicts: { pass: 37, hold: 1, return: 1, reject: 1 },
      changed: 0,
    })
    expect((await listItems(clerk, meeting, { show: 'apart' })).rows).toHaveLength(3)
  })

  it('the agenda is printed and goes into a table', async () => {
    const paper = await printAgenda(clerk, meeting)
    expect([paper.mediaType, paper.bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])
    expect((await agendaSheet(clerk, meeting)).bytes.subarray(0, 2).toString()).toBe('PK')
  })

  it('outside of a meeting nobody decides them, and only its secretaries decide the meeting', async () => {
    const place = await seen(officer, ids[5] ?? '')
    expect((await refusal(decideMatter(clerk, { act: 'pass', ...place }))).message).toContain('会议')
    expect((await refusal(decideMeeting(officer, meeting, resolution))).code).toBe('not-allowed')
    expect((await refusal(collect(await world.contexts.staff(['matters.read']), meeting))).code).toBe('not-allowed')
  })

  it('needs the resolution’s number and a day that is not to come', async () => {
    const why = await refusal(decideMeeting(clerk, meeting, { resolutionNumber: ' ', resolvedOn: '2026-11-22' }))
    expect(why.problems?.map((one) => one.path)).toEqual(['resolutionNumber', 'resolvedOn'])
  })

  it('of two secretaries at once one wins; a matter ended meanwhile is skipped and says why; the rest is carried out', async () => {
    const gone = ids[9] ?? ''
    const { applicant, memberId } = await matter(gone)
    await inTx(world.contexts.system(), (tx) =>
      tx
        .insertInto('account_members')
        .values({ association_id: world.association.id, account_id: applicant.accountId, member_id: memberId })
        .execute(),
    )
    await withdrawMatter(world.contexts.member(applicant.accountId, memberId), { id: gone, to: 'end', reason: '暂不申请' })
    expect(await readMeeting(clerk, meeting)).toMatchObject({ changed: 1 })
    const both = await Promise.allSettled([decideMeeting(clerk, meeting, resolution), decideMeeting(colleague, meeting, resolution)])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await refusal(collect(clerk, meeting))).message).toContain('正在办理')
    await world.drain()
    expect(await readMeeting(clerk, meeting)).toMatchObject({
      state: 'closed',
      total: 40,
      decided: 40,
      outcomes: { passed: 36, held: 1, returned: 1, rejected: 1, skipped: 1 },
      resolutionNumber: resolution.resolutionNumber,
    })
    const [passed = '', hold = '', back = '', no = ''] = ids
    expect([effects(passed), effects(hold), effects(back), effects(no), effects(gone)]).toEqual([['approved'], [], [], ['rejected'], []])
    expect(await matter(passed)).toMatchObject({ state: 'approved' })
    expect((await matter(passed)).timeline.at(-1)?.message).toBe('2026年第11次示例办公会（示例纪要〔2026〕11号，2026-11-21）')
    expect(await matter(back)).toMatchObject({ state: 'returned' })
    expect(await matter(no)).toMatchObject({ state: 'rejected' })
    expect((await listItems(clerk, meeting, { show: 'changed' })).rows).toMatchObject([
      { matterId: gone, outcome: 'skipped', outcomeNote: '申请单位已取消' },
    ])
  })

  it('what was held stays ready for the next meeting, with the note in its timeline', async () => {
    const hold = ids[1] ?? ''
    expect(await matter(hold)).toMatchObject({ state: 'submitted', stage: 'second' })
    expect((await matter(hold)).timeline.at(-1)).toMatchObject({ what: 'held', message: expect.stringContaining('补充业绩说明后再议') })
    expect(await bodies(clerk)).toMatchObject([{ ready: 1 }])
    expect(await meetingsOfMatter(officer, hold)).toMatchObject([{ id: meeting, state: 'closed', outcome: 'held' }])
  })

  it('ends with a list of results and the announcement, which is put right before it is published', async () => {
    const list = (await resultList(clerk, meeting)).bytes.toString()
    expect(list.trim().split('\r\n')).toHaveLength(41)
    expect(list).toContain('未办理,申请单位已取消,示例纪要〔2026〕11号,2026-11-21')
    const { announcement } = await readMeeting(clerk, meeting)
    expect(announcement).toContain('2026年第11次示例办公会')
    expect(announcement).toMatch(/36\. 示例/)
    expect(announcement).not.toContain('{')
    await changeAnnouncement(clerk, meeting, '公示（修改）')
    expect((await readMeeting(clerk, meeting)).announcement).toBe('公示（修改）')
    expect((await refusal(changeAnnouncement(officer, meeting, 'x'))).code).toBe('not-allowed')
    expect((await listMeetings(clerk, {})).rows.map((row) => row.state).sort()).toEqual(['cancelled', 'closed'])
  })

  it('stands in the log with who decided', async () => {
    const lines = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('audit_log').select(['action', 'actor_name']).where('subject_id', '=', meeting).orderBy('id').execute(),
    )
    expect(lines.map((line) => line.action)).toEqual([
      'meeting.created',
      ...Array.from({ length: 6 }, () => 'meeting.agenda-changed'),
      'meeting.decided',
      'meeting.closed',
      'meeting.announcement-changed',
    ])
  })
})

describe('CEPCA-08 a worker that is killed in the middle', () => {
  it('is begun again where it stopped, two at once share the work, and nothing is decided twice', async () => {
    await readyMatters(world, officer, 150)
    const meeting = await createMeeting(clerk, input('中断的示例办公会'))
    const { added: total } = await collect(clerk, meeting)
    await decideMeeting(clerk, meeting, resolution)
    const worker = await startedWorker()
    await until(async () => (await readMeeting(clerk, meeting)).decided >= 5)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    const half = await readMeeting(clerk, meeting)
    expect(half.state).toBe('deciding')
    expect(half.decided).toBeLessThan(total)
    // What the heartbeat of another worker does half a minute later.
    await asOwner('select graphile_worker.force_unlock_workers(array_agg(locked_by)) from graphile_worker.jobs where locked_by is not null')
    const ctx = world.contexts.system()
    await Promise.all([world.drain(), carryOut(ctx, event(meeting)), carryOut(ctx, event(meeting))])
    await world.drain()
    const done = await readMeeting(clerk, meeting)
    expect({ state: done.state, passed: done.outcomes.passed }).toEqual({ state: 'closed', passed: total })
    const times = await asOwner<{ approved: number; told: number }>(
      `select (select count(*)::int from matter_events e where e.matter_id = i.matter_id and e.what = 'approved') as approved,
        (select count(*)::int from audit_log l where l.subject_id = i.matter_id::text and l.after->>'state' = 'approved') as told
       from meeting_items i where i.meeting_id = $1`,
      [meeting],
    )
    expect(times).toEqual(Array.from({ length: total }, () => ({ approved: 1, told: 1 })))
  })

  it('a matter changed since it was put on the agenda is skipped, and may be put on again as it is', async () => {
    const id = await readyMatter(world, officer, '示例变化工程有限公司')
    const meeting = await createMeeting(clerk, input('变化的示例办公会'))
    await collect(clerk, meeting)
    await inTx(world.contexts.system(), (tx) => tx.updateTable('matters').set({ revision: 99 }).where('id', '=', id).execute())
    expect((await listItems(clerk, meeting, { show: 'changed' })).rows).toMatchObject([{ matterId: id, changed: '列入议程后有变化' }])
    await addItems(clerk, meeting, [id])
    expect(await readMeeting(clerk, meeting)).toMatchObject({ changed: 0 })
    await inTx(world.contexts.system(), (tx) => tx.updateTable('matters').set({ revision: 100 }).where('id', '=', id).execute())
    await decideMeeting(clerk, meeting, resolution)
    await world.drain()
    expect(await readMeeting(clerk, meeting)).toMatchObject({ state: 'closed', outcomes: { skipped: 1 }, announcement: '' })
    expect(await matter(id)).toMatchObject({ state: 'submitted' })
  })
})

async function startedWorker(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: world.url, DATA_DIR: world.kernel.config.dataDir }
  const worker = fork(fileURLToPath(new URL('../../testing/meeting-worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(worker, 'message')
  return worker
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('waited in vain')
    await new Promise((done) => setTimeout(done, 10))
  }
}

async function asOwner<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: world.url })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}
