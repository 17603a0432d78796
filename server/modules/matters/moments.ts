const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** `2026-11-21 10:32` in Shanghai; '' for null. */
export const showMoment = (moment: Date | null): string => (moment ? format.format(moment) : '')
