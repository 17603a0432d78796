export interface AccessEvents {
  /** Letters are to be made; raised again by the job itself while some are missing. */
  'access.letters-ordered': { batchId: string }
}
