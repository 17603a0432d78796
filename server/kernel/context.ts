import type { Permission } from '../../contract/permissions.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Tx } from './database/transaction.ts'
import type { Kernel } from './kernel.ts'

export interface Association {
  id: string
  slug: string
  name: string
  shortName: string
  settings: Settings
}

/** Where a request came from, for limits and the audit log. */
export interface Origin {
  requestId: string
  address: string
  userAgent: string
}

interface Base {
  kernel: Kernel
  association: Association
  /** Set inside `inTx`, so that verbs called by verbs join the transaction. */
  tx?: Tx
  origin?: Origin
}

export interface AccountRef {
  id: string
  name: string
}

export interface PublicContext extends Base {
  kind: 'public'
}

/** An account acting for a member; `member.id` is the one of its members it acts for now. */
export interface MemberContext extends Base {
  kind: 'member'
  account: AccountRef
  memberId: string
  memberIds: string[]
}

export interface StaffContext extends Base {
  kind: 'staff'
  account: AccountRef
  permissions: ReadonlySet<Permission>
  /** Null: works for the whole association; else for these branches, and nothing else exists for it. */
  branches: readonly string[] | null
}

/** The operator: creates associations. Never reachable over HTTP. */
export interface PlatformContext extends Base {
  kind: 'platform'
}

/** Jobs and reactions. */
export interface SystemContext extends Base {
  kind: 'system'
}

export type AccountContext = MemberContext | StaffContext
export type Context = PublicContext | AccountContext | PlatformContext | SystemContext

export function systemContext(kernel: Kernel, association: Association): SystemContext {
  return { kind: 'system', kernel, association }
}
