import { type Logger, pino } from 'pino'

/** JSON lines on stderr. Personal data is cut by name wherever it stands. */
export function makeLog(level: string): Logger {
  return pino(
    { level, base: undefined, redact: { paths: ['*.mobile', '*.password', '*.code', '*.email', 'req.headers.cookie'], censor: '[cut]' } },
    pino.destination({ fd: 2, sync: true }),
  )
}
