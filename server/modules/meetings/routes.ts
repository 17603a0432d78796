import { meetingEndpoints } from '../../../contract/meetings.ts'
import { implement } from '../../kernel/http/route.ts'
import { addItems, collect, moveItem, recordVerdicts, removeItems } from './agenda.ts'
import { changeAnnouncement } from './announce.ts'
import { cancelMeeting, changeMeeting, createMeeting } from './create.ts'
import { decideMeeting } from './decide.ts'
import { meetingsOfMatter } from './of-matter.ts'
import { agendaSheet, printAgenda, resultList } from './papers.ts'
import { listItems, listMeetings, readMeeting } from './read.ts'
import { bodies, readyMatters } from './ready.ts'

const done = { done: true } as const

export const meetingRoutes = implement(meetingEndpoints, {
  'GET /console/meetings': ({ ctx, query }) => listMeetings(ctx, query),
  'GET /console/meetings/bodies': ({ ctx }) => bodies(ctx),
  'GET /console/matters/:id/meetings': ({ ctx, params }) => meetingsOfMatter(ctx, params.id),
  'POST /console/meetings': async ({ ctx, body }) => readMeeting(ctx, await createMeeting(ctx, body)),
  'GET /console/meetings/:id': ({ ctx, params }) => readMeeting(ctx, params.id),
  'PUT /console/meetings/:id': async ({ ctx, params, body }) => {
    await changeMeeting(ctx, params.id, body)
    return readMeeting(ctx, params.id)
  },
  'GET /console/meetings/:id/items': ({ ctx, params, query }) => listItems(ctx, params.id, query),
  'GET /console/meetings/:id/ready': ({ ctx, params, query }) => readyMatters(ctx, params.id, query),
  'POST /console/meetings/:id/collect': ({ ctx, params }) => collect(ctx, params.id),
  'POST /console/meetings/:id/items': ({ ctx, params, body }) => addItems(ctx, params.id, body.matters),
  'POST /console/meetings/:id/remove': async ({ ctx, params, body }) => {
    await removeItems(ctx, params.id, body.matters)
    return done
  },
  'POST /console/meetings/:id/move': async ({ ctx, params, body }) => {
    await moveItem(ctx, params.id, body.matter, body.to)
    return done
  },
  'POST /console/meetings/:id/verdicts': async ({ ctx, params, body }) => {
    await recordVerdicts(ctx, params.id, body)
    return done
  },
  'POST /console/meetings/:id/decide': async ({ ctx, params, body }) => {
    await decideMeeting(ctx, params.id, body)
    return readMeeting(ctx, params.id)
  },
  'POST /console/meetings/:id/cancel': async ({ ctx, params }) => {
    await cancelMeeting(ctx, params.id)
    return readMeeting(ctx, params.id)
  },
  'PUT /console/meetings/:id/announcement': async ({ ctx, params, body }) => {
    await changeAnnouncement(ctx, params.id, body.text)
    return done
  },
  'GET /console/meetings/:id/agenda': ({ ctx, params }) => printAgenda(ctx, params.id),
  'GET /console/meetings/:id/agenda-sheet': ({ ctx, params }) => agendaSheet(ctx, params.id),
  'GET /console/meetings/:id/results': ({ ctx, params }) => resultList(ctx, params.id),
})
