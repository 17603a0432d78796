import { associationEndpoints } from '../../../contract/associations.ts'
import { textEndpoints } from '../../../contract/texts.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { implement } from '../../kernel/http/route.ts'
import { readJoining } from './joining.ts'
import { currentText, listTexts, textVersion } from './texts.ts'

const textRoutes = implement(textEndpoints, {
  'GET /texts': async ({ ctx }) => ({ texts: await inTx(ctx, (tx) => listTexts(tx, ctx, ctx.association.settings.pages)) }),
  'GET /texts/:id': async ({ ctx, params, query }) => {
    const text = await inTx(ctx, (tx) => (query.version ? textVersion(tx, ctx, params.id, query.version) : currentText(tx, ctx, params.id)))
    const { publishedAt, ...rest } = found(text)
    return { ...rest, publishedAt: publishedAt.toISOString() }
  },
})

export const associationRoutes = [...textRoutes, ...implement(associationEndpoints, { 'GET /joining': ({ ctx }) => readJoining(ctx) })]
