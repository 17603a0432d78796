import { accountEndpoints, joiningEndpoints } from './accounts.ts'
import { arrearsEndpoints } from './arrears.ts'
import { associationEndpoints } from './associations.ts'
import { auditEndpoints } from './auditlog.ts'
import { bankEndpoints } from './bank.ts'
import { certificateEndpoints } from './certificates.ts'
import { challengeEndpoints } from './challenges.ts'
import { colleagueEndpoints } from './colleagues.ts'
import { councilEndpoints } from './council.ts'
import { directoryEndpoints } from './directory.ts'
import { duesEndpoints } from './dues.ts'
import { ledgerEndpoints } from './ledger.ts'
import { letterEndpoints } from './letters.ts'
import { matterEndpoints } from './matters.ts'
import { meetingEndpoints } from './meetings.ts'
import { memberEndpoints } from './members.ts'
import { mergingEndpoints } from './merging.ts'
import { notificationEndpoints } from './notifications.ts'
import { onlineEndpoints } from './online.ts'
import { peopleEndpoints } from './people.ts'
import { receiptEndpoints } from './receipts.ts'
import { reminderEndpoints } from './reminders.ts'
import { sessionEndpoints } from './session.ts'
import { staffEndpoints } from './staff.ts'
import { takeoverEndpoints } from './takeovers.ts'
import { textEndpoints } from './texts.ts'

/** Every address of the API: each module's table is merged here, and nowhere else. */
export const allEndpoints = {
  ...accountEndpoints,
  ...arrearsEndpoints,
  ...associationEndpoints,
  ...auditEndpoints,
  ...bankEndpoints,
  ...certificateEndpoints,
  ...challengeEndpoints,
  ...colleagueEndpoints,
  ...councilEndpoints,
  ...directoryEndpoints,
  ...duesEndpoints,
  ...joiningEndpoints,
  ...ledgerEndpoints,
  ...letterEndpoints,
  ...matterEndpoints,
  ...meetingEndpoints,
  ...memberEndpoints,
  ...mergingEndpoints,
  ...notificationEndpoints,
  ...onlineEndpoints,
  ...peopleEndpoints,
  ...receiptEndpoints,
  ...reminderEndpoints,
  ...sessionEndpoints,
  ...staffEndpoints,
  ...takeoverEndpoints,
  ...textEndpoints,
}
