import { type Static, Type } from 'typebox'
import { Nullable } from './common.ts'
import { endpoints } from './endpoint.ts'

/** What the public sees of a member: what the association shows, its contact only to be recognised. Nothing else leaves. */
export const DirectoryRow = Type.Object({
  name: Type.String(),
  /** A name it had, when that is what matched. */
  formerName: Nullable(Type.String()),
  number: Nullable(Type.String()),
  levelName: Nullable(Type.String()),
  region: Nullable(Type.String()),
  /** 张* and 138****0000 */
  contactName: Nullable(Type.String()),
  contactMobile: Nullable(Type.String()),
})
export type DirectoryRow = Static<typeof DirectoryRow>

/** How the page asks, in the association's words. */
export const DirectoryFace = Type.Object({
  help: Type.String(),
  minLetters: Type.Integer(),
  shows: Type.Array(Type.String()),
})
export type DirectoryFace = Static<typeof DirectoryFace>

export const directoryEndpoints = endpoints({
  'GET /directory/face': { summary: '会员名录怎样查', who: 'public', reply: DirectoryFace, errors: ['not-found'] },
  'GET /directory': {
    summary: '会员名录：查一家单位',
    who: 'public',
    query: Type.Object({ q: Type.String({ maxLength: 60 }), after: Type.Optional(Type.String({ maxLength: 400 })) }),
    reply: Type.Object({ rows: Type.Array(DirectoryRow), next: Nullable(Type.String()) }),
    errors: ['input-invalid', 'not-found', 'too-many'],
  },
})
