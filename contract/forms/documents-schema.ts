import { type Static, Type } from 'typebox'
import { Condition } from './schema.ts'

export const Accepted = Type.Enum(['pdf', 'image', 'docx'])
export type Accepted = Static<typeof Accepted>

/** One paper an applicant hands in. Several pictures become one PDF, in the order they were added. */
export const DocumentSlot = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    name: Type.String({ minLength: 1 }),
    help: Type.Optional(Type.String({ minLength: 1 })),
    required: Type.Boolean(),
    when: Type.Optional(Condition),
    accept: Type.Array(Accepted, { minItems: 1 }),
    maxBytes: Type.Integer({ minimum: 1 }),
    maxFiles: Type.Integer({ minimum: 1, maximum: 30 }),
    /** The blank to download, sign and stamp: a template of the preset. `prefilled` fills it from the form. */
    template: Type.Optional(Type.String({ minLength: 1 })),
    prefilled: Type.Optional(Type.Boolean()),
    /** What was accepted once need not be uploaded again in a later matter: for ever, or for so many months. */
    reuse: Type.Optional(Type.Union([Type.Literal('always'), Type.Integer({ minimum: 1, maximum: 120 })])),
  },
  { additionalProperties: false },
)
export type DocumentSlot = Static<typeof DocumentSlot>

/** A file that lies in a slot; `kind` was found by its content, not by its name. */
export const SlotFile = Type.Object({ id: Type.String(), name: Type.String(), kind: Accepted, bytes: Type.Integer({ minimum: 0 }) })
export type SlotFile = Static<typeof SlotFile>
