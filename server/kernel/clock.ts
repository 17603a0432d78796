/** Where "now" comes from, so that a test can live through years. */
export interface Clock {
  now(): Date
  /** The civil day in Asia/Shanghai, 'YYYY-MM-DD'. */
  today(): string
}

const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

export const dayOf = (moment: Date): string => shanghai.format(moment)

export const systemClock: Clock = { now: () => new Date(), today: () => dayOf(new Date()) }

/** A clock that stands still until it is set. */
export function settableClock(start: Date | string): Clock & { set(moment: Date | string): void } {
  let current = new Date(start)
  return {
    now: () => new Date(current),
    today: () => dayOf(current),
    set: (moment) => {
      current = new Date(moment)
    },
  }
}
