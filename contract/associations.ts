import { type Static, Type } from 'typebox'
import { Fen, Nullable } from './common.ts'
import { endpoints } from './endpoint.ts'
import { type StageType, stageTypes } from './matter-words.ts'

/** How to join, from the admission as it is configured now: its steps, its papers, what it costs, whom to ask. */
export const Joining = Type.Object({
  /** Of each kind of member that may register here, units first. */
  admissions: Type.Array(
    Type.Object({
      for: Type.Enum(['unit', 'person']),
      name: Type.String(),
      explanation: Type.String(),
      afterwards: Type.String(),
      steps: Type.Array(
        Type.Object({
          type: Type.Unsafe<StageType>(Type.String({ enum: [...stageTypes] })),
          title: Type.String(),
          help: Type.String(),
          within: Nullable(Type.Integer()),
          /** Filled in on the page of the step before it. */
          samePage: Type.Boolean(),
        }),
      ),
      /** `conditional`: asked of some applicants only. */
      documents: Type.Array(
        Type.Object({
          name: Type.String(),
          help: Type.String(),
          required: Type.Boolean(),
          conditional: Type.Boolean(),
          template: Type.Boolean(),
        }),
      ),
    }),
  ),
  /** This year's dues, the highest level first; [] when no standard is in force. */
  dues: Type.Object({ year: Type.Integer(), rows: Type.Array(Type.Object({ level: Type.String(), amountFen: Fen })) }),
  contacts: Type.Object({
    hours: Nullable(Type.String()),
    people: Type.Array(
      Type.Object({
        name: Type.String(),
        for: Type.String(),
        phone: Type.String(),
        qq: Nullable(Type.String()),
        email: Nullable(Type.String()),
      }),
    ),
  }),
  /** Whether anybody may look members up. */
  directory: Type.Boolean(),
  texts: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
})
export type Joining = Static<typeof Joining>

export const associationEndpoints = endpoints({
  'GET /joining': { summary: '如何入会：步骤、材料、会费标准、联系人', who: 'public', reply: Joining },
})
