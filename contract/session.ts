import { type Static, Type } from 'typebox'
import { Done, Nullable, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { allPermissions, type Permission } from './permissions.ts'

/** What anybody may know of an association: enough for header, footer and words of every page. */
export const AssociationFace = Type.Object({
  slug: Type.String(),
  fullName: Type.String(),
  shortName: Type.String(),
  englishName: Nullable(Type.String()),
  /** Path of the emblem under the association, `null` when it has none. */
  logo: Nullable(Type.String()),
  /** The association's own words for ours, e.g. `{ contact: '联络员' }`; a missing one has our default. */
  words: Type.Record(Type.String(), Type.String()),
  footer: Type.Object({
    phone: Nullable(Type.String()),
    fax: Nullable(Type.String()),
    email: Nullable(Type.String()),
    address: Nullable(Type.String()),
    postcode: Nullable(Type.String()),
    icp: Nullable(Type.String()),
  }),
})
export type AssociationFace = Static<typeof AssociationFace>

/** A member the signed-in account may act for. `state` words its standing, e.g. 普通会员. */
export const SessionMember = Type.Object({
  id: Uuid,
  name: Type.String(),
  standing: Nullable(Type.String()),
})

export const Session = Type.Object({
  account: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  association: AssociationFace,
  /** The members this account acts for; the first is acted for unless another was chosen. */
  members: Type.Array(SessionMember),
  staff: Nullable(
    Type.Object({
      name: Type.String(),
      permissions: Type.Array(Type.Unsafe<Permission>(Type.String({ enum: allPermissions }))),
    }),
  ),
})
export type Session = Static<typeof Session>

export const sessionEndpoints = endpoints({
  'GET /session': { summary: '当前登录状态与协会门面', who: 'public', reply: Session },
  'DELETE /session': { summary: '退出登录', who: 'account', reply: Done },
})
