import { type Static, Type } from 'typebox'
import { Time } from './common.ts'
import { endpoints } from './endpoint.ts'

/** 章程, 入会须知 and the like. `body` is Markdown; the version is what one agrees to. */
export const AssociationText = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  body: Type.String(),
  publishedAt: Time,
})
export type AssociationText = Static<typeof AssociationText>

export const textEndpoints = endpoints({
  'GET /texts': {
    summary: '公开文本目录',
    who: 'public',
    reply: Type.Object({ texts: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })) }),
  },
  'GET /texts/:id': {
    summary: '阅读章程等文本；不带版本号为现行版本',
    who: 'public',
    params: Type.Object({ id: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }),
    reply: AssociationText,
    errors: ['not-found'],
  },
})
