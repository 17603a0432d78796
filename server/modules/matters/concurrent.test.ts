import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MatterKindFile } from '../../../contract/preset/matters.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { decideInMeeting, decideMatter } from './decide.ts'
import { openMatter } from './open.ts'
import { saveDraft } from './save-draft.ts'
import { hold, standingOf } from './standing.ts'
import { listHappenings } from './store.ts'
import { submitMatter } from './submit.ts'
import { takeBack } from './take-back.ts'
import { answers, colleague, council, heard, installKindsOf, office, someone, stage } from './testing/kinds.ts'
import { device } from './testing/story.ts'
import { withdrawMatter } from './withdraw.ts'

/** The lives of life.test.ts once more, with the real verbs on the real database: in each round several act at the same moment. */
let world: World
let unit: MemberContext
let staff: StaffContext[]
let clerk: StaffContext

const { person, employer, check, second, meeting } = stage
const form2 = { ...person, id: 'form2', when: { field: 'abroad', is: true } }
const kinds: Pick<MatterKindFile, 'kind' | 'for' | 'stages'>[] = [
  { kind: 'life-one', for: 'person', stages: [person, employer, check, meeting] },
  { kind: 'life-two', for: 'person', stages: [person, check, form2, employer, second] },
  { kind: 'life-three', for: 'person', stages: [person, meeting, { ...check, when: { field: 'abroad', is: true } }, second] },
]

beforeAll(async () => {
  world = await testWorld()
  await installKindsOf(world, kinds)
  unit = await someone(world, 'unit', '示例监理有限公司')
  answers.employers = new Map([['甲', unit.memberId]])
  staff = [await colleague(world, '甲', office), await colleague(world, '乙', office), await colleague(world, '丙', office)]
  clerk = await colleague(world, '丁', council)
})
afterAll(() => world.close())

const acts = [
  'submit',
  'recall',
  'save',
  'pass',
  'pass',
  'pass',
  'meet',
  'employer',
  'employer',
  'back',
  'return',
  'takeBack',
  'reject',
] as const
const rounds = fc.array(
  fc.array(fc.record({ act: fc.constantFrom(...acts), who: fc.nat(2), abroad: fc.boolean(), employer: fc.constantFrom('', '甲') }), {
    minLength: 1,
    maxLength: 4,
  }),
  { minLength: 6, maxLength: 14 },
)
type Act = typeof rounds extends fc.Arbitrary<(infer R)[]> ? (R extends (infer A)[] ? A : never) : never

async function perform(who: MemberContext, id: string, { act, who: one, abroad, employer }: Act): Promise<void> {
  const ctx = staff[one] as StaffContext
  const { row } = await inTx(ctx, (tx, ctx) => hold(tx, ctx, id))
  const place = { id, stage: row.stage, revision: row.revision }
  const back = { act: 'return' as const, ...place, message: '请补正', remarks: [] }
  if (act === 'submit') await submitMatter(who, { id, reply: '已处理' })
  if (act === 'recall') await withdrawMatter(who, { id, to: 'edit' })
  if (act === 'save') await saveDraft(who, { id, base: row.revision, device, changes: { name: '张示例', abroad, employer } })
  if (act === 'pass') await decideMatter(ctx, { act: 'pass', ...place })
  if (act === 'return') await decideMatter(ctx, back)
  if (act === 'reject') await decideMatter(ctx, { act: 'reject', ...place, reason: '不符合' })
  if (act === 'employer') await decideMatter(unit, { act: 'pass', ...place })
  if (act === 'back') await decideMatter(unit, back)
  if (act === 'takeBack') await takeBack(unit, { id })
  if (act === 'meet') await inTx(clerk, (tx, ctx) => decideInMeeting(tx, ctx, { id: 'm', name: '会议' }, { act: 'pass', ...place }))
}

/** From wherever it stands, towards its end. */
const onwards: Act[] = [
  ...(['submit', 'employer', 'meet'] as const).map((act) => ({ act, who: 0, abroad: false, employer: '甲' as const })),
  ...[0, 1, 2].map((who) => ({ act: 'pass' as const, who, abroad: false, employer: '甲' as const })),
]

const ended = async (id: string) => {
  const { row } = await inTx(clerk, (tx, ctx) => hold(tx, ctx, id))
  return row.state === 'approved' || row.state === 'rejected'
}

/** A refusal is an answer; anything else is a fault. */
const refusedOrDone = (work: Promise<void>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
  })

it('STAFF-01 / CEPCA-08 / GSJL-08 whoever acts at the same moment: decided once, no review skipped, nobody twice, never stuck', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), rounds, async ({ kind }, taken) => {
      const who = await someone(world, 'person', '张示例')
      const { id } = await openMatter(who, { kind })
      await saveDraft(who, { id, base: 1, device, changes: { name: '张示例', employer: '甲' } })
      await submitMatter(who, { id })
      for (const round of taken) await Promise.all(round.map((act) => refusedOrDone(perform(who, id, act))))
      for (let round = 0; round < 6 && !(await ended(id)); round++) for (const act of onwards) await refusedOrDone(perform(who, id, act))

      const { held, happenings } = await inTx(clerk, async (tx, ctx) => ({
        held: await hold(tx, ctx, id),
        happenings: await listHappenings(tx, ctx, id),
      }))
      const ends = happenings.filter((one) => ['approved', 'rejected', 'withdrawn'].includes(one.what))
      const told = heard.decided.filter((one) => one.id === id)
      expect(['approved', 'rejected']).toContain(held.row.state)
      expect(told.map((one) => one.decision)).toEqual(ends.map((one) => one.what))
      expect(ends).toHaveLength(1)
      const passes = [...standingOf(held, happenings).passes.map((pass) => pass.by)]
      expect(new Set(passes).size).toBe(passes.length)
      if (held.row.state !== 'approved') return
      const passed = [...standingOf(held, happenings).passes.map((pass) => pass.stage), ends[0]?.stage]
      for (const review of held.stages.filter((one) => one.type === 'review')) expect(passed).toContain(review.id)
    }),
    { numRuns: 10 },
  )
}, 120_000)
