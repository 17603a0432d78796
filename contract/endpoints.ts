import { accountEndpoints, joiningEndpoints } from './accounts.ts'
import { auditEndpoints } from './auditlog.ts'
import { challengeEndpoints } from './challenges.ts'
import { duesEndpoints } from './dues.ts'
import { matterEndpoints } from './matters.ts'
import { notificationEndpoints } from './notifications.ts'
import { receiptEndpoints } from './receipts.ts'
import { sessionEndpoints } from './session.ts'
import { staffEndpoints } from './staff.ts'
import { textEndpoints } from './texts.ts'

/** Every address of the API: each module's table is merged here, and nowhere else. */
export const allEndpoints = {
  ...accountEndpoints,
  ...auditEndpoints,
  ...challengeEndpoints,
  ...duesEndpoints,
  ...joiningEndpoints,
  ...matterEndpoints,
  ...notificationEndpoints,
  ...receiptEndpoints,
  ...sessionEndpoints,
  ...staffEndpoints,
  ...textEndpoints,
}
