/** Where a unit's person stands, in the order of the unit's list. What each is called, the association says. */
export const personStates = ['submitted', 'recommended', 'renewing', 'member', 'expired'] as const
export type PersonState = (typeof personStates)[number]

/** The states in which the unit may still change or return what its person handed in. */
export const changeable = (state: PersonState): boolean => state === 'submitted' || state === 'recommended'
