import { type Static, Type } from 'typebox'
import { DocumentSlot } from '../forms/documents-schema.ts'
import { FormDefinition } from '../forms/schema.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Id = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })
const common = { id: Id, name: Text, explanation: Text }

/** What a review may wait for. */
export const NEEDS = ['payment-confirmed', 'payment-vouched'] as const

/** One step of a matter. In matters.yaml `type` may be left out: the first of the five words says it. */
export const stageSchemas = {
  agree: Type.Object(
    { type: Type.Literal('agree'), ...common, agree: Type.String({ description: 'id of a text' }), also: Type.Optional(Type.Array(Id)) },
    closed,
  ),
  form: Type.Object({ type: Type.Literal('form'), ...common, form: Type.String({ description: 'id of a form' }) }, closed),
  documents: Type.Object({ type: Type.Literal('documents'), ...common, documents: Type.Array(Id, { minItems: 1 }) }, closed),
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
      by: Type.String({ description: 'id of a role' }),
      withinWorkdays: Type.Integer({ minimum: 1, maximum: 120 }),
      needs: Type.Optional(Type.Array(Type.Enum([...NEEDS]))),
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
