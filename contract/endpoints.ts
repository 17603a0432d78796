import { challengeEndpoints } from './challenges.ts'
import { matterEndpoints } from './matters.ts'
import { sessionEndpoints } from './session.ts'

/** Every address of the API: each module's table is merged here, and nowhere else. */
export const allEndpoints = {
  ...challengeEndpoints,
  ...matterEndpoints,
  ...sessionEndpoints,
}
