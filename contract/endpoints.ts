import { challengeEndpoints } from './challenges.ts'
import { duesEndpoints } from './dues.ts'
import { matterEndpoints } from './matters.ts'
import { receiptEndpoints } from './receipts.ts'
import { sessionEndpoints } from './session.ts'

/** Every address of the API: each module's table is merged here, and nowhere else. */
export const allEndpoints = {
  ...challengeEndpoints,
  ...duesEndpoints,
  ...matterEndpoints,
  ...receiptEndpoints,
  ...sessionEndpoints,
}
