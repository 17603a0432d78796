import { type Static, Type } from 'typebox'
import { ById, Can, Done, Nullable, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { allPermissions, type Permission } from './permissions.ts'

const PermissionId = Type.Unsafe<Permission>(Type.String({ enum: allPermissions }))
const PersonName = Type.String({ minLength: 1, maxLength: 80 })
/** A role held in the whole association, or (`branch`) in one branch only. */
export const HeldRole = Type.Object({
  role: Type.String({ maxLength: 40 }),
  branch: Nullable(Type.String({ minLength: 1, maxLength: 40 })),
})
export type HeldRole = Static<typeof HeldRole>
const HeldRoles = Type.Array(HeldRole, { maxItems: 60, uniqueItems: true })

export const StaffRow = Type.Object({
  id: Uuid,
  name: Type.String(),
  mobile: Nullable(Type.String()),
  state: Type.Unsafe<'active' | 'disabled'>(Type.String({ enum: ['active', 'disabled'] })),
  /** Has set a password. */
  activated: Type.Boolean(),
  /** `branch` null: held in the whole association. */
  roles: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), branch: Nullable(Type.Object({ id: Type.String(), name: Type.String() })) }),
  ),
  lastSeenAt: Nullable(Time),
  /** edit, disable, enable, invite: null or why not. */
  can: Can,
})
export type StaffRow = Static<typeof StaffRow>

/** Shown once: whoever opens it sets the password. `path` is below the program's address. */
export const Invitation = Type.Object({ path: Type.String(), expiresAt: Time })
export type Invitation = Static<typeof Invitation>

export const RoleRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  permissions: Type.Array(PermissionId),
  holders: Type.Integer(),
  /** Made for branches: all of it can be used there. */
  inBranches: Type.Boolean(),
  can: Can,
})
export type RoleRow = Static<typeof RoleRow>

const RoleBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 40 }),
  permissions: Type.Array(PermissionId, { minItems: 1, uniqueItems: true }),
})
const RoleId = Type.Object({ id: Type.String({ maxLength: 40 }) })
const manage = { staff: 'staff.manage' } as const

export const staffEndpoints = endpoints({
  'GET /console/staff': {
    summary: '工作人员',
    who: manage,
    reply: Type.Object({
      rows: Type.Array(StaffRow),
      /** In which a role may be given; empty where the association has none. */
      branches: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  },
  'POST /console/staff': {
    summary: '新增工作人员，得到一次性的激活链接；已有账号的人没有链接，用原来的密码登录',
    who: manage,
    body: Type.Object({ name: PersonName, mobile: Type.String({ maxLength: 20 }), roles: HeldRoles }),
    reply: Type.Object({ id: Uuid, invitation: Nullable(Invitation) }),
    errors: ['input-invalid', 'already-done'],
  },
  'PATCH /console/staff/:id': {
    summary: '修改工作人员的姓名与角色',
    who: manage,
    params: ById,
    body: Type.Object({ name: PersonName, roles: HeldRoles }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-allowed'],
  },
  'POST /console/staff/:id/disable': {
    summary: '停用工作人员，随即退出登录',
    who: manage,
    params: ById,
    reply: Done,
    errors: ['not-found', 'not-allowed', 'conflict'],
  },
  'POST /console/staff/:id/enable': { summary: '恢复工作人员', who: manage, params: ById, reply: Done, errors: ['not-found', 'conflict'] },
  'POST /console/staff/:id/invite': {
    summary: '作废原密码，重新发放激活链接',
    who: manage,
    params: ById,
    reply: Invitation,
    errors: ['not-found', 'not-allowed'],
  },
  'GET /console/roles': { summary: '角色与权限', who: manage, reply: Type.Object({ rows: Type.Array(RoleRow) }) },
  'POST /console/roles': { summary: '新增角色', who: manage, body: RoleBody, reply: RoleId, errors: ['already-done'] },
  'PUT /console/roles/:id': {
    summary: '修改角色的名称与权限',
    who: manage,
    params: RoleId,
    body: RoleBody,
    reply: Done,
    errors: ['not-found', 'not-allowed', 'already-done'],
  },
  'DELETE /console/roles/:id': {
    summary: '删除没有人担任的角色',
    who: manage,
    params: RoleId,
    reply: Done,
    errors: ['not-found', 'not-ready'],
  },
})
