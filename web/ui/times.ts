const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** An ISO time as read in Shanghai: `2026-11-21 10:32`; a day stays as it is. */
export function showTime(iso: string | null | undefined): string {
  if (!iso) return ''
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso
  const found = Object.fromEntries(parts.formatToParts(new Date(iso)).map((part) => [part.type, part.value]))
  return `${found.year}-${found.month}-${found.day} ${found.hour}:${found.minute}`
}

/** Only the day of it. */
export const showDay = (iso: string | null | undefined): string => showTime(iso).slice(0, 10)

/** Only the clock, for 已保存 10:32. */
export const showClock = (time: Date): string => showTime(time.toISOString()).slice(11)

/** Whole civil days from `from` to `to` (negative when past). */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

export const today = (): string => showTime(new Date().toISOString()).slice(0, 10)
