import { type Static, Type } from 'typebox'
import { Association } from './association.ts'

const closed = { additionalProperties: false }
const { words, messages, terms, dictionaries, ...written } = Association.properties

/** association.yaml as it is written: words and messages only where they differ from the usual, and what need not be there left out. */
export const AssociationFile = Type.Object(
  {
    ...written,
    words: Type.Optional(Type.Partial(words, closed)),
    messages: Type.Optional(messages),
    terms: Type.Optional(terms),
    dictionaries: Type.Optional(dictionaries),
  },
  closed,
)
export type AssociationFile = Static<typeof AssociationFile>
