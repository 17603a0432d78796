import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StageType } from '../../../contract/matter-words.ts'
import type { Act, Actor, Move, StageShape, Standing } from './machine.ts'
import * as machine from './machine.ts'

const stageLists = fc
  .array(fc.constantFrom<StageType>('agree', 'form', 'documents', 'payment', 'review'), { minLength: 1, maxLength: 9 })
  .map((types) => types.map((type, index): StageShape => ({ id: `s${index}`, type })))

interface Step {
  act: Act
  who: number
  remark: number
}
const steps = fc.array(
  fc.record({ act: fc.constantFrom(...machine.acts.filter((act) => act !== 'save')), who: fc.nat(5), remark: fc.nat(9) }),
  { maxLength: 40 },
)

/** Person 0 applies; 1–5 review anything that the machine lets them. */
const actor = (who: number): Actor => ({ accountId: `p${who}`, own: who === 0, reviews: who !== 0 })

function carry(standing: Standing, move: Move, more: Partial<Standing>): Standing {
  return { ...standing, handedIn: false, ...move, ...more }
}

function act(stages: StageShape[], standing: Standing, step: Step): Standing | null {
  const by = actor(step.who)
  if (machine.whyNot(stages, standing, step.act, by) !== null) return null
  const remarked = new Set([stages[step.remark % stages.length]?.id ?? ''])
  switch (step.act) {
    case 'submit':
      return carry(standing, machine.submitted(stages, standing), { handedIn: true })
    case 'recall': {
      const move = machine.recalled(stages, standing)
      return move && carry(standing, move, {})
    }
    case 'withdraw':
      return carry(standing, machine.withdrawn(standing), {})
    case 'pass':
      return carry(standing, machine.passed(stages, standing), {
        passes: [...standing.passes, { stage: standing.stage, by: by.accountId }],
      })
    case 'return': {
      const move = machine.returned(stages, standing, remarked, by.accountId)
      return move && carry(standing, move, {})
    }
    default:
      return carry(standing, machine.rejected(standing), {})
  }
}

const start = (stages: StageShape[]): Standing => {
  const move = machine.opened(stages)
  return { ...move, handedIn: move.state === 'submitted', passes: [], lastPass: null }
}

const ended = (standing: Standing) => ['approved', 'rejected', 'withdrawn'].includes(standing.state)
const reviews = (stages: StageShape[]) => stages.filter((stage) => stage.type === 'review').map((stage) => stage.id)

function live(stages: StageShape[], taken: Step[]): Standing[] {
  const past = [start(stages)]
  for (const step of taken) {
    const now = past.at(-1) as Standing
    const next = act(stages, now, step)
    if (next) past.push(next)
  }
  return past
}

describe('the life of a matter, whatever its stages', () => {
  it('is decided once: what has ended takes no further act from anybody', () => {
    fc.assert(
      fc.property(stageLists, steps, (stages, taken) => {
        const past = live(stages, taken)
        expect(past.slice(0, -1).some(ended)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('skips no review: it is approved only when every review passed it, in their order, each by somebody else', () => {
    fc.assert(
      fc.property(stageLists, steps, (stages, taken) => {
        const last = live(stages, taken).at(-1) as Standing
        if (last.state !== 'approved') return
        expect(last.passes.map((pass) => pass.stage)).toEqual(reviews(stages))
        expect(new Set(last.passes.map((pass) => pass.by)).size).toBe(last.passes.length)
        expect(last.passes.map((pass) => pass.by)).not.toContain('p0')
      }),
      { numRuns: 500 },
    )
  })

  it('is never stuck: from wherever it stands, handing in and passing bring it to its end', () => {
    fc.assert(
      fc.property(stageLists, steps, (stages, taken) => {
        let standing = live(
          stages,
          taken.filter((step) => step.who <= 1),
        ).at(-1) as Standing
        for (let round = 0; round < 30 && !ended(standing); round++) {
          const fresh = Array.from({ length: 12 }, (_, who) => who).find(
            (who) => machine.whyNot(stages, standing, who === 0 ? 'submit' : 'pass', actor(who)) === null,
          )
          expect(fresh, JSON.stringify(standing)).toBeDefined()
          standing = act(stages, standing, { act: fresh === 0 ? 'submit' : 'pass', who: fresh ?? 0, remark: 0 }) as Standing
        }
        expect(ended(standing)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('comes back to the review and the reviewer that returned it', () => {
    fc.assert(
      fc.property(stageLists, steps, (stages, taken) => {
        const past = live(stages, taken)
        past.forEach((standing, index) => {
          const next = past[index + 1]
          if (standing.state !== 'returned' || next?.state !== 'submitted') return
          expect(next.stage).toBe(standing.returnedFrom)
          expect(next.reviewerId).toBe(standing.reviewerId)
        })
      }),
      { numRuns: 300 },
    )
  })

  it('lies with the applicant only at stages of the applicant, in hand, and with reviewers only at a review', () => {
    fc.assert(
      fc.property(stageLists, steps, (stages, taken) => {
        for (const standing of live(stages, taken)) {
          const stage = stages.find((one) => one.id === standing.stage)
          if (standing.state === 'submitted') expect(stage?.type).toBe('review')
          if (!machine.applicantsTurn(standing.state)) continue
          expect(stage?.type).not.toBe('review')
          expect(machine.inHand(stages, standing).map((one) => one.id)).toContain(standing.stage)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('CACEM-03 / CACEM-04 stages of an application', () => {
  const stages: StageShape[] = [
    { id: 'charter', type: 'agree' },
    { id: 'unit', type: 'form' },
    { id: 'papers', type: 'documents' },
    { id: 'dues', type: 'payment' },
    { id: 'check', type: 'review' },
  ]
  const draft = { state: 'draft', stage: 'charter', returnedFrom: null, passes: [] } as const

  it('keeps everything closed until the charter is agreed to', () => {
    expect(machine.whyClosed(stages, draft, 'unit', new Set())).toBe('请先阅读并同意前面的文本')
    expect(machine.whyClosed(stages, draft, 'charter', new Set())).toBeNull()
  })

  it('opens all of the applicant’s stages afterwards, the review stays the association’s', () => {
    const agreed = new Set(['charter'])
    expect(['unit', 'papers', 'dues'].map((id) => machine.whyClosed(stages, draft, id, agreed))).toEqual([null, null, null])
    expect(machine.whyClosed(stages, draft, 'check', agreed)).toBe('由协会审核')
  })

  it('says why to each who may not: the applicant under review, a reviewer of another post, a reviewer of his own', () => {
    const standing: Standing = {
      state: 'submitted',
      stage: 'check',
      returnedFrom: null,
      reviewerId: null,
      handedIn: true,
      passes: [],
      lastPass: null,
    }
    expect(machine.whyNot(stages, standing, 'save', actor(0))).toBe('已经提交，正在审核，暂不能修改')
    expect(machine.whyNot(stages, standing, 'pass', { accountId: 'x', own: false, reviews: false })).toBe('这一环节由其他岗位审核')
    expect(machine.whyNot(stages, standing, 'pass', { accountId: 'x', own: true, reviews: true })).toBe('不能审核自己的申请')
  })
})
