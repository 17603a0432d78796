import { challengeEndpoints } from './challenges.ts'
import { sessionEndpoints } from './session.ts'

/** Every address of the API: each module's table is merged here, and nowhere else. */
export const allEndpoints = {
  ...challengeEndpoints,
  ...sessionEndpoints,
}
