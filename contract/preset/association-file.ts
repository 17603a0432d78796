import { type Static, Type } from 'typebox'
import { Association } from './association.ts'

const closed = { additionalProperties: false }
const { words, messages, terms, dictionaries, password, numbers, directory, certificate, roles, takeover, ...written } =
  Association.properties

/** association.yaml as it is written: what is as usual is left out, of words and messages each one by itself. */
export const AssociationFile = Type.Object(
  {
    ...written,
    words: Type.Optional(Type.Partial(words, closed)),
    messages: Type.Optional(messages),
    terms: Type.Optional(terms),
    dictionaries: Type.Optional(dictionaries),
    password: Type.Optional(password),
    numbers: Type.Optional(numbers),
    directory: Type.Optional(directory),
    certificate: Type.Optional(certificate),
    roles: Type.Optional(roles),
    takeover: Type.Optional(takeover),
  },
  closed,
)
export type AssociationFile = Static<typeof AssociationFile>
