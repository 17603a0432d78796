import { joiningEndpoints } from '../../../contract/accounts.ts'
import { implement } from '../../kernel/http/route.ts'
import { type MembersAbove, signedIn } from '../accounts/index.ts'
import { firstLogin, isContactMobile } from './first-login.ts'
import { accountsBehind } from './logins.ts'
import { register } from './register.ts'
import { describeMembers } from './standings.ts'

/** The two ways in that make or find members. */
export const joiningRoutes = implement(joiningEndpoints, {
  'POST /register': async (req) => signedIn(req, await register(req.ctx, req.body)),
  'POST /first-login': async (req) => signedIn(req, await firstLogin(req.ctx, req.body)),
})

/** What accounts ask of members; brought to them by wiring.ts. */
export const membersForAccounts: MembersAbove = { describe: describeMembers, isContact: isContactMobile, accountsBehind }
