interface Papers {
  memberId: string
  requestId: string
  /** Names of the papers that are missing. */
  papers: string[]
  /** 'YYYY-MM-DD' */
  dueOn: string
}

export interface CouncilEvents {
  /** Papers were asked of a member. */
  'council.papers-asked': Papers & { note: string }
  /** The day comes near, or staff remind. */
  'council.papers-due': Papers
  /** The day has passed. */
  'council.papers-late': Papers
}
