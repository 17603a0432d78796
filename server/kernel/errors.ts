import { type ErrorBody, type ErrorCode, errorList, type Problem } from '../../contract/errors.ts'

interface RefusalOptions {
  message?: string
  problems?: Problem[]
  detail?: Record<string, unknown>
}

/** A refusal from the closed list: what a user did or asked can't be done, and why, in Chinese. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly problems: Problem[] | undefined
  readonly detail: Record<string, unknown> | undefined

  constructor(code: ErrorCode, options: RefusalOptions | string = {}) {
    const { message, problems, detail } = typeof options === 'string' ? { message: options } : options
    super(message ?? errorList[code].message)
    this.name = 'Refusal'
    this.code = code
    this.problems = problems
    this.detail = detail
  }

  get status(): number {
    return errorList[this.code].status
  }

  body(requestId?: string): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.problems && { problems: this.problems }),
      ...(this.detail && { detail: this.detail }),
      ...(requestId && { requestId }),
    }
  }
}

/** The row or a refusal that does not tell "not there" from "not yours". */
export function found<T>(row: T | undefined | null, message?: string): T {
  if (row === undefined || row === null) throw new Refusal('not-found', message ?? {})
  return row
}
