export interface AccountEvents {
  /** A code is to be sent; `code` lives in the queue only until the job is done. */
  'accounts.code-requested': { mobile: string; code: string; purpose: string; minutes: number }
  'accounts.password-changed': { accountId: string; mobile: string | null }
}
