import { peopleEndpoints } from '../../../contract/people.ts'
import { implement } from '../../kernel/http/route.ts'
import { suggestEmployers } from '../members/index.ts'
import { correctPerson, recommend, refusePerson, renew, returnPerson, takeBackPeople } from './acts.ts'
import { memberEmployments, readScan, staffPeople, staffRosters, staffTabs } from './console.ts'
import { listPeople, peopleTabs, personDetail, readPhoto } from './list.ts'
import { ownHistory, ownPerson } from './own.ts'
import { orderForPeople, peopleDues } from './paying.ts'
import { exportPeople, myRosters, printRoster } from './rosters.ts'
import { readOwnScan, sendRoster } from './scans.ts'

export const peopleRoutes = implement(peopleEndpoints, {
  'GET /portal/employers': ({ ctx, query }) => suggestEmployers(ctx, query.q),
  'GET /portal/people': ({ ctx, query }) => listPeople(ctx, query),
  'GET /portal/people/tabs': ({ ctx }) => peopleTabs(ctx),
  'GET /portal/people/dues': ({ ctx }) => peopleDues(ctx),
  'POST /portal/people/orders': ({ ctx, body }) => orderForPeople(ctx, body),
  'GET /portal/people/:id': ({ ctx, params }) => personDetail(ctx, params.id),
  'GET /portal/people/:id/photo': ({ ctx, params }) => readPhoto(ctx, params.id),
  'PATCH /portal/people/:id': ({ ctx, params, body }) => correctPerson(ctx, params.id, body),
  'POST /portal/people/recommend': ({ ctx, body }) => recommend(ctx, body.ids),
  'POST /portal/people/renew': ({ ctx, body }) => renew(ctx, body.ids),
  'POST /portal/people/take-back': ({ ctx, body }) => takeBackPeople(ctx, body.ids),
  'POST /portal/people/:id/return': ({ ctx, params, body }) => returnPerson(ctx, params.id, body.reason),
  'POST /portal/people/:id/refuse': ({ ctx, params, body }) => refusePerson(ctx, params.id, body.reason),
  'GET /portal/people/workbook': ({ ctx, query }) => exportPeople(ctx, query.state),
  'GET /portal/people/roster': ({ ctx, query }) => printRoster(ctx, query.state),
  'GET /portal/rosters': ({ ctx }) => myRosters(ctx),
  'POST /portal/rosters/:id/scan': ({ ctx, params, upload }) => sendRoster(ctx, params.id, upload),
  'GET /portal/rosters/:id/scan': ({ ctx, params }) => readOwnScan(ctx, params.id),
  'GET /portal/person': ({ ctx }) => ownPerson(ctx),
  'GET /portal/person/history': ({ ctx }) => ownHistory(ctx),
  'GET /console/people': ({ ctx, query }) => staffPeople(ctx, query),
  'GET /console/people/tabs': ({ ctx, query }) => staffTabs(ctx, query.unit),
  'GET /console/members/:id/employments': ({ ctx, params }) => memberEmployments(ctx, params.id),
  'GET /console/rosters': ({ ctx, query }) => staffRosters(ctx, query),
  'GET /console/rosters/:id/scan': ({ ctx, params }) => readScan(ctx, params.id),
})
