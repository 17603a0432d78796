import { matterEndpoints } from '../../../contract/matters.ts'
import { implement } from '../../kernel/http/route.ts'
import { addDocument } from './add-document.ts'
import { agreeStage } from './agree.ts'
import { removeDocument, reorderDocuments } from './arrange-documents.ts'
import { confirmStage } from './confirm-stage.ts'
import { decideMatter } from './decide.ts'
import { decideMany } from './decide-many.ts'
import { doneList } from './done.ts'
import { employerReviews } from './employer-reviews.ts'
import { addFieldFile } from './field-files.ts'
import { goToStage } from './go-to-stage.ts'
import { matterForApplicant, matterProblems } from './matter-for-applicant.ts'
import { matterForReview } from './matter-for-review.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { myMatters } from './my-matters.ts'
import { openMatter } from './open.ts'
import { readMatterFile, readPaper } from './papers.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { takeBack } from './take-back.ts'
import { readTemplate } from './template.ts'
import { toDo, toDoCounts } from './to-do.ts'
import { withdrawMatter } from './withdraw.ts'

const done = { done: true } as const

export const matterRoutes = implement(matterEndpoints, {
  'GET /portal/matters': ({ ctx }) => myMatters(ctx),
  'POST /portal/matters': ({ ctx, body }) => openMatter(ctx, body),
  'GET /portal/matters/:id': ({ ctx, params }) => matterForApplicant(ctx, params.id),
  'PUT /portal/matters/:id/stage': async ({ ctx, params, body }) => {
    await goToStage(ctx, { ...params, ...body })
    return done
  },
  'POST /portal/matters/:id/confirm': async ({ ctx, params, body }) => {
    await confirmStage(ctx, { ...params, ...body })
    return done
  },
  'POST /portal/matters/:id/agree': async ({ ctx, params, body }) => {
    await agreeStage(ctx, { ...params, ...body })
    return done
  },
  'PATCH /portal/matters/:id/draft': ({ ctx, params, body }) => saveDraft(ctx, { ...params, ...body }),
  'POST /portal/matters/:id/documents/:slot': ({ ctx, params, query, upload }) => addDocument(ctx, { ...params, ...query }, upload),
  'PUT /portal/matters/:id/documents/:slot/order': ({ ctx, params, body }) => reorderDocuments(ctx, { ...params, ...body }),
  'DELETE /portal/matters/:id/documents/:slot/:documentId': ({ ctx, params }) => removeDocument(ctx, params),
  'POST /portal/matters/:id/fields/:field': ({ ctx, params, upload }) => addFieldFile(ctx, params, upload),
  'GET /portal/matters/:id/files/:fileId': ({ ctx, params, query }) => readMatterFile(ctx, { ...params, ...query }),
  'GET /portal/matters/:id/slots/:slot/paper': ({ ctx, params }) => readPaper(ctx, params),
  'GET /portal/matters/:id/slots/:slot/template': ({ ctx, params, query }) => readTemplate(ctx, { ...params, ...query }),
  'GET /portal/matters/:id/problems': ({ ctx, params }) => matterProblems(ctx, params.id),
  'POST /portal/matters/:id/submit': async ({ ctx, params, body }) => {
    await submitMatter(ctx, { ...params, ...body })
    return done
  },
  'POST /portal/matters/:id/withdraw': async ({ ctx, params, body }) => {
    await withdrawMatter(ctx, { ...params, ...body })
    return done
  },

  'GET /portal/reviews': ({ ctx, query }) => employerReviews(ctx, query),
  'GET /portal/reviews/:id': ({ ctx, params }) => matterForReview(ctx, params.id),
  'POST /portal/reviews/:id/pass': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'pass', ...params, ...body })
    return done
  },
  'POST /portal/reviews/:id/return': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'return', ...params, ...body })
    return done
  },
  'POST /portal/reviews/:id/reject': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'reject', ...params, ...body })
    return done
  },
  'POST /portal/reviews/:id/take-back': async ({ ctx, params, body }) => {
    await takeBack(ctx, { ...params, ...body })
    return done
  },

  'GET /console/matters/to-do': ({ ctx, query }) => toDo(ctx, query),
  'GET /console/matters/counts': ({ ctx }) => toDoCounts(ctx),
  'GET /console/matters/done': ({ ctx, query }) => doneList(ctx, query),
  'GET /console/matters/:id': ({ ctx, params }) => matterForStaff(ctx, params.id),
  'GET /console/matters/:id/files/:fileId': ({ ctx, params, query }) => readMatterFile(ctx, { ...params, ...query }),
  'GET /console/matters/:id/slots/:slot/paper': ({ ctx, params }) => readPaper(ctx, params),
  'POST /console/matters/:id/pass': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'pass', ...params, ...body })
    return done
  },
  'POST /console/matters/:id/return': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'return', ...params, ...body })
    return done
  },
  'POST /console/matters/:id/reject': async ({ ctx, params, body }) => {
    await decideMatter(ctx, { act: 'reject', ...params, ...body })
    return done
  },
  'POST /console/matters/decide-many': ({ ctx, body }) => decideMany(ctx, body),
})
