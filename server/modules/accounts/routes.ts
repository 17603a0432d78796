import { accountEndpoints } from '../../../contract/accounts.ts'
import { challengeEndpoints } from '../../../contract/challenges.ts'
import { sessionEndpoints } from '../../../contract/session.ts'
import { audit } from '../../kernel/audit.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { implement, type Req, type Route } from '../../kernel/http/route.ts'
import { actFor } from './act-for.ts'
import { activate, lookAtInvitation } from './activate.ts'
import { makeChallenge, slide } from './challenges/index.ts'
import { changeMobile, requestOldCode } from './change-mobile.ts'
import { changePassword } from './change-password.ts'
import { requestCode } from './codes.ts'
import { confirmEmail, sendConfirmationAgain } from './confirm.ts'
import { endDevice, endOtherDevices, listDevices } from './devices.ts'
import { type Opened, signIn } from './login.ts'
import { resetPassword } from './reset-password.ts'
import { loadSession } from './session.ts'
import { clearSessionCookie, endSession, setSessionCookie, tokenOf } from './sessions.ts'
import { setEmail } from './set-email.ts'
import { accountSettings } from './settings.ts'

const done = { done: true } as const

/** Answers a verb that opened a session: the cookie and where to go. */
export function signedIn({ ctx, http }: Pick<Req<{ summary: string; who: 'public' }>, 'ctx' | 'http'>, opened: Opened, remember = false) {
  setSessionCookie(http.reply, ctx, opened.token, { remember })
  const { token: _, ...shown } = opened
  return shown
}

const challengeRoutes = implement(challengeEndpoints, {
  'POST /challenges': ({ ctx, body }) => makeChallenge(ctx, body.kind),
  'POST /challenges/slide': ({ ctx, body }) => slide(ctx, body),
})

const sessionRoutes = implement(sessionEndpoints, {
  'GET /session': ({ ctx, http }) => loadSession(ctx, tokenOf(http.request)),
  'POST /session': async (req) => signedIn(req, await signIn(req.ctx, req.body), req.body.remember),
  'POST /session/member': async ({ ctx, body, http }) => {
    await actFor(ctx, tokenOf(http.request) ?? '', body.id)
    return done
  },
  'DELETE /session': async ({ ctx, http }) => {
    const { id, name } = ctx.account
    await inTx(ctx, async (tx, inside) => {
      await endSession(tx, inside, tokenOf(http.request) ?? '')
      await audit(tx, inside, { action: 'account.signed-out', subject: { kind: 'account', id, label: name } })
    })
    clearSessionCookie(http.reply, ctx)
    return done
  },
})

const ownRoutes = implement(accountEndpoints, {
  'POST /codes': ({ ctx, body }) => requestCode(ctx, body),
  'POST /password/reset': async (req) => signedIn(req, await resetPassword(req.ctx, req.body)),
  'POST /activations/look': ({ ctx, body }) => lookAtInvitation(ctx, body.token),
  'POST /activations': async (req) => signedIn(req, await activate(req.ctx, req.body)),
  'GET /account': ({ ctx }) => accountSettings(ctx),
  'POST /account/password': async ({ ctx, body, http }) => {
    await changePassword(ctx, { ...body, token: tokenOf(http.request) })
    return done
  },
  'POST /account/mobile/code': ({ ctx, body }) => requestOldCode(ctx, body),
  'POST /account/email': async ({ ctx, body }) => {
    await setEmail(ctx, body)
    return done
  },
  'POST /account/confirmation': ({ ctx, body }) => sendConfirmationAgain(ctx, body),
  'POST /confirmations': ({ ctx, body }) => confirmEmail(ctx, body.token),
  'POST /account/mobile': async ({ ctx, body }) => {
    await changeMobile(ctx, body)
    return done
  },
  'GET /account/sessions': async ({ ctx, http }) => ({ rows: await listDevices(ctx, tokenOf(http.request)) }),
  'DELETE /account/sessions/:id': async ({ ctx, params }) => {
    await endDevice(ctx, params.id)
    return done
  },
  'DELETE /account/sessions': async ({ ctx, http }) => ({ ended: await endOtherDevices(ctx, tokenOf(http.request)) }),
})

export const accountRoutes: Route[] = [...challengeRoutes, ...sessionRoutes, ...ownRoutes]
