import { type Logger, pino } from 'pino'

/** JSON lines on stderr. Personal data is cut by name wherever it stands. */
export function makeLog(level: string): Logger {
  return pino(
    {
      level,
      base: undefined,
      serializers: { err: brief },
      redact: { paths: ['*.mobile', '*.password', '*.code', '*.email', 'req.headers.cookie'], censor: '[cut]' },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

// A driver's error carries its whole connection; the log wants what happened and where.
function brief(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  return { type: error.name, message: error.message, ...code, stack: error.stack }
}
