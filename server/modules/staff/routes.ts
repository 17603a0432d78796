import { auditEndpoints } from '../../../contract/auditlog.ts'
import { staffEndpoints } from '../../../contract/staff.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { openBranches } from '../branches/index.ts'
import { searchAudit } from './audit-search.ts'
import { listStaff } from './list.ts'
import { createStaff, disableStaff, enableStaff, reinviteStaff, updateStaff } from './manage.ts'
import { createRole, deleteRole, listRoles, updateRole } from './roles.ts'

const done = { done: true } as const

const manageRoutes = implement(staffEndpoints, {
  'GET /console/staff': async ({ ctx }) => ({
    rows: await listStaff(ctx),
    branches: openBranches(ctx).map(({ id, name }) => ({ id, name })),
  }),
  'POST /console/staff': ({ ctx, body }) => createStaff(ctx, body),
  'PATCH /console/staff/:id': async ({ ctx, params, body }) => {
    await updateStaff(ctx, params.id, body)
    return done
  },
  'POST /console/staff/:id/disable': async ({ ctx, params }) => {
    await disableStaff(ctx, params.id)
    return done
  },
  'POST /console/staff/:id/enable': async ({ ctx, params }) => {
    await enableStaff(ctx, params.id)
    return done
  },
  'POST /console/staff/:id/invite': ({ ctx, params }) => reinviteStaff(ctx, params.id),
  'GET /console/roles': async ({ ctx }) => ({ rows: await listRoles(ctx) }),
  'POST /console/roles': async ({ ctx, body }) => ({ id: await createRole(ctx, body) }),
  'PUT /console/roles/:id': async ({ ctx, params, body }) => {
    await updateRole(ctx, params.id, body)
    return done
  },
  'DELETE /console/roles/:id': async ({ ctx, params }) => {
    await deleteRole(ctx, params.id)
    return done
  },
})

const logRoutes = implement(auditEndpoints, {
  'GET /console/audit': ({ ctx, query }) => searchAudit(ctx, query),
})

export const staffRoutes: Route[] = [...manageRoutes, ...logRoutes]
