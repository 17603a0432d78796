import { colleagueEndpoints } from '../../../contract/colleagues.ts'
import { memberEndpoints } from '../../../contract/members.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { askForChange } from './change-kind.ts'
import { memberChoices } from './choices.ts'
import { removeSeat, setSeat } from './council.ts'
import { exportMembers } from './export.ts'
import { leave } from './leave.ts'
import { myBranches } from './my-branches.ts'
import { company, editCompany, portalHome } from './portal.ts'
import { addRecordFile, readRecordFile } from './record-files.ts'
import { countMembers, listMembers, neighbours } from './search.ts'
import { renumber, setBranch } from './set-branch.ts'
import { setLevel } from './set-level.ts'
import { memberForm, memberStory, reveal } from './story.ts'
import { handOver, inviteAgain, inviteToUnit, removeFromUnit, unitAccounts } from './unit-accounts.ts'
import { updateProfile } from './update-profile.ts'

const ownRoutes = implement(memberEndpoints, {
  'GET /console/members': (req) => listMembers(req.ctx, req.query),
  'GET /console/members/count': (req) => countMembers(req.ctx, req.query),
  'GET /console/members/workbook': (req) => exportMembers(req.ctx, req.query),
  'GET /console/members/forms/:kind': async (req) => memberForm(req.ctx, req.params.kind),
  'GET /console/members/choices': async (req) => memberChoices(req.ctx),
  'POST /console/members/:id/fields/:field': ({ ctx, params, upload }) =>
    addRecordFile(ctx, { memberId: params.id, field: params.field }, upload),
  'GET /console/members/:id/files/:fileId': ({ ctx, params, query }) =>
    readRecordFile(ctx, { memberId: params.id, fileId: params.fileId, ...query }),
  'GET /console/members/:id': (req) => memberStory(req.ctx, req.params.id),
  'GET /console/members/:id/neighbours': (req) => neighbours(req.ctx, req.params.id, req.query),
  'POST /console/members/:id/reveal': (req) => reveal(req.ctx, req.params.id),
  'PATCH /console/members/:id': (req) =>
    afterwards(req.ctx, req.params.id, (ctx) => updateProfile(ctx, { memberId: req.params.id, ...req.body })),
  'POST /console/members/:id/level': (req) =>
    afterwards(req.ctx, req.params.id, (ctx) => setLevel(ctx, { memberId: req.params.id, ...req.body })),
  'POST /console/members/:id/leave': (req) =>
    afterwards(req.ctx, req.params.id, (ctx) => leave(ctx, { memberId: req.params.id, ...req.body })),
  'PUT /console/members/:id/branches/:branch': (req) =>
    afterwards(req.ctx, req.params.id, (ctx) => setBranch(ctx, { memberId: req.params.id, branch: req.params.branch, ...req.body })),
  'POST /console/members/:id/number': (req) =>
    afterwards(req.ctx, req.params.id, (ctx) => renumber(ctx, { memberId: req.params.id, ...req.body })),
  'POST /console/members/:id/seats': (req) => setSeat(req.ctx, req.params.id, seatFrom(req.body)),
  'PUT /console/members/:id/seats/:seatId': (req) => setSeat(req.ctx, req.params.id, seatFrom(req.body), req.params.seatId),
  'DELETE /console/members/:id/seats/:seatId': async (req) => {
    await removeSeat(req.ctx, req.params.id, req.params.seatId)
    return { done: true as const }
  },
  'GET /portal/home': (req) => portalHome(req.ctx),
  'GET /portal/company': (req) => company(req.ctx),
  'POST /portal/company/fields/:field': ({ ctx, params, upload }) => addRecordFile(ctx, { memberId: ctx.memberId, ...params }, upload),
  'GET /portal/company/files/:fileId': ({ ctx, params, query }) => readRecordFile(ctx, { memberId: ctx.memberId, ...params, ...query }),
  'PATCH /portal/company': (req) => editCompany(req.ctx, req.body),
  'POST /portal/company/change': (req) => askForChange(req.ctx, req.body.data),
  'GET /portal/branches': (req) => myBranches(req.ctx),
})

const accountRoutes = implement(colleagueEndpoints, {
  'GET /portal/accounts': ({ ctx }) => unitAccounts(ctx),
  'POST /portal/accounts': ({ ctx, body }) => inviteToUnit(ctx, body),
  'POST /portal/accounts/:id/invitation': async ({ ctx, params }) => done(await inviteAgain(ctx, params.id)),
  'DELETE /portal/accounts/:id': async ({ ctx, params }) => done(await removeFromUnit(ctx, params.id)),
  'POST /portal/accounts/:id/principal': async ({ ctx, params, body }) => done(await handOver(ctx, params.id, body.password)),
})
const done = (_: unknown) => ({ done: true as const })

export const memberRoutes: Route[] = [...ownRoutes, ...accountRoutes]

const seatFrom = <S extends object>(body: S & { personTitle?: string }) => ({ ...body, personTitle: body.personTitle ?? '' })

/** The act and the member as it is then, in one transaction: the answer is never somebody else's edit. */
function afterwards(ctx: StaffContext, memberId: string, act: (ctx: StaffContext) => Promise<void>) {
  return inTx(ctx, async (_, ctx) => {
    await act(ctx)
    return memberStory(ctx, memberId)
  })
}
