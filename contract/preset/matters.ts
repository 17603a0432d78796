import { type Static, Type } from 'typebox'
import { DocumentSlot } from '../forms/documents-schema.ts'
import { Condition, FormDefinition } from '../forms/schema.ts'
import { EFFECTS } from './choose.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Id = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })
/** `when`: the stage is passed over where the condition does not hold (asks fields of the form and facts of the member). */
const common = { id: Id, name: Text, explanation: Text, when: Type.Optional(Condition) }
/** What the applicant fills in or hands in may stand on one page with the stage before it: 单位信息 and its certificates (CQSSA-01). */
const samePage = Type.Optional(Type.Boolean())

/** What a review may wait for. */
export const NEEDS = ['payment-confirmed', 'payment-vouched'] as const

/** One step of a matter. In matters.yaml `type` may be left out: the first of the five words says it. */
export const stageSchemas = {
  agree: Type.Object(
    { type: Type.Literal('agree'), ...common, agree: Type.String({ description: 'id of a text' }), also: Type.Optional(Type.Array(Id)) },
    closed,
  ),
  form: Type.Object({ type: Type.Literal('form'), ...common, form: Type.String({ description: 'id of a form' }), samePage }, closed),
  documents: Type.Object(
    {
      type: Type.Literal('documents'),
      ...common,
      documents: Type.Array(Id, { minItems: 1 }),
      /** A sentence to tick before going on: 我已打印盖章并上传. */
      confirm: Type.Optional(Text),
      samePage,
    },
    closed,
  ),
  payment: Type.Object(
    {
      type: Type.Literal('payment'),
      ...common,
      payment: Type.Enum(['first-year', 'year']),
      form: Type.String({ description: 'who pays: id of a form' }),
    },
    closed,
  ),
  review: Type.Object(
    {
      type: Type.Literal('review'),
      ...common,
      review: Type.Enum(['secretariat', 'branch', 'employer', 'meeting']),
      /** id of a role; the employer's own account needs none. */
      by: Type.Optional(Type.String()),
      withinWorkdays: Type.Integer({ minimum: 1, maximum: 120 }),
      needs: Type.Optional(Type.Array(Type.Enum([...NEEDS]))),
      /** What passing it gives at once, before the last review: the member's number. */
      gives: Type.Optional(Type.Enum(['number'])),
      /** False: it can be returned but not refused (退会 may not be refused, 国办发〔2020〕21号). */
      mayReject: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
}
export const Stage = Type.Union([stageSchemas.agree, stageSchemas.form, stageSchemas.documents, stageSchemas.payment, stageSchemas.review])
export type Stage = Static<typeof Stage>
export type StageType = Stage['type']
export type StageOf<T extends StageType> = Extract<Stage, { type: T }>

export const MatterKindFile = Type.Object(
  {
    kind: Id,
    name: Text,
    for: Type.Enum(['unit', 'person']),
    /** Left out: the effect of the kind's own name. */
    effect: Type.Optional(Type.Enum([...EFFECTS])),
    /** Only for members of whom this holds (facts: member.level, member.joinedOn, member.branches …). */
    offered: Type.Optional(Condition),
    /** Whose act it is to begin one: the member's own (the default), or its employer's for its people. */
    begins: Type.Optional(Type.Enum(['member', 'employer'])),
    /** Begun for one branch at a time: for any, or for those named. */
    branches: Type.Optional(Type.Union([Type.Literal('any'), Type.Array(Id, { minItems: 1 })])),
    /** Expected of all to whom it is offered, until this day: the home reminds of it. */
    expectedUntil: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    /** May be made again after it was approved; else it is read-only from then on. The default is yes. */
    again: Type.Optional(Type.Boolean()),
    /** One sentence on what it is for, and what happens after it was decided. */
    explanation: Text,
    afterwards: Text,
    stages: Type.Array(Stage, { minItems: 1 }),
  },
  closed,
)
export type MatterKindFile = Static<typeof MatterKindFile>

/** A kind with its forms and papers inside: what is versioned, and what a matter keeps. */
export const MatterDefinition = Type.Object(
  {
    ...MatterKindFile.properties,
    forms: Type.Record(Type.String(), FormDefinition),
    documents: Type.Array(DocumentSlot),
  },
  closed,
)
export type MatterDefinition = MatterKindFile & { forms: Record<string, FormDefinition>; documents: DocumentSlot[] }
