import { type ErrorBody, type ErrorCode, errorList, type Problem } from '../../contract/errors.ts'

/** What can go wrong before the server has said anything. */
export type NetworkCode = 'offline' | 'timeout' | 'unreachable' | 'aborted'

const networkWords: Record<NetworkCode, string> = {
  offline: '网络已断开。您填写的内容还在，请恢复网络后重试',
  timeout: '等了很久没有回应，可能是网络较慢。请稍后重试',
  unreachable: '暂时连接不上服务器。您填写的内容还在，请稍后重试',
  aborted: '操作已取消',
}

/** A request that did not succeed, worded for the person who made it. */
export class ApiError extends Error {
  readonly code: ErrorCode | NetworkCode
  readonly status: number
  readonly problems: Problem[]
  readonly detail: Record<string, unknown>
  readonly requestId: string | undefined

  constructor(status: number, body: Omit<ErrorBody, 'code'> & { code: ErrorCode | NetworkCode }) {
    super(body.message)
    this.name = 'ApiError'
    this.code = body.code
    this.status = status
    this.problems = body.problems ?? []
    this.detail = body.detail ?? {}
    this.requestId = body.requestId
  }

  /** Trying again later may well succeed without changing anything. */
  get retryable(): boolean {
    return this.status === 0 ? this.code !== 'aborted' : this.status >= 500
  }
}

export const networkError = (code: NetworkCode): ApiError => new ApiError(0, { code, message: networkWords[code] })

const codeOfStatus: Record<number, ErrorCode> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  415: 'wrong-file',
  429: 'too-many',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** Reads a refusal; a body that isn't ours (a proxy's page) is worded by its status. */
export function refusalFrom(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body)
  const code = codeOfStatus[status] ?? 'unexpected'
  return new ApiError(status, { code, message: errorList[code].message })
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false
  const { code, message } = body as Partial<ErrorBody>
  return typeof code === 'string' && code in errorList && typeof message === 'string'
}

/** One sentence for any thrown thing, for a notice or toast. */
export function errorMessage(error: unknown): string {
  return error instanceof ApiError ? error.message : errorList.unexpected.message
}

/** Problems by path, for the fields of a form: `errors['contacts.0.mobile']`. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  return Object.fromEntries(error.problems.map((problem) => [problem.path, problem.message]))
}
