import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatterHappening } from '../../../contract/matter-words.ts'
import type { Stage } from '../../../contract/preset/matters.ts'
import type { Definition } from './definition.ts'
import * as machine from './machine.ts'
import { stagesOf } from './stages.ts'
import { type Held, standingOf } from './standing.ts'
import type { Happening, MatterRow } from './store.ts'

/**
 * Whole lives of matters, pure: random stages with conditions and reviews of every sort, random people at random acts, and what is
 * typed changes in between. It goes through the functions that the verbs go through, `stagesOf`, `standingOf` and the machine.
 *
 * A list of stages is legal when, whatever is typed, at least one stage is left (`presets` checks it: one that asks no condition and
 * is no branch's and no employer's), there is at most one employer's review (a unit may have one account only), and no condition of
 * a stage asks what is only filled in behind it. A role that reviews twice needs two people.
 */
const type = fc.constantFrom('form', 'documents', 'payment', 'review', 'review', 'review' as const)
const stageLists = fc
  .array(
    fc.record({
      type,
      review: fc.constantFrom('secretariat', 'branch', 'employer', 'meeting'),
      by: fc.constantFrom('r0', 'r1'),
      when: fc.constantFrom(undefined, true, false),
      mayReject: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8, size: 'max' },
  )
  .map((list) =>
    list.map(({ type, review, by, when, mayReject }, index) => {
      const common = { id: `s${index}`, type, ...(when !== undefined && { when: { field: 'x', is: when } }) }
      return (type === 'review' ? { ...common, review, by, mayReject } : common) as Stage
    }),
  )
  .filter((list) => list.filter((stage) => stage.type === 'review' && stage.review === 'employer').length <= 1)
  .filter((list) => list.some((stage) => !stage.when && !(stage.type === 'review' && ['branch', 'employer'].includes(stage.review))))

const people = 8
const [applicant, clerk, atFirst, atSecond] = [0, 5, 6, 7]
const units = { [atFirst]: 'e1', [atSecond]: 'e2' } as Record<number, string>
const steps = fc.array(
  fc.record({
    choice: fc.nat(10_000),
    x: fc.boolean(),
    employer: fc.constantFrom(null, 'e1', 'e2'),
    remark: fc.nat(7),
  }),
  { maxLength: 30, size: 'max' },
)
type Chosen = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never
type Step = Omit<Chosen, 'choice'> & { act: machine.Act; who: number }
const roles = fc.array(fc.subarray(['r0', 'r1'], { minLength: 1 }), { minLength: people, maxLength: people })

/** A matter as its row and its timeline, and what the form would answer for the employer. */
interface Life {
  definition: Definition
  branchId: string | null
  row: MatterRow
  happenings: Happening[]
}

function heldOf({ definition, branchId, row }: Life): Held {
  const turn = machine.applicantsTurn(row.state)
  const employer = turn ? row.data.employer !== null : row.employer_id !== null
  return { row, definition, facts: {}, branchId, employerName: null, stages: stagesOf({ row, definition, facts: {}, branchId, employer }) }
}

const standingNow = (life: Life) => standingOf(heldOf(life), life.happenings)

function begin(stages: Stage[], branchId: string | null): Life {
  const definition = { kind: 'any', stages, forms: {}, documents: [] } as unknown as Definition
  const data = { x: false, employer: null }
  const row = {
    state: 'draft',
    stage: stages[0]?.id,
    returned_from: null,
    reviewer_id: null,
    employer_id: null,
    data,
  } as unknown as MatterRow
  const fresh: Life = { definition, branchId, row, happenings: [] }
  const move = machine.opened(heldOf(fresh).stages)
  return after(fresh, move, 'opened', move.stage, applicant, {})
}

function after(life: Life, move: machine.Move, what: MatterHappening, stage: string, who: number, detail: Happening['detail']): Life {
  const { state, stage: to, returnedFrom, reviewerId } = move
  return {
    ...life,
    row: { ...life.row, state, stage: to, returned_from: returnedFrom, reviewer_id: reviewerId },
    happenings: [...life.happenings, { what, stage, actor_id: `p${who}`, detail } as Happening],
  }
}

function actorOf(life: Life, who: number, held: readonly string[][]): machine.Actor {
  const stage = heldOf(life).stages.find((one) => one.id === life.row.stage)
  const review = stage?.type === 'review' ? stage : null
  const mine = units[who]
  const employer = mine !== undefined && life.row.employer_id === mine
  const staff = who > applicant && mine === undefined && (held[who] ?? []).includes(review?.by ?? '')
  const reviews = review?.review === 'employer' ? employer : staff
  return { accountId: `p${who}`, own: who === applicant, reviews, employer, meeting: who === clerk }
}

/** Null: it was refused. */
function act(life: Life, step: Step, held: readonly string[][]): Life | null {
  const by = actorOf(life, step.who, held)
  const now = standingNow(life)
  const { stages } = heldOf(life)
  if (machine.whyNot(stages, now, step.act, by) !== null) return null
  const here = life.row.stage
  const detail: Happening['detail'] = {
    ...(by.meeting && { meeting: 'm' }),
    ...(life.row.employer_id !== null && units[step.who] === life.row.employer_id && { employer: life.row.employer_id }),
  }
  const go = (move: machine.Move | null, what: MatterHappening, stage = here) => move && after(life, move, what, stage, step.who, detail)
  switch (step.act) {
    case 'save':
      return { ...life, row: { ...life.row, data: { x: step.x, employer: step.employer } } }
    case 'submit': {
      const asked: Life = { ...life, row: { ...life.row, employer_id: life.row.data.employer as string | null } }
      const { stages } = heldOf(asked)
      const standing = standingNow(asked)
      const move = machine.submitted(stages, standing)
      const handed = after(asked, move, life.row.state === 'returned' ? 'resubmitted' : 'submitted', standing.stage, step.who, {
        ...(asked.row.employer_id !== null && { employer: asked.row.employer_id }),
      })
      return move.state === 'approved' ? after(handed, move, 'approved', move.stage, step.who, {}) : handed
    }
    case 'recall':
      return go(machine.recalled(stages, now), 'recalled')
    case 'withdraw':
      return go(machine.withdrawn(now), 'withdrawn')
    case 'pass': {
      const move = machine.passed(stages, now)
      return go(move, move.state === 'approved' ? 'approved' : 'passed')
    }
    case 'return':
      return go(machine.returned(stages, now, new Set([`s${step.remark}`]), by.accountId), 'returned')
    case 'hold':
      return { ...life, happenings: [...life.happenings, { what: 'held', stage: here, actor_id: by.accountId, detail } as Happening] }
    case 'takeBack':
      return go(machine.takenBack(now), 'taken-back', now.lastPass ?? here)
    default:
      return go(machine.rejected(now), 'rejected')
  }
}

const ended = ({ row }: Life) => ['approved', 'rejected', 'withdrawn'].includes(row.state)

/** What anybody may do now. Ends come seldom, so that lives grow long. */
function possible(life: Life, held: readonly string[][], choice: number): { act: machine.Act; who: number }[] {
  const { stages } = heldOf(life)
  const now = standingNow(life)
  const all = Array.from({ length: people }, (_, who) => who).flatMap((who) => {
    const by = actorOf(life, who, held)
    return machine.acts.flatMap((act) => (machine.whyNot(stages, now, act, by) === null ? [{ act, who }] : []))
  })
  return all.filter(({ act }) => choice % 20 === 0 || (act !== 'withdraw' && act !== 'reject'))
}

function live(stages: Stage[], branch: boolean, held: readonly string[][], taken: readonly Chosen[]): Life[] {
  const past = [begin(stages, branch ? 'b' : null)]
  for (const { choice, ...rest } of taken) {
    const now = past.at(-1) as Life
    const open = possible(now, held, choice)
    const chosen = open[Math.floor(choice / 20) % Math.max(1, open.length)]
    const next = chosen ? act(now, { ...rest, ...chosen }, held) : null
    if (next) past.push(next)
  }
  return past
}

const lives = (check: (past: Life[], held: readonly string[][]) => void) =>
  fc.assert(
    fc.property(stageLists, fc.boolean(), roles, steps, (stages, branch, held, taken) => check(live(stages, branch, held, taken), held)),
    { numRuns: 400 },
  )

const reviewsIn = (life: Life) => heldOf(life).stages.flatMap((stage) => (stage.type === 'review' ? [stage] : []))

describe('STAFF-01 / CEPCA-08 / GSJL-08 any life of any matter', () => {
  it('is decided once: an end is the last word of its timeline', () => {
    lives((past) => {
      const { happenings } = past.at(-1) as Life
      const ends = happenings.filter((one) => ['approved', 'rejected', 'withdrawn'].includes(one.what))
      expect(ends.length).toBeLessThanOrEqual(1)
      expect(past.slice(0, -1).some(ended)).toBe(false)
    })
  })

  it('skips no review: it is approved only when each of its reviews passed it, by those whose review it is', () => {
    lives((past) => {
      const last = past.at(-1) as Life
      if (last.row.state !== 'approved') return
      const final = last.happenings.at(-1)
      const through = { stage: final?.stage, by: final?.detail.meeting ? 'meeting:m' : final?.actor_id }
      // After the last review the applicant's own handing in may end it.
      const passes = [...standingNow(last).passes, ...(through.by === `p${applicant}` ? [] : [through])]
      for (const review of reviewsIn(last)) {
        const by = passes.filter((pass) => pass.stage === review.id).map((pass) => pass.by)
        expect(by).toHaveLength(1)
        expect(by[0]).not.toBe(`p${applicant}`)
        if (review.review === 'meeting') expect(by[0]).toBe('meeting:m')
        if (review.review === 'employer') expect(units[Number(by[0]?.slice(1))]).toBe(last.row.employer_id)
      }
    })
  })

  it('is seen by as many eyes as it has reviews: nobody passes two of them, but for a meeting', () => {
    lives((past) => {
      for (const life of past) {
        const accounts = standingNow(life)
          .passes.map((pass) => pass.by)
          .filter((by) => !by.startsWith('meeting:'))
        expect(new Set(accounts).size).toBe(accounts.length)
      }
    })
  })

  it('is never stuck: from wherever it came to, handing in and passing bring it to its end', () => {
    const everybody = Array.from({ length: 30 }, () => ['r0', 'r1'])
    lives((past) => {
      let life = past.at(-1) as Life
      for (let round = 0; round < 40 && !ended(life); round++) {
        const plain = { x: false, employer: null, remark: 0 }
        const next = Array.from({ length: 20 }, (_, who) => who)
          .flatMap((who) => [act(life, { act: who === applicant ? 'submit' : 'pass', who, ...plain }, everybody)])
          .find((one) => one !== null)
        expect(next, JSON.stringify(life.row)).toBeDefined()
        life = next as Life
      }
      expect(ended(life)).toBe(true)
    })
  })

  it('a return comes back to the review and the reviewer it came from, unless what was typed brought in a review before', () => {
    lives((past) => {
      past.forEach((life, index) => {
        const next = past[index + 1]
        if (life.row.state !== 'returned' || next?.row.state !== 'submitted') return
        const order = heldOf(next).stages.map((stage) => stage.id)
        if (next.row.stage === life.row.returned_from) expect(next.row.reviewer_id).toBe(life.row.reviewer_id)
        else if (order.includes(life.row.returned_from ?? ''))
          expect(order.indexOf(next.row.stage)).toBeLessThan(order.indexOf(life.row.returned_from ?? ''))
        else expect(reviewsIn(life).some((one) => one.id === next.row.stage)).toBe(true)
      })
    })
  })

  it('lies with reviewers at a review of its own only, and with the applicant at a stage in hand', () => {
    lives((past) => {
      for (const life of past) {
        const { stages } = heldOf(life)
        const now = standingNow(life)
        if (now.state === 'submitted') expect(reviewsIn(life).map((one) => one.id)).toContain(now.stage)
        if (!machine.applicantsTurn(now.state)) continue
        const hand = machine.inHand(stages, now).map((one) => one.id)
        if (hand.length > 0) expect(hand).toContain(now.stage)
      }
    })
  })

  it('回退 undoes only what the employer itself passed, with nothing decided since', () => {
    lives((past) => {
      past.forEach((life, index) => {
        const next = past[index + 1]
        if (next?.happenings.at(-1)?.what !== 'taken-back' || next.happenings.length === life.happenings.length) return
        const since = life.happenings.slice(life.happenings.findLastIndex((one) => one.what === 'passed'))
        expect(since[0]?.detail.employer).toBe(life.row.employer_id)
        expect(since.some((one) => ['returned', 'rejected', 'approved'].includes(one.what))).toBe(false)
        expect(next.row).toMatchObject({ state: 'submitted', stage: since[0]?.stage })
      })
    })
  })

  it('what may not be refused is not, and a meeting’s stage is decided in a meeting only', () => {
    lives((past) => {
      past.forEach((life, index) => {
        const made = past[index + 1]?.happenings
        const last = made && made.length > life.happenings.length ? made.at(-1) : undefined
        const stage = reviewsIn(life).find((one) => one.id === life.row.stage)
        if (life.row.state !== 'submitted' || !last || !['passed', 'approved', 'rejected', 'returned', 'held'].includes(last.what)) return
        if (last.what === 'rejected') expect(stage?.mayReject).not.toBe(false)
        expect(stage?.review === 'meeting').toBe(last.detail.meeting === 'm')
      })
    })
  })
})
