export { type Invited, invite } from './activate.ts'
export { requireEmail, requireMobile } from './addresses.ts'
export { agree } from './agree.ts'
export { makeChallenge, useChallenge } from './challenges/index.ts'
export { requireOwnPassword } from './change-password.ts'
export { requestCode, useCode } from './codes.ts'
export { askConfirmation, confirmAddress, releaseUnconfirmed, requireConfirmed } from './confirm.ts'
export { createAccount, setPassword } from './create.ts'
export { doorkeeper } from './doorkeeper.ts'
export {
  emailOf,
  findAccount,
  findByMobile,
  type Identifier,
  type IdentifierKind,
  identifiersOf,
  mobileOf,
  tidy,
  tidyMobile,
} from './identifiers.ts'
export { type Opened, openFor } from './login.ts'
export { knowMembers, type MembersAbove, type Named } from './neighbours.ts'
export { hashPassword, requirePassword } from './passwords.ts'
export { accountRoutes, signedIn } from './routes.ts'
export { clearEnded, clearSessionCookie, endSessions, openSession, setSessionCookie } from './sessions.ts'
export { cookieName, hashToken } from './token.ts'
export { addressKey } from './tries.ts'
