import type { CodePurpose } from '../../../contract/accounts.ts'

/** To the mobile or the mail, whichever is there. */
interface Code {
  mobile: string | null
  email?: string | null
  code: string
  purpose: CodePurpose
  minutes: number
}

export interface AccountEvents {
  /** A code is to be sent; `code` lives in the queue only until the job is done. */
  'accounts.code-requested': Code
  /** The address has no use for a code: nobody listens, so that asking takes as long. */
  'accounts.code-withheld': Code
  'accounts.password-changed': { accountId: string; mobile: string | null; email?: string | null }
  'accounts.mobile-changed': { accountId: string; before: string | null; after: string }
  /** `link` is a full address, good once for `hours`. */
  'accounts.invited': { accountId: string; name: string; mobile: string | null; email?: string | null; link: string; hours: number }
  /** A mail with a link that proves the address; full address, good once for `hours`. */
  'accounts.confirmation-requested': { accountId: string; name: string; email: string; link: string; hours: number }
}
